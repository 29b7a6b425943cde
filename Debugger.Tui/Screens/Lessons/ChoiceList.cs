using System.Collections.Immutable;
using System.Drawing;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>
/// What can be chosen as an answer: options, signs, steps, or the items of an order, which can be moved. An option may take several lines,
/// which no list of Terminal.Gui's does.
/// </summary>
internal sealed class ChoiceList : ScrolledView
{
    private const int PageOptions = 10;

    /// <summary>The signs that can be answered, in the order in which they stand.</summary>
    private static ImmutableArray<string> Signs { get; } = ["+", "-", "0"];

    private readonly Dictionary<QuestionView, (int Selected, ImmutableArray<int> Order,
        ImmutableHashSet<int> Out)> _left = new(ReferenceEqualityComparer.Instance);
    private QuestionView? _view;
    private ImmutableArray<int> _order = [];

    /// <summary>Items of an order that the learner leaves out.</summary>
    private ImmutableHashSet<int> _out = [];
    private List<(int Option, List<Fragment> Line)> _lines = [];
    private (int Width, Look? Look) _madeFor;
    private bool? _verdict;
    private int _selected;
    private Size _kept;

    public ChoiceList()
    {
        AddCommand(Command.Up, () => Move(-1));
        AddCommand(Command.Down, () => Move(1));
        // A whole iteration may stand in the list.
        AddCommand(Command.PageUp, () => Move(-PageOptions));
        AddCommand(Command.PageDown, () => Move(PageOptions));
        AddCommand(Command.Start, () => Move(-Count));
        AddCommand(Command.End, () => Move(Count));
        AddCommand(Command.UpExtend, () => Carry(-1));
        AddCommand(Command.DownExtend, () => Carry(1));
        foreach ((Key key, Command command) in new[]
        {
            (Key.CursorLeft, Command.Up), (Key.CursorRight, Command.Down), (Key.CursorUp.WithShift, Command.UpExtend),
                (Key.CursorDown.WithShift, Command.DownExtend),
            (Key.K.WithShift, Command.UpExtend), (Key.J.WithShift, Command.DownExtend),
        }) KeyBindings.ReplaceCommands(key, command);
        KeyBindings.Remove(Key.Space);
        Accepting += (_, e) =>
        {
            e.Handled = true;
            Answered?.Invoke();
        };
    }

    /// <summary>Enter or a double click: what is chosen is the answer.</summary>
    public event Action? Answered;

    /// <summary>The answer as it would be typed.</summary>
    public string Answer => _view?.Question switch
    {
        null => "",
        SignQuestion => Signs[_selected],
        OrderQuestion => string.Join(' ', _order.Where(i => !_out.Contains(i)).Select(i => (i + 1).ToString(CultureInfo.InvariantCulture))),
        FirstWrongStepQuestion => _view.Steps[_selected].Number.ToString(CultureInfo.InvariantCulture),
        _ => (_selected + 1).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The items of an order as they lie now, by their place in the question.</summary>
    public ImmutableArray<int> Order => _order;

    public int Selected => _selected;

    private int Count => _view?.Question switch
    {
        null => 0,
        SignQuestion => Signs.Length,
        FirstWrongStepQuestion => _view.Steps.Length,
        _ => _view.Options.Length,
    };

    public int RowsAt(int width) => Lines(width).Count;

    /// <summary>Shows a question; one that was shown before lies as it was left. The chosen option is marked as the verdict says.</summary>
    public void Show(QuestionView view, bool? verdict)
    {
        if (ReferenceEquals(view, _view) && verdict == _verdict) return;
        if (!ReferenceEquals(view, _view))
        {
            if (_view is not null) _left[_view] = (_selected, _order, _out);
            // In another language it is still the same question; one that has become easier has other options.
            if (_view is { } old && old.Key == view.Key && (old.IsEased, old.Options.Length) == (view.IsEased, view.Options.Length))
                _left[view] = (_selected, _order, _out);
            _view = view;
            (_selected, _order, _out) = _left.GetValueOrDefault(view, (0, [.. Enumerable.Range(0, view.Options.Length)], []));
            Viewport = Viewport with { Y = 0 };
        }
        _verdict = verdict;
        Anew();
    }

    protected override int Measure(int width)
    {
        if (_madeFor != (width, Look)) (_lines, _madeFor) = (Lines(width), (width, Look));
        return _lines.Count;
    }

    protected override void PaintPage(Canvas page, HitMap.Builder hits)
    {
        Measure(page.Width);
        for (int y = 0; y < _lines.Count; y++)
        {
            (int option, List<Fragment> line) = _lines[y];
            Canvas row = page.Line(y);
            bool marked = option == _selected && _verdict is null;
            Style mark = HasFocus ? page.Theme.Selection : page.Theme.SelectionIdle;
            if (marked) row.Clear(mark);
            row.Put(0, 0, line);
            if (marked) ListView.Mark(row, mark);
            hits.Add(row.OnScreen(row.Local), new OptionTarget(option));
        }
    }

    protected override void OnHit(HitTarget target, Point place, bool twice)
    {
        if (target is not OptionTarget hit || _verdict is not null) return;
        Move(hit.Option - _selected);
        if (twice && _view!.Question is not OrderQuestion) Answered?.Invoke();
    }

    /// <summary>Whether a key chooses.</summary>
    public bool Takes(Key key) => Named(key) >= 0 || KeyBindings.TryGet(key, out KeyBinding binding)
        && binding.Commands.Any(c => c is Command.Up or Command.Down or Command.UpExtend or Command.DownExtend);

    /// <summary>The option that a digit or sign names; less than 0 for none.</summary>
    private int Named(Key key)
    {
        string typed = key.AsRune.Value > 32 && !key.IsCtrl && !key.IsAlt ? key.AsRune.ToString() : "";
        return _view?.Question is SignQuestion ? Signs.IndexOf(typed)
            : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= Count ? number - 1 : -1;
    }

    /// <summary>The selected line of an order is left out, or taken in again.</summary>
    private bool LeaveOut()
    {
        if (_verdict is not null || _view?.Question is not OrderQuestion { Distractors.Length: > 0 } || _view.IsEased) return false;
        int item = _order[_selected];
        var without = _out.Remove(item);
        _out = without.Count < _out.Count ? without : _out.Add(item);
        Anew();
        return true;
    }

    protected override bool OnKeyDown(Key key)
    {
        if ((key == Key.Delete || key == Key.Backspace || key == new Key('-')) && LeaveOut()) return true;
        int to = Named(key);
        if (to < 0) return base.OnKeyDown(key);
        Move(to - _selected);
        return true;
    }

    private bool Move(int options)
    {
        if (_verdict is not null) return false;
        int to = Math.Clamp(_selected + options, 0, Math.Max(0, Count - 1));
        if (to != _selected)
        {
            _selected = to;
            Anew();
        }
        return true;
    }

    /// <summary>The selected item of an order goes with the selection.</summary>
    private bool Carry(int items)
    {
        if (_view?.Question is not OrderQuestion || _verdict is not null) return Move(items);
        int to = Math.Clamp(_selected + items, 0, Count - 1), moved = _order[_selected];
        _order = _order.RemoveAt(_selected).Insert(to, moved);
        _selected = to;
        Anew();
        return true;
    }

    private void Anew()
    {
        (_madeFor, _kept) = (default, Size.Empty);
        Remeasure();
    }

    /// <summary>What is selected stays in sight, also where the list gets less room; the wheel may leave it.</summary>
    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        base.OnSubViewLayout(args);
        if (_kept == Viewport.Size) return;
        _kept = Viewport.Size;
        int first = _lines.FindIndex(l => l.Option == _selected);
        if (first >= 0) KeepInSight(first, _lines.Count(l => l.Option == _selected));
    }

    /// <summary>The options, wrapped, each line with the option that it belongs to.</summary>
    private List<(int Option, List<Fragment> Line)> Lines(int width)
    {
        Theme theme = Look.Theme;
        var lines = new List<(int, List<Fragment>)>();
        if (_view is not { } view) return lines;
        for (int i = 0; i < Count; i++)
        {
            bool here = i == _selected;
            string arrow = !here ? " " : _verdict switch { true => "✓", false => "✗", _ => "▸" };
            Style style = here && _verdict is { } right ? right ? theme.Success : theme.Warning : theme.Focus;
            if (view.Question is FirstWrongStepQuestion)
            {
                StepChoice step = view.Steps[i];
                Add(i, [new($"{arrow} {step.Number,3}  ", style), new($"{step.Phase,-9} ", theme.Caption)],
                    [new(step.Label, theme.Bright), new($" = {step.Formula}", theme.Text)]);
                continue;
            }
            bool isOut = view.Question is OrderQuestion && _out.Contains(_order[i]);
            string mark = isOut ? $"{arrow}  –  "
                : $"{arrow} {(view.Question is SignQuestion ? Signs[i] : (i + 1).ToString(CultureInfo.InvariantCulture)),2}  ";
            List<Fragment> text = view.Question switch
            {
                SignQuestion => [new(Look.Texts.Quiz.SignName(Signs[i]), theme.Text)],
                OrderQuestion => [new(view.Options[_order[i]], isOut ? theme.Dim : theme.Code)],
                _ => Prose.Markup(view.Options[i], theme),
            };
            Add(i, [new(mark, style)], text);
        }
        return lines;

        // What is wide goes on below, set in.
        void Add(int option, List<Fragment> mark, List<Fragment> text)
        {
            int columns = mark.Sum(m => CellWidth.Of(m.Text));
            List<List<Fragment>> wrapped = TextWrap.Wrap(text, Math.Max(10, width - columns - 1));
            for (int k = 0; k < wrapped.Count; k++)
                lines.Add((option, [.. k == 0 ? mark : [new Fragment(new string(' ', columns), theme.Text)], .. wrapped[k]]));
        }
    }

    private sealed record OptionTarget(int Option) : HitTarget;
}
