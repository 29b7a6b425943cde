using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Formula = Backstep.Debugger.Tui.Widgets.Formula;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>An explanation as one long page: measured first, so that the view can scroll it, then painted.</summary>
internal sealed class ExplanationPage
{
    private const int BarWidth = 12;
    private const int NumberWidth = 18;

    /// <summary>A formula taller than this is set on plain lines.</summary>
    private const int TallestFormula = 9;

    private readonly List<(int Height, Action<Canvas, HitMap.Builder> Paint)> _blocks = [];
    private readonly OverlayTexts _texts;
    private readonly Theme _theme;
    private readonly int _width;
    private readonly bool _compact;
    private readonly Program? _program;

    /// <summary>Measures the page at a width; compact leaves blank lines and what can be spared out.</summary>
    public ExplanationPage(Explanation explanation, ImmutableArray<ExplanationRow> rows, int selected, AppModel app, int width, Theme theme, bool compact = false)
    {
        _texts = app.Texts.Overlays;
        _theme = theme;
        _compact = compact;
        _width = Math.Max(width, 1);
        _program = app.Debug?.View.Program;
        Head(explanation, app);
        Paths(explanation);
        Terms(explanation, rows, selected);
    }

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

    private void Head(Explanation e, AppModel app)
    {
        List<FormulaPart> parts = ExplanationFormula.Of(e, _theme);
        bool tall = !_compact && Formula.Height(parts, _width) <= TallestFormula;
        Add(Math.Max(1, Formula.Height(parts, _width, tall)), (canvas, _) => Formula.Paint(canvas, parts, tall));
        Blank();
        if (e.Sentence.Length > 0) Text(e.Sentence, _theme.Text);
        if (e.Note is not null) Text(e.Note, _theme.Caption);
        if (e.Instruction is null)
        {
            Text(_texts.BeginsHere(e.Subject, e.Operation), _theme.Text);
            return;
        }
        if (!_compact && e.Line is int line && app.Debug is { View.Program.Source: { } source } && line <= source.Lines.Length)
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
            string numbers = "= " + path.Numeric.Replace("×", " × ", StringComparison.Ordinal);
            bool fits = indent + CellWidth.Of(numbers) + NumberWidth + BarWidth + 8 <= _width;
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

    private void Terms(Explanation e, ImmutableArray<ExplanationRow> rows, int selected)
    {
        if (rows.IsEmpty) return;
        Blank();
        int left = e.TermCount - e.Terms.Length;
        Caption(e.Combination switch
        {
            Combination.Product => e.TermCount == 1 ? _texts.OnlyFactor : _texts.Factors(e.TermCount),
            Combination.Maximum => left > 0 ? _texts.LargestOfShown(e.TermCount, e.Terms.Length) : _texts.LargestOf(e.TermCount),
            Combination.Fraction => _texts.FirstOverSum,
            _ => e.TermCount == 1 ? _texts.OnlyTerm : left > 0 ? _texts.TermsShown(e.TermCount, e.Terms.Length) : _texts.Terms(e.TermCount),
        });
        int symbols = Math.Min(rows.Where(r => !r.IsFactor).Max(r => CellWidth.Of(r.Symbolic)), Math.Max(12, _width / 3));
        for (int i = 0; i < rows.Length; i++)
        {
            if (i == selected) SelectedTop = Height;
            int index = i;
            Add(1, (canvas, hits) => Row(canvas, e, rows, index, index == selected, symbols, hits));
        }
        if (left > 0)
        {
            Add(1, (canvas, _) =>
            {
                canvas.Put(0, 0, e.Combination is Combination.Maximum ? _texts.MoreTerms(left) : _texts.MoreTermsTogether(left), _theme.Caption);
                if (e.Combination is not Combination.Maximum) Right(canvas, e.Remainder, null, 0);
            });
        }
        if (e is { ZeroTerms: > 0, Combination: Combination.Sum })
            Text(_texts.ZeroTerms(e.ZeroTerms, e.TermCount), _theme.Caption);
    }

    private void Row(Canvas line, Explanation e, ImmutableArray<ExplanationRow> rows, int index, bool selected, int symbols, HitMap.Builder hits)
    {
        ExplanationRow row = rows[index];
        if (selected) line.Clear(_theme.Selection);
        Style faint = selected ? _theme.Text : _theme.Caption;
        hits.Add(line.OnScreen(line.Local), new RowTarget(index));
        line.Put(0, 0, selected ? "▸" : " ", _theme.Focus);
        if (row.IsFactor)
        {
            bool more = index + 1 < rows.Length && rows[index + 1].IsFactor;
            int after = line.Put(4, 0, more ? "├─ " : "╰─ ", _theme.Border);
            after = line.PutCut(after, 0, line.Width - after, row.Opens is { } opens ? ExplanationRows.NameOf(opens, _program) : row.Symbolic, selected ? _theme.Bright : _theme.Text);
            if (row.Numeric.Length > 0) line.PutCut(line.Put(after, 0, " = ", faint), 0, line.Width, row.Numeric, faint);
        }
        else
        {
            int start = Right(line, row.Value, row.Share, Math.Sign(row.Value));
            // The numbers of all rows begin in the same column.
            int right = Math.Min(start, line.Width - (line.Width >= 56 ? BarWidth + 7 : 0) - Math.Min(NumberWidth, line.Width / 3));
            line.Put(2, 0, Sign(e, index), _theme.Bright);
            int x = line.PutCut(4, 0, Math.Min(symbols, right - 5), row.Symbolic, selected ? _theme.Bright : _theme.Code);
            if (row.Numeric.Length > 0 && right - x > 12) line.PutCut(line.Put(4 + symbols, 0, " = ", faint), 0, right - symbols - 8, row.Numeric, faint);
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

    /// <summary>The number, the bar and the per cent at the right; returns the column where the number begins.</summary>
    private int Right(Canvas line, double number, double? share, int sign)
    {
        bool bars = line.Width >= 56;
        int right = bars ? line.Width - BarWidth - 7 : line.Width;
        if (bars && share is { } part)
        {
            ShareBar.Paint(line.Sub(right + 1, 0, BarWidth, 1), sign < 0 ? -part : part);
            line.PutRight(line.Width, 0, string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.#} %"), _theme.Text);
        }
        string text = Numbers.Format(number, line.Width < 70 ? 9 : 12);
        return line.PutRight(right, 0, text, InspectorMatrix.Sign(_theme, number));
    }

    private static string Whole(double count) => count.ToString("0", CultureInfo.InvariantCulture);

    private void Caption(string text) => Add(1, (canvas, _) =>
    {
        string cut = CellWidth.Ellipsis(text, canvas.Width);
        int x = canvas.Put(0, 0, cut, _theme.Title) + 1;
        canvas.Fill(new Rect(x, 0, canvas.Width - x, 1), '─', _theme.Border);
    });
}
