using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// Draws the layers of a tensor program with what is known of each at this moment: boxes where there is room, else a line for each.
/// </summary>
internal sealed class LayerPainter
{
    private readonly Canvas _canvas;
    private readonly SessionView _view;
    private readonly LayerGraph _graph;
    private readonly LayerText _text;
    private readonly HitMap.Builder? _hits;
    private readonly Theme _theme;

    private LayerPainter(Canvas canvas, SessionView view, LayerGraph graph, HitMap.Builder? hits)
    {
        _canvas = canvas;
        _theme = canvas.Theme;
        _view = view;
        _graph = graph;
        _hits = hits;
        _text = new LayerText(view, graph, canvas.Look);
    }

    private Style PhaseStyle => PhaseLook.Style(_theme, _graph.Phase);

    private bool IsBackward => _graph.Phase == Phase.Backward;

    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder? hits)
    {
        LayerGraph graph = LayerGraph.Of(view);
        if (graph.Nodes.Count == 0) return;
        if (graph.Passes > 1 && canvas.Height > 6)
        {
            canvas.PutCentred(0, canvas.Texts.Debug.PassOf(graph.Pass, graph.Passes), canvas.Theme.Caption);
            canvas = canvas.Sub(0, 1, canvas.Width, canvas.Height - 1);
        }
        canvas = InputPicture.Paint(canvas, view, graph, hits);
        canvas = Fault(canvas, view);
        var painter = new LayerPainter(canvas, view, graph, hits);
        Rect[]? places = graph.IsChain ? LayerPlan.Chain(canvas.Width, canvas.Height, graph.Nodes.Count)
            : LayerPlan.Columns(canvas.Width, canvas.Height, graph);
        if (places is null) painter.List();
        else painter.Boxes(places);
    }

    // A program that stops with a shape error says so where its chain breaks off.
    private static Canvas Fault(Canvas canvas, SessionView view)
    {
        if (view.Program.Fault is not { } fault || canvas.Height < 8) return canvas;
        bool here = view.Now.Executed >= view.Program.Instructions.Length;
        canvas.PutCut(0, canvas.Height - 1, canvas.Width, "✗ " + fault.In(canvas.Texts.Language),
            here ? canvas.Theme.Error : canvas.Theme.Dim);
        return canvas.Sub(0, 0, canvas.Width, canvas.Height - 1);
    }

    private void Boxes(Rect[] places)
    {
        if (_graph.IsChain)
        {
            for (int k = 1; k < places.Length; k++) Link(places[k - 1], places[k], k);
        }
        else
        {
            EdgeLines.Paint(_canvas, [.. _graph.Nodes.SelectMany((n, k) => n.Inputs.Select(from => Edge(from, k, places)))]);
        }
        for (int k = 0; k < places.Length; k++) Box(_canvas.Sub(places[k]), k);
    }

    // Forward the way into the current layer is lit; backward the way that the gradient has come, and the step that it takes now.
    private Light LinkLight(int from, int to)
    {
        if (_graph.Lit < 0) return Light.None;
        if (_graph.Phase is Phase.Forward or Phase.Loss) return to == _graph.Lit ? Light.Strong : Light.None;
        if (!IsBackward) return Light.None;
        if (to == _graph.Lit && _graph.SendsBack) return !IsOtherInput(from) ? Light.Strong : Light.None;
        return _graph.Gradient(_graph.Nodes[from].Value) is not null && _graph.Gradient(_graph.Nodes[to].Value) is not null
            ? Light.Soft : Light.None;
    }

    // Where a layer reads several things, the gradient that was just written goes to one of them.
    private bool IsOtherInput(int from) => _view.LastInstruction!.Output.GradientOf is { } of && of != _graph.Nodes[from].Value;

    private Style LinkStyle(Light light, bool done) =>
        light switch { Light.Strong => PhaseStyle.Bold, Light.Soft => PhaseStyle, _ => done ? _theme.Dim : _theme.Border };

    private EdgeLine Edge(int from, int to, Rect[] places)
    {
        Rect a = places[from], b = places[to];
        Light light = LinkLight(from, to);
        int lean = Math.Sign(b.Y - a.Y);
        return new(a.Right, a.Y + a.Height / 2 + lean, b.X - 1, b.Y + b.Height / 2 - lean,
            LinkStyle(light, _graph.IsDone(_graph.Nodes[to])), light, IsBackward);
    }

    // From one box to the next: to the right, or down and back to the beginning of the next row.
    private void Link(Rect a, Rect b, int to)
    {
        Light light = LinkLight(to - 1, to);
        Style style = LinkStyle(light, _graph.IsDone(_graph.Nodes[to]));
        char rule = light == Light.Strong ? EdgeLines.Heavy(_canvas, '━', '═') : '─';
        bool back = IsBackward && light != Light.None;
        if (a.Y == b.Y)
        {
            int y = a.Y + a.Height / 2;
            _canvas.Fill(new Rect(a.Right, y, b.X - a.Right, 1), rule, style);
            if (back) _canvas.Set(a.Right, y, '◀', style);
            else _canvas.Set(b.X - 1, y, light == Light.None ? '▸' : '▶', style);
            return;
        }
        int row = a.Bottom, right = a.X + a.Width / 2, left = b.X + b.Width / 2;
        if (row >= b.Y) return;
        _canvas.Fill(new Rect(left, row, right - left, 1), rule, style);
        _canvas.Set(right, row, back ? '▲' : light == Light.Strong ? '┛' : '╯', style);
        _canvas.Set(left, row, !back ? light == Light.None ? '▾' : '▼' : light == Light.Strong ? '┏' : '╭', style);
    }

    private void Box(Canvas box, int index)
    {
        LayerNode node = _graph.Nodes[index];
        bool lit = index == _graph.Lit, done = _graph.IsDone(node);
        Style border = lit ? PhaseStyle.Bold : done ? _theme.Dim : _theme.Border;
        box.Clear(Style.Plain);
        Canvas inner = Panel.Paint(box, border: border, kind: EdgeLines.Frame(_canvas, lit));
        Hit(box, node.Value);
        int x = box.PutCut(1, 0, box.Width - 2, node.Title, lit ? border : done ? _theme.Title : _theme.Dim);
        if (node.Kind.Length > 0 && node.Title != node.Kind && x + node.Kind.Length + 3 <= box.Width)
            box.PutRight(box.Width - 1, 0, node.Kind, _theme.Caption);
        if (inner.Width >= 15) inner = inner.Inset(1, 0);
        Style text = done ? _theme.Text : _theme.Dim;
        int y = 0, rows = inner.Height;
        if (rows > 1 || !done) inner.PutCut(0, y++, inner.Width, ShapeOf(node), text);
        if (rows > 3 && node.Parameters.Any()) inner.PutCut(0, y++, inner.Width, LayerText.Parameters(node), _theme.Caption);
        bool slopeNow = rows == 2 && IsBackward && _text.Gradients(node, inner.Width).Count > 0;
        if (y < rows && !slopeNow) Live(inner.Line(y++), node);
        if (y < rows) Slopes(inner.Line(y), node);
    }

    // Bars and a figure beside them.
    private void Live(Canvas line, LayerNode node)
    {
        bool bars = node.Value.Shape.Length > 1 && line.Width >= 10;
        int room = !bars ? line.Width : node.Value == _view.Program.Output ? 9 : 7;
        Fragment figure = _text.Figure(node, room);
        List<Fragment> spread = bars || figure.Text.Length == 0 ? _text.Spread(node, Math.Min(line.Width - figure.Width - 1, 16)) : [];
        int x = line.Put(0, 0, spread);
        line.Put(spread.Count > 0 ? x + 1 : 0, 0, [figure]);
    }

    private void Slopes(Canvas line, LayerNode node)
    {
        List<Fragment> parts = _text.Gradients(node, line.Width);
        line.PutCut(0, 0, line.Width, parts);
        if (parts.Count > 0 && _graph.Gradient(node.Value) is { } gradient) Hit(line, gradient.Value);
    }

    // One line for each layer; the lit one stays in view.
    private void List()
    {
        int count = _graph.Nodes.Count,
            first = Math.Clamp(Math.Max(_graph.Lit, 0) - _canvas.Height / 2, 0, Math.Max(0, count - _canvas.Height));
        int names = Math.Min(_graph.Nodes.Max(n => n.Title.Length), 12), shapes = _graph.Nodes.Max(n => CellWidth.Of(ShapeOf(n)));
        for (int y = 0; y < _canvas.Height && first + y < count; y++)
        {
            LayerNode node = _graph.Nodes[first + y];
            bool lit = first + y == _graph.Lit, done = _graph.IsDone(node);
            Canvas line = _canvas.Line(y);
            line.Put(0, 0, lit ? IsBackward ? "◀" : "▶" : done ? "│" : "┆", lit ? PhaseStyle.Bold : done ? _theme.Dim : _theme.Border);
            line.PutCut(2, 0, names, node.Title, lit ? PhaseStyle.Bold : done ? _theme.Text : _theme.Dim);
            line.Put(names + 3, 0, ShapeOf(node), done ? _theme.Caption : _theme.Border);
            int x = names + 4 + shapes, slopes = line.Width - x >= 30 ? 13 : line.Width - x >= 22 ? 0 : -1;
            if (done && line.Width - x >= 6) Live(line.Sub(x, 0, Math.Min(line.Width - x - Math.Max(slopes, 0), 20), 1), node);
            if (slopes > 0) Slopes(line.Sub(x + 21, 0, line.Width - x - 21, 1), node);
            Hit(line, node.Value);
        }
    }

    private string ShapeOf(LayerNode node) => ValueText.Shape(node.Value.Shape, _canvas.Texts.Debug.Scalar);

    private void Hit(Canvas part, Value value) => _hits?.Add(part.OnScreen(part.Local), new ValueTarget(value.Slot));
}
