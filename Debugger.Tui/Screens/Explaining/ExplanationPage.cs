using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;
using Formula = Backstep.Debugger.Tui.Widgets.Formula;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>A row was clicked.</summary>
internal sealed record RowHit(int Row) : HitTarget;

/// <summary>A way to group the terms was clicked; null for single terms.</summary>
internal sealed record GroupingHit(GroupedBy? By) : HitTarget;

/// <summary>What an explanation's page is about.</summary>
/// <param name="Explanation">What is explained.</param>
/// <param name="By">How its terms are grouped; null for single terms.</param>
/// <param name="Selected">The selected row.</param>
/// <param name="View">The session, for names and labels.</param>
internal sealed record ExplanationSubject(Explanation Explanation, GroupedBy? By, int Selected, SessionView? View);

/// <summary>An explanation as one long page: measured first, so that the view can scroll it, then painted.</summary>
internal sealed class ExplanationPage
{
    private const int BarWidth = 12;

    /// <summary>The bar and the per cent, with a blank before either.</summary>
    private const int ShareColumns = BarWidth + 8;

    private const int WideEnoughForBars = 56;
    private const double SmallShare = 0.3;

    /// <summary>A formula taller than this is set on plain lines.</summary>
    private const int TallestFormula = 9;

    private readonly List<(int Height, Action<Canvas, HitMap.Builder> Paint)> _blocks = [];
    private readonly OverlayTexts _texts;
    private readonly Look _look;
    private readonly Theme _theme;
    private readonly int _width;
    private readonly bool _compact;
    private readonly ImmutableArray<ExplanationRow> _rows;
    private readonly ExplanationSubject _subject;
    private readonly int _numberWidth;
    private double _fullBar = 1;

    /// <summary>Measures the page at a width; compact leaves blank lines and what can be spared out.</summary>
    public ExplanationPage(ExplanationSubject subject, Look look, int width, bool compact = false)
    {
        (_subject, _look, _theme, _compact, _width) = (subject, look, look.Theme, compact, Math.Max(width, 1));
        _texts = look.Texts.Overlays;
        _rows = ExplanationRows.Of(subject.Explanation, subject.By, subject.View, look);
        _numberWidth = _rows.Where(r => !double.IsNaN(r.Value)).Select(r => look.Number(r.Value).Length).DefaultIfEmpty(0).Max();
        Head(subject.Explanation);
        Paths(subject.Explanation);
        Terms(subject.Explanation);
    }

    public ImmutableArray<ExplanationRow> Rows => _rows;

    /// <summary>Rows of the whole page.</summary>
    public int Height { get; private set; }

    /// <summary>The row that the selected term stands on; 0 if there are no terms.</summary>
    public int SelectedTop { get; private set; }

    /// <summary>Draws the page; what lies outside of the visible part is clipped.</summary>
    public void Paint(Canvas page, HitMap.Builder hits)
    {
        int y = 0;
        foreach ((int height, Action<Canvas, HitMap.Builder> paint) in _blocks)
        {
            paint(page.Sub(0, y, page.Width, height), hits);
            y += height;
        }
    }

    private void Add(int height, Action<Canvas, HitMap.Builder> paint)
    {
        _blocks.Add((height, paint));
        Height += height;
    }

    private void Text(string text, Style style, int indent = 0)
    {
        foreach (string line in TextWrap.Wrap(text, _width - indent)) Add(1, (canvas, _) => canvas.Put(indent, 0, line, style));
    }

    private void Blank()
    {
        if (!_compact) Add(1, (_, _) => { });
    }

    private void Head(Explanation e)
    {
        List<FormulaPart> parts = ExplanationFormula.Of(e, _look, _width);
        bool tall = !_compact && Formula.Height(parts, _width) <= TallestFormula;
        Add(Math.Max(1, Formula.Height(parts, _width, tall)), (canvas, _) => Formula.Paint(canvas, parts, tall));
        Blank();
        if (e.Within is { } group)
        {
            Text(_look.Texts.Explanation.PartOf(ExplanationRows.NameOf(group, _subject.View, _look.Texts.Explanation), group.Count,
                e.Subject), _theme.Text);
            return;
        }
        if (e.Where.Length > 0) Text(e.Where, _theme.Code);
        if (e.Sentence.Length > 0) Text(e.Sentence, _theme.Text);
        if (e.Note is not null) Text(e.Note, _theme.Caption);
        if (e.Instruction is null)
        {
            Text(_texts.BeginsHere(e.Subject, e.Operation), _theme.Text);
            return;
        }
        if (!_compact && e.Line is int line && _subject.View is { Program.Source: { } source } && line <= source.Lines.Length)
        {
            Style phase = PhaseLook.Style(_theme, e.Instruction.Phase);
            string text = source[line].Trim();
            Add(1, (canvas, _) => canvas.PutCut(canvas.Put(0, 0, _texts.SourceLine(line), _theme.Caption), 0, canvas.Width, text, phase));
        }
    }

    private void Paths(Explanation e)
    {
        // One path is the formula itself.
        if (e.Paths.Length < 2) return;
        Blank();
        string subject = e.Subject[(e.Subject.LastIndexOf('∂') + 1)..];
        Caption(_texts.PathsToLoss(Whole(e.Paths.Length + e.PathsLeftOut), subject));
        double all = e.Paths.Sum(p => Math.Abs(p.Product));
        for (int i = 0; i < e.Paths.Length; i++)
        {
            GradientPath path = e.Paths[i];
            string name = _texts.Path(i + 1);
            int indent = CellWidth.Of(name);
            double share = all > 0 ? path.Product / all : 0;
            List<string> symbols = TextWrap.Wrap(path.Symbolic, _width - indent);
            for (int line = 0; line < symbols.Count; line++)
            {
                (string head, string text) = (line == 0 ? name : "", symbols[line]);
                Add(1, (canvas, _) =>
                {
                    canvas.Put(0, 0, head, _theme.Focus);
                    canvas.Put(indent, 0, text, _theme.Backward);
                });
            }
            string numbers = "= " + _look.Rounded(path.Numeric).Replace("×", " × ", StringComparison.Ordinal);
            bool fits = indent + CellWidth.Of(numbers) + _look.Number(path.Product).Length + 4 + (HasBars ? ShareColumns : 0) <= _width;
            if (!fits) Text(numbers, _theme.Caption, indent);
            Add(1, (canvas, _) =>
            {
                if (fits) canvas.Put(indent, 0, numbers, _theme.Caption);
                int start = Right(canvas, path.Product, Math.Abs(share), Math.Sign(path.Product));
                canvas.Put(Math.Max(start - 2, 0), 0, "=", _theme.Caption);
            });
        }
        if (e.PathsLeftOut > 0) Text(_texts.MorePaths(Whole(e.PathsLeftOut)), _theme.Caption);
        else
        {
            double sum = e.Paths.Sum(p => p.Product);
            Add(1, (canvas, _) =>
            {
                canvas.Put(0, 0, _texts.Together, _theme.Text);
                Right(canvas, sum, null, 0);
            });
        }
    }

    private void Terms(Explanation e)
    {
        if (_rows.IsEmpty) return;
        Blank();
        TermGroups? groups = e.Groups.FirstOrDefault(g => g.By == _subject.By);
        Caption(groups is not null ? _look.Texts.Explanation.Grouped(e.TermCount, groups) : Combined(e));
        if (!e.Groups.IsEmpty) Add(1, (canvas, hits) => Groupings(canvas, e, hits));
        int heat = groups is { By: GroupedBy.Position } ? GroupMap.Width(groups, _width) : 0, top = _blocks.Count;
        int room = _width - (heat > 0 ? heat + 3 : 0);
        // Where all shares are small their bars are drawn larger, in proportion.
        double largest = _rows.Max(r => r.Share ?? 0);
        if (largest is > 0 and < SmallShare) _fullBar = largest;
        int symbols = Math.Min(_rows.Where(r => !r.IsFactor).Max(r => CellWidth.Of(r.Symbolic)),
            Math.Max(12, room - _numberWidth - (HasBars ? ShareColumns : 0) - 6));
        for (int i = 0; i < _rows.Length; i++)
        {
            if (i == _subject.Selected) SelectedTop = Height;
            int index = i;
            Add(1, (canvas, hits) => Row(canvas.Sub(0, 0, room, 1), e, index, index == _subject.Selected, symbols, hits));
        }
        if (groups is not null) Rest(groups, room);
        else Rest(e, room);
        if (heat == 0) return;
        // Beside the rows, however few they are.
        int rows = GroupMap.Height(groups!), first = _blocks.Take(top).Sum(b => b.Height);
        while (Height - first < rows) Add(1, (_, _) => { });
        _blocks[top] = (_blocks[top].Height, Over(_blocks[top].Paint));

        Action<Canvas, HitMap.Builder> Over(Action<Canvas, HitMap.Builder> paint) => (canvas, hits) =>
        {
            paint(canvas, hits);
            // The block is one row, the picture hangs down from it: painted on the page that the block is a part of.
            var page = new Canvas(canvas.Screen, canvas.Look, new Rect(canvas.Area.X, canvas.Area.Y, canvas.Width, rows));
            GroupMap.Paint(page.Sub(page.Width - heat, 0, heat, rows), groups!,
                _rows[Math.Clamp(_subject.Selected, 0, _rows.Length - 1)].Group, _rows, hits);
        };
    }

    private void Rest(TermGroups groups, int room)
    {
        int left = groups.Groups.Length - _rows.Length;
        if (left > 0) Together(_look.Texts.Explanation.MoreGroups(left), groups.Groups.Skip(_rows.Length).Sum(g => g.Sum), room);
        if (groups.Others != 0) Together(_look.Texts.Explanation.OtherTerms, groups.Others, room);
    }

    private void Rest(Explanation e, int room)
    {
        int left = e.TermCount - e.Terms.Length;
        if (left > 0 && e.Combination is Combination.Maximum) Text(_texts.MoreTerms(left), _theme.Caption);
        else if (left > 0) Together(_texts.MoreTermsTogether(left), e.Remainder, room);
        if (e is { ZeroTerms: > 0, Combination: Combination.Sum }) Text(_texts.ZeroTerms(e.ZeroTerms, e.TermCount), _theme.Caption);
    }

    private void Together(string text, double number, int room) => Add(1, (canvas, _) =>
    {
        canvas.Put(2, 0, text.TrimStart(), _theme.Caption);
        Right(canvas.Sub(0, 0, room, 1), number, null, 0);
    });

    private string Combined(Explanation e)
    {
        int left = e.TermCount - e.Terms.Length;
        return e.Combination switch
        {
            Combination.Product => e.TermCount == 1 ? _texts.OnlyFactor : _texts.Factors(e.TermCount),
            Combination.Maximum => left > 0 ? _texts.LargestOfShown(e.TermCount, e.Terms.Length) : _texts.LargestOf(e.TermCount),
            Combination.Fraction => _texts.FirstOverSum,
            _ => e.TermCount == 1 ? _texts.OnlyTerm : left > 0 ? _texts.TermsShown(e.TermCount, e.Terms.Length) : _texts.Terms(e.TermCount),
        };
    }

    private void Groupings(Canvas line, Explanation e, HitMap.Builder hits)
    {
        GroupedBy?[] all = [.. e.Groups.Select(g => (GroupedBy?)g.By), null];
        ExplanationTexts texts = _look.Texts.Explanation;
        int x = line.Put(0, 0, "g ", _theme.Key);
        foreach (Hit hit in Tabs.Paint(line.Sub(x, 0, line.Width - x, 1), [.. all.Select(texts.Grouping)], Array.IndexOf(all, _subject.By)))
            hits.Add(hit.Area, new GroupingHit(all[hit.Index]));
    }

    private void Row(Canvas line, Explanation e, int index, bool selected, int symbols, HitMap.Builder hits)
    {
        ExplanationRow row = _rows[index];
        if (selected) line.Clear(_theme.Selection);
        Style faint = selected ? _theme.Text : _theme.Caption;
        hits.Add(line.OnScreen(line.Local), new RowHit(index));
        line.Put(0, 0, selected ? "▸" : " ", _theme.Focus);
        if (row.IsFactor)
        {
            bool more = index + 1 < _rows.Length && _rows[index + 1].IsFactor;
            int after = line.Put(4, 0, more ? "├─ " : "╰─ ", _theme.Border);
            after = line.PutCut(after, 0, line.Width - after, row.Symbolic, selected ? _theme.Bright : _theme.Text);
            if (row.Numeric.Length > 0) line.PutCut(line.Put(after, 0, " = ", faint), 0, line.Width, row.Numeric, faint);
        }
        else
        {
            int start = Right(line, row.Value, row.Share, Math.Sign(row.Value));
            // The numbers of all rows begin in the same column.
            int right = Math.Min(start, line.Width - (HasBars ? ShareColumns : 0) - _numberWidth);
            if (row.Group is null) line.Put(2, 0, Sign(e, index), _theme.Bright);
            int x = line.PutCut(4, 0, Math.Min(symbols, right - 5), row.Symbolic, selected ? _theme.Bright : _theme.Code);
            string sign = row.Group is null ? " = " : "   ";
            if (row.Numeric.Length > 0 && right - x > 12)
                x = line.PutCut(line.Put(4 + symbols, 0, sign, faint), 0, right - symbols - 8, row.Numeric, faint);
            if (x + CellWidth.Of(row.Where) + 3 < right) line.Put(x + 2, 0, row.Where, selected ? _theme.Text : _theme.Code);
        }
        // Attributes such as reverse do not lie beneath text, so they are laid over it.
        if (selected) line.Restyle(line.Local, new Style(default, default, _theme.Selection.Attributes));
    }

    private static string Sign(Explanation e, int index) => e.Combination switch
    {
        Combination.Product => index == 0 ? " " : "×",
        Combination.Fraction => index == 0 ? "/" : "·",
        Combination.Maximum => index == 0 ? "▴" : " ",
        _ => index == 0 ? " " : "+",
    };

    private bool HasBars => _width >= WideEnoughForBars;

    /// <summary>The number, the bar and the per cent at the right; returns the column where the number begins.</summary>
    private int Right(Canvas line, double number, double? share, int sign)
    {
        int right = HasBars ? line.Width - ShareColumns : line.Width;
        if (HasBars && share is { } part)
        {
            ShareBar.Paint(line.Sub(right + 1, 0, BarWidth, 1), (sign < 0 ? -part : part) / _fullBar);
            line.PutRight(line.Width, 0, string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.#} %"), _theme.Text);
        }
        return line.PutRight(right, 0, _look.Number(number),
            number < 0 ? _theme.Negative : number > 0 ? _theme.Positive : double.IsNaN(number) ? _theme.Error : _theme.Dim);
    }

    private static string Whole(double count) => count.ToString("0", CultureInfo.InvariantCulture);

    private void Caption(string text) => Add(1, (canvas, _) =>
    {
        string cut = CellWidth.Ellipsis(text, canvas.Width);
        int x = canvas.Put(0, 0, cut, _theme.Title) + 1;
        canvas.Fill(new Rect(x, 0, canvas.Width - x, 1), '─', _theme.Border);
    });
}
