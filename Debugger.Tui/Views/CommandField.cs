using System.Collections.Immutable;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A line of words: Tab completes, the arrows walk through what was typed before, Enter runs it, Esc leaves.</summary>
public sealed class CommandField : LineField
{
    private ImmutableList<string> _history = [];
    private Func<bool, IEnumerable<string>> _candidates = _ => [];
    private int _place;
    private bool _takesNothing;

    public CommandField()
    {
        Autocomplete = new AppendAutocomplete(this) { SuggestionGenerator = new Words(this) };
    }

    /// <summary>A line was typed.</summary>
    public event Action<string>? Entered;

    /// <summary>It was left without one.</summary>
    public event Action? Left;

    /// <summary>Begins a line.</summary>
    /// <param name="history">Lines typed before, oldest first.</param>
    /// <param name="candidates">What the word before the cursor may become; the flag says whether it is the first of a command.</param>
    /// <param name="text">What stands there at first.</param>
    /// <param name="takesNothing">Whether an empty line is an answer; else it leaves.</param>
    public void Open(ImmutableList<string> history, Func<bool, IEnumerable<string>> candidates, string text = "", bool takesNothing = false)
    {
        (_history, _candidates, _place, _takesNothing) = (history, candidates, history.Count, takesNothing);
        Text = text;
        MoveEnd();
    }

    // Terminal.Gui selects everything, so that the first letter would replace what was put there for the person to go on with.
    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? view)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, view);
        if (!newHasFocus) return;
        ClearAllSelection();
        MoveEnd();
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Enter)
        {
            string line = Text.Trim();
            if (line.Length > 0 || _takesNothing) Entered?.Invoke(line);
            else Left?.Invoke();
            return true;
        }
        if (key == Key.Esc)
        {
            Left?.Invoke();
            return true;
        }
        if (key == Key.Backspace && Text.Length == 0)
        {
            Left?.Invoke();
            return true;
        }
        if ((key == Key.CursorUp || key == Key.CursorDown) && (_place < _history.Count || Autocomplete!.Suggestions.Count == 0))
        {
            _place = Math.Clamp(_place + (key == Key.CursorUp ? -1 : 1), 0, _history.Count);
            Text = _place < _history.Count ? _history[_place] : "";
            MoveEnd();
            return true;
        }
        return base.OnKeyDown(key);
    }

    private sealed class Words(CommandField field) : ISuggestionGenerator
    {
        public IEnumerable<Suggestion> GenerateSuggestions(AutocompleteContext context)
        {
            string line = string.Concat(context.CurrentLine.Take(context.CursorPosition).Select(c => c.Grapheme));
            string word = line[(line.LastIndexOfAny([' ', ';']) + 1)..];
            if (word.Length == 0) return [];
            bool first = line[..^word.Length].Split(';')[^1].Trim().Length == 0;
            return
            [
                .. field._candidates(first).Where(n => n.StartsWith(word, StringComparison.Ordinal) && n != word).Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(n => new Suggestion(word.Length, n)),
            ];
        }

        public bool IsWordChar(string text) => text.Length > 0 && !char.IsWhiteSpace(text[0]) && text[0] != ';';
    }
}
