using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A line that is being typed, with history and completion. Never changes: each edit gives a new one.</summary>
public sealed record LineEditor
{
    private readonly int _historyAt = -1;
    private readonly string _draft = "";
    private readonly ImmutableArray<string> _cycle = [];
    private readonly int _cycleAt = -1;
    private readonly int _cycleStart;

    /// <summary>An empty line without history.</summary>
    public LineEditor()
    {
    }

    /// <summary>What was typed.</summary>
    public string Text { get; init; } = "";

    /// <summary>Index of the character that the cursor stands before.</summary>
    public int Cursor { get; init; }

    /// <summary>Lines entered before, the oldest first.</summary>
    public ImmutableList<string> History { get; init; } = [];

    /// <summary>What the last <see cref="Complete"/> offers; empty when nothing is being completed.</summary>
    public IReadOnlyList<string> Offers => _cycle;

    /// <summary>Which offer stands in the line, or -1.</summary>
    public int Offer => _cycleAt;

    /// <summary>The part of the word before the cursor, from the last blank on: what is to be completed.</summary>
    public string Word => Text[WordStart..Cursor];

    private int WordStart => Cursor == 0 ? 0 : Text.LastIndexOf(' ', Cursor - 1) + 1;

    /// <summary>A line with a text and the cursor at its end; the history stays.</summary>
    public LineEditor With(string text) => Edit(CellWidth.Strip(text), int.MaxValue);

    /// <summary>Types or pastes text at the cursor; line ends become blanks.</summary>
    public LineEditor Insert(string text)
    {
        string clean = CellWidth.Strip(text.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' '));
        return Edit(Text.Insert(Cursor, clean), Cursor + clean.Length);
    }

    /// <summary>Deletes the cluster before the cursor.</summary>
    public LineEditor Backspace() => Remove(Before(), Cursor);

    /// <summary>Deletes the cluster at the cursor.</summary>
    public LineEditor Delete() => Remove(Cursor, After());

    /// <summary>Deletes back to the beginning of the word (Ctrl-W).</summary>
    public LineEditor KillWord() => Remove(WordBefore(), Cursor);

    /// <summary>Deletes to the beginning of the line (Ctrl-U).</summary>
    public LineEditor KillToStart() => Remove(0, Cursor);

    /// <summary>Deletes to the end of the line (Ctrl-K).</summary>
    public LineEditor KillToEnd() => Remove(Cursor, Text.Length);

    /// <summary>One cluster to the left.</summary>
    public LineEditor Left() => Move(Before());

    /// <summary>One cluster to the right.</summary>
    public LineEditor Right() => Move(After());

    /// <summary>To the beginning of this word or the one before.</summary>
    public LineEditor WordLeft() => Move(WordBefore());

    /// <summary>To the end of this word or the next.</summary>
    public LineEditor WordRight()
    {
        int at = Cursor;
        while (at < Text.Length && Text[at] == ' ') at++;
        while (at < Text.Length && Text[at] != ' ') at++;
        return Move(at);
    }

    /// <summary>To the beginning of the line.</summary>
    public LineEditor Home() => Move(0);

    /// <summary>To the end of the line.</summary>
    public LineEditor End() => Move(Text.Length);

    /// <summary>The line entered before this one.</summary>
    public LineEditor Older() => FromHistory(_historyAt < 0 ? History.Count - 1 : _historyAt - 1);

    /// <summary>The line entered after this one; after the last one, what was being typed.</summary>
    public LineEditor Newer() => _historyAt < 0 ? this : FromHistory(_historyAt + 1);

    /// <summary>An empty line; the text goes into the history unless it is blank or the same as the last one.</summary>
    public LineEditor Enter()
    {
        bool keep = Text.Trim().Length > 0 && (History.Count == 0 || History[^1] != Text);
        return new LineEditor { History = keep ? History.Add(Text) : History };
    }

    /// <summary>
    /// Completes <see cref="Word"/> (Tab): the only candidate is taken, several give what they have in common, then one after another.
    /// </summary>
    /// <param name="candidates">Words that may stand in place of <see cref="Word"/>; not looked at while going through the offers.</param>
    /// <param name="backward">True goes through the offers in reverse (Shift-Tab).</param>
    public LineEditor Complete(Func<string, IReadOnlyList<string>> candidates, bool backward = false)
    {
        if (_cycle.Length > 1) return Cycle(_cycle, _cycleStart, (_cycleAt + (backward ? _cycle.Length + (_cycleAt < 0 ? 0 : -1) : 1)) % _cycle.Length);
        ImmutableArray<string> found = [.. candidates(Word)];
        if (found.IsEmpty) return this;
        int start = WordStart;
        if (found.Length == 1)
        {
            string rest = Text[Cursor..];
            string gap = rest.StartsWith(' ') ? "" : " ";
            return Edit(Text[..start] + found[0] + gap + rest, start + found[0].Length + 1);
        }
        string common = Common(found);
        if (common.Length > Word.Length) return new LineEditor(Edit(Text[..start] + common + Text[Cursor..], start + common.Length), found, -1, start);
        return Cycle(found, start, backward ? found.Length - 1 : 0);
    }

    // A copy in the middle of going through the offers.
    private LineEditor(LineEditor line, ImmutableArray<string> cycle, int at, int start) : this(line)
    {
        _cycle = cycle;
        _cycleAt = at;
        _cycleStart = start;
    }

    private LineEditor(LineEditor line, int historyAt, string draft) : this(line)
    {
        _historyAt = historyAt;
        _draft = draft;
    }

    private LineEditor Cycle(ImmutableArray<string> found, int start, int at)
    {
        LineEditor edited = Edit(Text[..start] + found[at] + Text[Cursor..], start + found[at].Length);
        return new LineEditor(edited, found, at, start);
    }

    private LineEditor FromHistory(int at)
    {
        if (History.Count == 0 || at < 0) return this;
        string draft = _historyAt < 0 ? Text : _draft;
        return at >= History.Count
            ? Edit(draft, int.MaxValue)
            : new LineEditor(Edit(History[at], int.MaxValue), at, draft);
    }

    private LineEditor Edit(string text, int cursor) => new() { Text = text, Cursor = Math.Clamp(cursor, 0, text.Length), History = History };

    private LineEditor Remove(int from, int to) => from == to ? this : Edit(Text.Remove(from, to - from), from);

    private LineEditor Move(int to) => to == Cursor ? this : Edit(Text, to);

    private int Before()
    {
        int last = 0;
        for (int at = 0; at < Cursor; at += StringInfo.GetNextTextElementLength(Text, at)) last = at;
        return last;
    }

    private int After() => Cursor >= Text.Length ? Text.Length : Cursor + StringInfo.GetNextTextElementLength(Text, Cursor);

    private int WordBefore()
    {
        int at = Cursor;
        while (at > 0 && Text[at - 1] == ' ') at--;
        while (at > 0 && Text[at - 1] != ' ') at--;
        return at;
    }

    private static string Common(ImmutableArray<string> words)
    {
        string common = words[0];
        foreach (string word in words)
        {
            int length = 0;
            while (length < common.Length && length < word.Length && common[length] == word[length]) length++;
            common = common[..length];
        }
        return common;
    }
}
