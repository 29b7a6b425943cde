using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Draws a scalar network as nodes and weighted edges with everything that is known about them at this moment.</summary>
internal sealed class ScalarPainter
{
    private readonly Canvas _canvas;
    private readonly SessionView _view;
    private readonly ScalarNetwork _network;
    private readonly ScalarPlan _plan;
    private readonly ScalarLight _light;
    private readonly LiveNumbers _numbers;
    private readonly HitMap.Builder? _hits;
    private readonly Theme _theme;
    private readonly List<Rect> _taken;

    private ScalarPainter(Canvas canvas, SessionView view, ScalarNetwork network, ScalarPlan plan, HitMap.Builder? hits)
    {
        _canvas = canvas;
        _theme = canvas.Theme;
        _view = view;
        _network = network;
        _plan = plan;
        _hits = hits;
        _light = ScalarLight.Of(network, view);
        _numbers = new LiveNumbers(view, _theme);
        _taken = [.. plan.Nodes];
    }

    private Style PhaseStyle => PhaseLook.Style(_theme, _light.Phase);

    private bool IsBackward => _light.Phase == Phase.Backward;

    /// <summary>Draws it; false when the canvas is too small for the graph.</summary>
    public static bool TryPaint(Canvas canvas, SessionView view, ScalarNetwork network, HitMap.Builder? hits)
    {
        if (ScalarPlan.Of(network, canvas.Width, canvas.Height) is not { } plan) return false;
        new ScalarPainter(canvas, view, network, plan, hits).Paint();
        return true;
    }

    private void Paint()
    {
        EdgeLine?[] lines = [.. Enumerable.Range(0, _network.Edges.Count).Select(Line)];
        EdgeLines.Paint(_canvas, [.. lines.OfType<EdgeLine>()]);
        for (int e = 0; e < lines.Length; e++)
        {
            if (lines[e] is null) Stalk(_network.Edges[e], _light.Edge(e));
        }
        for (int n = 0; n < _network.Nodes.Count; n++)
        {
            if (_plan.Form.Stacked && _network.Nodes[n].Kind == NodeKind.Tail) TailText(n);
            else Box(n);
        }
        // Lit labels are placed first: they get the best places.
        foreach (int e in Enumerable.Range(0, lines.Length).OrderByDescending(i => lines[i] is { } l && l.Y1 == l.Y2)
            .ThenByDescending(i => _light.Edge(i)))
        {
            if (lines[e] is { } line && _network.Edges[e].Weight is { } weight) EdgeLabel(line, weight, _light.Edge(e));
        }
        Legend();
    }

    // What the sign ∂ stands for, where a row is left over.
    private void Legend()
    {
        if (_view.Program.Roots.IsEmpty || _plan.Nodes.Max(p => p.Bottom) > _canvas.Height - 2) return;
        string root = _view.Program.Roots[0].Root.Label;
        string text = _canvas.Texts.Debug.NumberBelow(root);
        if (CellWidth.Of(text) <= _canvas.Width) _canvas.PutCentred(_canvas.Height - 1, text, _theme.Caption);
    }

    private EdgeLine? Line(int index)
    {
        ScalarEdge edge = _network.Edges[index];
        Rect from = _plan.Nodes[edge.From], to = _plan.Nodes[edge.To];
        if (to.X <= from.Right) return null;
        int lean = Math.Sign(_plan.Rows[edge.To] - _plan.Rows[edge.From]);
        Light light = _light.Edge(index);
        bool done = _numbers.Has(_network.Nodes[edge.To].Values[0]);
        Style style = light switch { Light.Strong => PhaseStyle.Bold, Light.Soft => PhaseStyle, _ => done ? _theme.Dim : _theme.Border };
        return new(from.Right, _plan.Rows[edge.From] + lean, to.X - 1, _plan.Rows[edge.To] - lean, style, light, IsBackward);
    }

    // A short upright line between things that stand above one another.
    private void Stalk(ScalarEdge edge, Light light)
    {
        Rect from = _plan.Nodes[edge.From], to = _plan.Nodes[edge.To];
        bool down = from.Y < to.Y;
        (int first, int last) = down ? (from.Bottom, to.Y - 1) : (to.Bottom, from.Y - 1);
        bool done = _numbers.Has(_network.Nodes[edge.To].Values[0]);
        Style style = light switch { Light.Strong => PhaseStyle.Bold, Light.Soft => PhaseStyle, _ => done ? _theme.Dim : _theme.Border };
        int x = from.X + from.Width / 2;
        for (int y = first; y <= last; y++) _canvas.Set(x, y, light == Light.Strong ? '┃' : '│', style);
        if (last < first || light == Light.None) return;
        bool arrowDown = down != IsBackward;
        _canvas.Set(x, arrowDown ? last : first, arrowDown ? '▼' : '▲', style);
    }

    private void Box(int index)
    {
        ScalarNode node = _network.Nodes[index];
        Rect place = _plan.Nodes[index];
        Light light = _light.Node(index);
        bool done = node.Values.All(_numbers.Has);
        Style border = light switch { Light.Strong => PhaseStyle.Bold, Light.Soft => PhaseStyle, _ => done ? _theme.Dim : _theme.Border };
        Canvas box = _canvas.Sub(place);
        box.Clear(Style.Plain);
        Panel.Paint(box, border: border, kind: EdgeLines.Frame(_canvas, light == Light.Strong));
        string title = _plan.Form.Pad == 0 ? node.Title : $" {node.Title} ";
        _canvas.PutCut(place.X + 1 + _plan.Form.Pad, place.Y, place.Width - 2, title,
            light == Light.None ? done ? _theme.Title : _theme.Dim : border.Bold);
        Hit(place, node.Values.LastOrDefault(_numbers.Has) ?? node.Values[0]);
        if (node.Bias is { } bias) Bias(place, bias, _light.Bias(index) || _light.Parameter == bias);
        int pad = 1 + _plan.Form.Pad;
        Canvas inner = _canvas.Sub(place.Inset(pad, 1));
        if (_plan.Form.Names == 0 || node.Kind == NodeKind.Input) Brief(inner, node);
        else if (node.Kind == NodeKind.Tail)
        {
            Value(inner, 0, 0, inner.Width, node.Values[0]);
            if (node.Target is { } target)
                Pair(inner, 1, _plan.Form.Names == 2 ? target.Label : ScalarText.TargetName(target), target, _theme.Caption);
            if (node.Note is { } note) inner.PutCut(0, 1, inner.Width, note, _theme.Caption);
        }
        else Rows(inner, node);
    }

    // Every value in a row with its gradient below it.
    private void Rows(Canvas inner, ScalarNode node)
    {
        int names = ScalarPlan.NameWidth(node, _plan.Form);
        for (int k = 0; k < node.Values.Length; k++)
        {
            Value value = node.Values[k];
            bool now = _view.LastInstruction?.Output == value;
            inner.Put(0, 2 * k, _plan.Form.Names == 2 ? value.Label : node.Short(value),
                now ? PhaseStyle.Bold : _numbers.Has(value) ? _theme.Text : _theme.Dim);
            Value(inner, names + 1, 2 * k, inner.Width - names - 1, value);
            if (_numbers.Gradient(value) is { } gradient) Gradient(inner, names - 1, 2 * k + 1, inner.Width - names + 1, gradient);
        }
    }

    // One row for the latest value and one for the latest gradient.
    private void Brief(Canvas inner, ScalarNode node)
    {
        Value shown = node.Values.LastOrDefault(_numbers.Has) ?? node.Values[0];
        Value(inner, 0, 0, inner.Width, shown);
        if (node.Kind == NodeKind.Input) return;
        Value? gradient = node.Values.Select(_numbers.Gradient).FirstOrDefault(g => g is not null);
        if (gradient is not null) Gradient(inner, 0, 1, inner.Width, gradient);
    }

    private void Bias(Rect place, Value bias, bool lit)
    {
        int room = place.Width - (_plan.Form.Pad == 0 ? 3 : 4) - bias.Label.Length;
        string name = _numbers.IsUpdated(bias) ? bias.Label + '⁺' : bias.Label;
        Style style = lit ? PhaseStyle.Bold : _numbers.IsUpdated(bias) ? _theme.Update : _theme.Text;
        int x = place.X + 1, y = place.Bottom - 1, start = x;
        x = _canvas.Put(x, y, _plan.Form.Pad == 0 ? name + ' ' : $" {name} ", style);
        Value? gradient = _numbers.Gradient(bias);
        // The name of an updated bias is longer by one: its number must still end within the frame.
        int spare = place.Right - 1 - x;
        Fragment number = _numbers.Number(bias, Math.Clamp(gradient is null ? Math.Min(room, 9) : 5, 2, Math.Max(spare, 2)));
        int end = _canvas.Put(x, y, number.Width < spare ? [number, " "] : [number]);
        Hit(new Rect(start, y, end - start, 1), bias);
        int left = place.Right - 2 - end;
        if (gradient is null || left < 7) return;
        Fragment slope = _numbers.Number(gradient, Math.Min(left - 3, 7));
        start = end;
        end = _canvas.Put(end, y, "∂ ", _theme.Backward);
        end = _canvas.Put(end, y, [slope, " "]);
        Hit(new Rect(start, y, end - start, 1), gradient);
    }

    // What stands behind an output where there is no room for boxes: name and number, the target below.
    private void TailText(int index)
    {
        ScalarNode node = _network.Nodes[index];
        Rect place = _plan.Nodes[index];
        Light light = _light.Node(index);
        Style name = light switch
        {
            Light.Strong => PhaseStyle.Bold,
            Light.Soft => PhaseStyle,
            _ => _numbers.Has(node.Values[0]) ? _theme.Text : _theme.Dim
        };
        Canvas line = _canvas.Sub(place);
        int pad = _plan.Form.Pad;
        int x = line.Put(pad, 0, node.Title + ' ', name);
        line.Put(x, 0, [_numbers.Number(node.Values[0], line.Width - x - pad)]);
        Hit(new Rect(place.X, place.Y, place.Width, 1), node.Values[0]);
        if (node.Note is { } note) line.PutCut(pad, 1, line.Width - pad, note, _theme.Caption);
        if (node.Target is { } target)
            Pair(line, 1, new string(' ', pad)
                + (_plan.Form.Names == 2 ? target.Label : _plan.Form.Names == 1 ? ScalarText.TargetName(target) : "t"), target,
                    _theme.Caption);
    }

    private void EdgeLabel(EdgeLine line, Value weight, Light light)
    {
        Value? gradient = _numbers.Gradient(weight);
        int width = Math.Min(_plan.Form.Label, line.X2 - line.X1 - 1);
        string name = _numbers.IsUpdated(weight) ? weight.Label + '⁺' : weight.Label;
        Fragment number = _numbers.Number(weight, Math.Max(2, width - CellWidth.Of(name) - 1));
        Fragment? slope = gradient is null ? default(Fragment?) : _numbers.Number(gradient, Math.Max(3, width - 2));
        int used = Math.Max(CellWidth.Of(name) + 1 + number.Width, slope is { } s ? s.Width + 2 : 0);
        if (ScalarText.LabelPlace(line, used, _canvas.Width, _canvas.Height, _taken) is not { } place) return;
        _taken.Add(place);
        bool changed = _numbers.IsUpdated(weight);
        Style style = light == Light.Strong || _light.Parameter == weight ? PhaseStyle.Bold : changed ? _theme.Update : _theme.Text;
        int x = place.X + (place.Width - CellWidth.Of(name) - 1 - number.Width) / 2;
        x = _canvas.Put(x, place.Y, name + ' ', style);
        _canvas.Put(x, place.Y, [number]);
        Hit(new Rect(place.X, place.Y, place.Width, 1), weight);
        if (slope is not { } known) return;
        bool now = _view.LastInstruction?.Output == gradient;
        x = place.X + (place.Width - 2 - known.Width) / 2;
        x = _canvas.Put(x, place.Y + 1, "∂ ", now ? PhaseStyle.Bold : _theme.Backward);
        _canvas.Put(x, place.Y + 1, [now ? known with { Style = known.Style.Bold } : known]);
        Hit(new Rect(place.X, place.Y + 1, place.Width, 1), gradient!);
    }

    private void Pair(Canvas canvas, int y, string name, Value value, Style style)
    {
        int x = canvas.Put(0, y, name + ' ', style);
        canvas.Put(x, y, [_numbers.Number(value, Math.Max(2, canvas.Width - x))]);
        Hit(canvas.Line(y), value);
    }

    private void Value(Canvas canvas, int x, int y, int width, Value value)
    {
        Fragment number = _numbers.Number(value, width);
        if (_view.LastInstruction?.Output == value) number = number with { Style = number.Style.Bold };
        canvas.Put(x, y, [number]);
        Hit(canvas.Line(y), value);
    }

    private void Gradient(Canvas canvas, int x, int y, int width, Value gradient)
    {
        bool now = _view.LastInstruction?.Output == gradient;
        x = canvas.Put(x, y, "∂ ", now ? PhaseStyle.Bold : _theme.Backward);
        Fragment number = _numbers.Number(gradient, width - 2);
        canvas.Put(x, y, [now ? number with { Style = number.Style.Bold } : number]);
        Hit(canvas.Line(y), gradient);
    }

    private void Hit(Rect local, Value value) => _hits?.Add(_canvas.OnScreen(local), new ValueTarget(value.Slot));

    private void Hit(Canvas part, Value value) => _hits?.Add(part.OnScreen(part.Local), new ValueTarget(value.Slot));
}
