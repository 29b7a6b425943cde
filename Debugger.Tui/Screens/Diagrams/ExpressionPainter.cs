using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Formula = Backstep.Engine.Debugging.Explaining.Formula;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// Draws an expression from its first operation, upper left, to its last, lower right. Each number's uses branch off from a line below it;
/// backward it is seen which of them have sent their part of the gradient and which are awaited.
/// </summary>
internal sealed class ExpressionPainter
{
    private const int LeastBox = 32, MostBox = 52, MostIndent = 8, ValueColumns = 12, SlopeColumns = 12, PartColumns = 9;

    /// <summary>Columns for a given number with its gradient, and where there are too few rows for that.</summary>
    private const int GivenColumns = 26, LeastGiven = 17;

    private readonly Canvas _canvas;
    private readonly SessionView _view;
    private readonly ExpressionGraph _graph;
    private readonly LiveNumbers _numbers;
    private readonly HitMap.Builder? _hits;
    private readonly Theme _theme;
    private readonly Formula _formula;
    private readonly (int Node, int Use) _lit;
    private readonly Rect[] _places;
    private readonly bool _framed;
    private readonly int _given;

    private ExpressionPainter(
        Canvas canvas, SessionView view, ExpressionGraph graph, HitMap.Builder? hits, Rect[] places, (bool Framed, int Given) form)
    {
        (_canvas, _view, _graph, _hits, _theme, _places) = (canvas, view, graph, hits, canvas.Theme, places);
        (_framed, _given) = form;
        _numbers = new LiveNumbers(view, _theme);
        _formula = new Formula(view.Program, canvas.Texts.Explanations);
        _lit = graph.Lit(view.Program, view.LastInstruction);
    }

    private Phase Phase => _view.LastInstruction?.Phase ?? Phase.Forward;

    private Style PhaseStyle => PhaseLook.Style(_theme, Phase);

    /// <summary>Draws it; false when the canvas is too small.</summary>
    public static bool TryPaint(Canvas canvas, SessionView view, ExpressionGraph graph, HitMap.Builder? hits)
    {
        foreach ((bool framed, int given) in (ReadOnlySpan<(bool, int)>)
            [(true, GivenColumns), (true, LeastGiven), (false, GivenColumns), (false, LeastGiven)])
        {
            if (Plan(canvas, graph, framed, given) is not { } places) continue;
            new ExpressionPainter(canvas, view, graph, hits, places, (framed, given)).Paint();
            return true;
        }
        return false;
    }

    private static Rect[]? Plan(Canvas canvas, ExpressionGraph graph, bool framed, int given)
    {
        int count = graph.Nodes.Count;
        if (count == 0) return null;
        int indent = Math.Clamp((canvas.Width - LeastBox) / Math.Max(1, count - 1), 0, MostIndent);
        if (indent < 3) return null;
        int wide = Math.Min(MostBox, canvas.Width - indent * (count - 1)), y = 0, left = (canvas.Width - indent * (count - 1) - wide) / 2;
        var places = new Rect[count];
        for (int k = 0; k < count; k++)
        {
            // Without a frame all the room to the right is its own: no other stands on its rows.
            int x = left + k * indent, columns = framed ? wide : canvas.Width - x, inner = columns - (framed ? 4 : 0);
            int rows = 1 + GivenRows(graph.Nodes[k], inner, given) + UseRows(canvas, graph, k, inner) + (framed ? 2 : 0);
            places[k] = new Rect(x, y, columns, rows);
            y += rows;
        }
        if (y > canvas.Height) return null;
        // What rows are left stand between the operations.
        int gap = count == 1 ? 0 : Math.Min(2, (canvas.Height - y) / (count - 1)), top = (canvas.Height - y - gap * (count - 1)) / 2;
        return [.. places.Select((p, k) => p.Offset(0, top + k * gap))];
    }

    private static int PerRow(int width, int given) => Math.Max(1, width / given);

    private static int GivenRows(ExpressionNode node, int width, int given) =>
        (node.Given.Length + PerRow(width, given) - 1) / PerRow(width, given);

    /// <summary>One row for all uses of a number, or one for each where they are too long for that at some step.</summary>
    private static int UseRows(Canvas canvas, ExpressionGraph graph, int index, int width)
    {
        ExpressionNode node = graph.Nodes[index];
        if (node.Uses.Length < 2) return 0;
        string[] names = [.. node.Uses.Select(u => graph.Nodes[u.By].Value.Label)];
        int parts = names.Sum(n => Math.Max(CellWidth.Of(canvas.Texts.Debug.PartFrom(n)) + 1 + PartColumns,
            CellWidth.Of(canvas.Texts.Debug.PartAwaited(n))) + 3);
        return parts <= width ? 1 : names.Length;
    }

    private void Paint()
    {
        for (int k = 0; k < _places.Length; k++) Trunk(k);
        for (int k = 0; k < _places.Length; k++) Node(k);
    }

    // A line down from the box, and from there to whoever reads the number; what is lit lies on top.
    private void Trunk(int index)
    {
        ExpressionNode node = _graph.Nodes[index];
        Rect from = _places[index];
        bool done = _numbers.Has(node.Value);
        int x = from.X + 1;
        for (int u = node.Uses.Length - 1; u >= 0; u--)
        {
            ExpressionUse use = node.Uses[u];
            Rect to = _places[use.By];
            int y = Row(use.By);
            bool arrived = HasArrived(use), lit = IsLit(index, u);
            Style style = lit ? PhaseStyle.Bold : arrived ? _theme.Backward : done ? _theme.Dim : _theme.Border;
            for (int row = from.Bottom; row < y; row++) _canvas.Set(x, row, '│', style);
            bool last = node.Uses.All(other => other.By <= use.By);
            // Where another number's line comes from the left, both lead on to the same reader.
            bool meets = _canvas.At(x - 1, y).Text is "─" or "━" or "═";
            _canvas.Set(x, y, (last, meets) switch { (true, true) => '┴', (true, _) => '╰', (_, true) => '┼', _ => '├' }, style);
            _canvas.Fill(new Rect(x + 1, y, to.X - x - 2, 1), lit ? EdgeLines.Heavy(_canvas, '━', '═') : '─', style);
            if (arrived) _canvas.Set(x + 1, y, '◀', style);
            else _canvas.Set(to.X - 1, y, '▸', style);
        }
    }

    private bool IsLit(int node, int use) => Phase == Phase.Backward ? (node, use) == _lit
        : Phase is Phase.Forward or Phase.Loss && _graph.Nodes[node].Uses[use].By == _lit.Node;

    private bool HasArrived(ExpressionUse use) => use.Sends is { } sends && sends.Index < _view.Now.Executed;

    private int Row(int node) => _places[node].Y + (_framed ? 1 : 0);

    private void Node(int index)
    {
        ExpressionNode node = _graph.Nodes[index];
        Rect place = _places[index];
        bool lit = index == _lit.Node, done = _numbers.Has(node.Value);
        Style name = lit ? PhaseStyle.Bold : done ? _theme.Title : _theme.Dim;
        _canvas.Sub(place).Clear(Style.Plain);
        string title = $"{node.Value.Label} = {_formula.Symbolic(node.Instruction)}";
        Canvas inner = _canvas.Sub(place);
        int y = 0, x = 0;
        if (_framed)
        {
            Style border = lit ? PhaseStyle.Bold : done ? _theme.Dim : _theme.Border;
            Panel.Paint(inner, border: border, kind: EdgeLines.Frame(_canvas, lit));
            inner.PutCut(2, 0, inner.Width - 4, title, name);
            inner = inner.Inset(2, 1);
        }
        else
        {
            string shown = CellWidth.Of(title) + ValueColumns + SlopeColumns <= inner.Width ? title : node.Value.Label;
            x = inner.PutCut(0, 0, inner.Width, shown, lit ? name.Reverse : name) + 1;
        }
        x = Number(inner, x, y, node.Value, Math.Min(ValueColumns - 2, inner.Width - x));
        if (_numbers.Gradient(node.Value) is { } gradient) Slope(inner, x + 2, y, gradient, SlopeColumns);
        int uses = UseRows(_canvas, _graph, index, inner.Width);
        if (uses > 0) Uses(inner.Sub(0, y + 1, inner.Width, uses), index);
        y += uses + 1;
        int perRow = PerRow(inner.Width, _given), cell = inner.Width / perRow;
        for (int g = 0; g < node.Given.Length; g++) Given(inner.Sub(g % perRow * cell, y + g / perRow, cell, 1), node.Given[g]);
    }

    private void Given(Canvas place, Value value)
    {
        string name = _numbers.IsUpdated(value) ? value.Label + '⁺' : value.Label;
        int x = place.Put(0, 0, name + ' ', _numbers.IsUpdated(value) ? _theme.Update : _theme.Caption);
        x = Number(place, x, 0, value, Math.Min(PartColumns, place.Width - x));
        if (_numbers.Gradient(value) is { } gradient && place.Width - x > 8) Slope(place, x + 1, 0, gradient, place.Width - x - 2);
    }

    /// <summary>Which uses of a number have sent their part of its gradient.</summary>
    private void Uses(Canvas place, int index)
    {
        ExpressionNode node = _graph.Nodes[index];
        int arrived = node.Uses.Count(HasArrived), x = 0, y = 0;
        if (arrived == 0)
        {
            place.PutCut(0, 0, place.Width,
                place.Texts.Debug.UsedBy(place.Texts.Common.List(node.Uses.Select(u => _graph.Nodes[u.By].Value.Label))), _theme.Caption);
            return;
        }
        for (int u = 0; u < node.Uses.Length; u++)
        {
            ExpressionUse use = node.Uses[u];
            string from = _graph.Nodes[use.By].Value.Label;
            if (u > 0 && place.Height > 1) (x, y) = (place.Put(0, u, "+ ", _theme.Caption), u);
            else if (u > 0) x = place.Put(x, 0, " + ", _theme.Caption);
            if (HasArrived(use))
            {
                Style style = (index, u) == _lit ? _theme.Backward.Bold : _theme.Backward;
                x = place.PutCut(x, y, place.Width - x, place.Texts.Debug.PartFrom(from) + " ", style);
                x = Number(place, x, y, use.Sends!.Output, Math.Max(4, Math.Min(PartColumns, place.Width - x)));
            }
            else x = place.PutCut(x, y, place.Width - x, place.Texts.Debug.PartAwaited(from), _theme.Changed);
        }
        if (arrived == node.Uses.Length) place.PutCut(x + 1, y, place.Width - x - 1, "✓", _theme.Success);
    }

    private int Number(Canvas canvas, int x, int y, Value value, int width)
    {
        Fragment number = _numbers.Number(value, Math.Max(width, 2));
        if (_view.LastInstruction?.Output == value) number = number with { Style = number.Style.Bold };
        int end = canvas.Put(x, y, [number]);
        _hits?.Add(canvas.OnScreen(new Rect(x, y, end - x, 1)), new ValueTarget(value.Slot));
        return end;
    }

    private void Slope(Canvas canvas, int x, int y, Value gradient, int width)
    {
        bool now = _view.LastInstruction?.Output == gradient;
        x = canvas.Put(x, y, "∂ ", now ? PhaseStyle.Bold : _theme.Backward);
        Number(canvas, x, y, gradient, width - 2);
    }
}
