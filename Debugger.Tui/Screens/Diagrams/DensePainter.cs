using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// Draws a scalar network of many units: each with its number, its gradient where there is room, and the weights of what the present step
/// works on, on their edges or below the picture. What is left out is said in the last row.
/// </summary>
internal sealed class DensePainter
{
    private readonly Canvas _canvas;
    private readonly SessionView _view;
    private readonly ScalarNetwork _network;
    private readonly DensePlan _plan;
    private readonly ScalarLight _light;
    private readonly LiveNumbers _numbers;
    private readonly HitMap.Builder? _hits;
    private readonly Theme _theme;
    private readonly List<Rect> _taken;
    private readonly List<Value> _named = [];

    private DensePainter(Canvas canvas, SessionView view, ScalarNetwork network, DensePlan plan, HitMap.Builder? hits)
    {
        (_canvas, _view, _network, _plan, _hits, _theme) = (canvas, view, network, plan, hits, canvas.Theme);
        _light = ScalarLight.Of(network, view);
        _numbers = new LiveNumbers(view, _theme);
        _taken = [.. plan.Nodes.Where(n => !n.IsEmpty)];
    }

    private Style PhaseStyle => PhaseLook.Style(_theme, _light.Phase);

    /// <summary>Draws it; false when the canvas is too small for the network.</summary>
    public static bool TryPaint(Canvas canvas, SessionView view, ScalarNetwork network, HitMap.Builder? hits)
    {
        if (DensePlan.Of(network, canvas.Width, canvas.Height) is not { } plan) return false;
        new DensePainter(canvas, view, network, plan, hits).Paint();
        return true;
    }

    private void Paint()
    {
        EdgeLine?[] lines = [.. Enumerable.Range(0, _network.Edges.Count).Select(Line)];
        EdgeLines.Paint(_canvas, [.. lines.OfType<EdgeLine>()]);
        for (int n = 0; n < _network.Nodes.Count; n++)
        {
            if (_plan.Nodes[n].IsEmpty) continue;
            if (_network.Nodes[n].Kind == NodeKind.Tail) Error(n);
            else if (_plan.Form.IsFramed) Box(n);
            else Plate(n);
        }
        bool labels = _plan.Gap >= DensePlan.LabelGap;
        foreach (int e in Enumerable.Range(0, lines.Length).Where(e => lines[e] is not null).OrderByDescending(IsLit)
            .ThenByDescending(e => _light.Edge(e)))
        {
            ScalarEdge edge = _network.Edges[e];
            bool lit = IsLit(e);
            if (labels && edge.Weight is { } weight && (!_network.HasFewEdges || _plan.Gap >= DensePlan.AllLabelsGap)
                && (lit || _network.HasFewEdges))
                Label(lines[e]!, weight, lit);
        }
        Strip();
        Legend();
    }

    private bool IsLit(int edge) => _light.Edge(edge) == Light.Strong || (_light.Parameter is { } p && _network.Edges[edge].Weight == p);

    private EdgeLine? Line(int index)
    {
        ScalarEdge edge = _network.Edges[index];
        Rect from = _plan.Nodes[edge.From], to = _plan.Nodes[edge.To];
        if (from.IsEmpty || to.IsEmpty || to.X <= from.Right) return null;
        Light light = IsLit(index) ? Light.Strong : _light.Edge(index);
        bool done = _numbers.Has(_network.Nodes[edge.To].Values[0]);
        Style style = light switch { Light.Strong => PhaseStyle.Bold, Light.Soft => PhaseStyle, _ => done ? Faint(edge) : _theme.Border };
        bool framed = _plan.Form.IsFramed;
        return new(from.Right + (framed ? 0 : 1), _plan.Rows[edge.From], to.X - (framed ? 1 : 2), _plan.Rows[edge.To], style, light,
            _light.Phase == Phase.Backward)
        { HasTip = light != Light.None };
    }

    // Many edges at once are a web: the ink of one that matters less is thinner.
    private Style Faint(ScalarEdge edge) => edge.Weight is null || _network.HasFewEdges ? _theme.Dim : _theme.Border;

    private Style Name(int index)
    {
        ScalarNode node = _network.Nodes[index];
        return _light.Node(index) switch
        {
            Light.Strong => PhaseStyle.Bold,
            Light.Soft => PhaseStyle,
            _ => node.Values.All(_numbers.Has) ? _theme.Title : _theme.Dim,
        };
    }

    private void Box(int index)
    {
        ScalarNode node = _network.Nodes[index];
        Rect place = _plan.Nodes[index];
        Light light = _light.Node(index);
        Style border = light switch
        {
            Light.Strong => PhaseStyle.Bold,
            Light.Soft => PhaseStyle,
            _ => node.Values.All(_numbers.Has) ? _theme.Dim : _theme.Border
        };
        Canvas box = _canvas.Sub(place);
        box.Clear(Style.Plain);
        Panel.Paint(box, border: border, kind: EdgeLines.Frame(_canvas, light == Light.Strong));
        _canvas.PutCut(place.X + 1, place.Y, place.Width - 2, node.Title, Name(index));
        Hit(place, Shown(node));
        Canvas inner = _canvas.Sub(place.Inset(1, 1));
        Put(inner, 0, 0, inner.Width, Shown(node));
        if (node.Kind == NodeKind.Input) return;
        if (Gradient(node) is { } gradient && inner.Height > 1) Slope(inner, 0, 1, inner.Width, gradient);
        if (node.Bias is { Kind: ValueKind.Parameter } bias) Bias(new Rect(place.X + 1, place.Bottom - 1, place.Width - 2, 1), bias, index);
    }

    /// <summary>A unit without a frame: name and number, its gradient, or before that its bias, below.</summary>
    private void Plate(int index)
    {
        ScalarNode node = _network.Nodes[index];
        Rect place = _plan.Nodes[index];
        Canvas plate = _canvas.Sub(place);
        plate.Clear(Style.Plain);
        int x = plate.Put(0, 0, node.Title, _light.Node(index) == Light.Strong ? Name(index).Reverse : Name(index));
        (int column, int row) = _plan.Form.IsTall ? (0, 1) : (x + 1, 0);
        Put(plate, column, row, place.Width - column, Shown(node));
        Hit(new Rect(place.X, place.Y, place.Width, row + 1), Shown(node));
        if (place.Height < row + 2 || node.Kind == NodeKind.Input) return;
        column = _plan.Form.IsTall ? 0 : Math.Max(0, x - 1);
        if (Gradient(node) is { } gradient) Slope(plate, column, row + 1, place.Width - column, gradient);
        else if (node.Bias is { Kind: ValueKind.Parameter } bias) Bias(new Rect(place.X, place.Y + row + 1, place.Width, 1), bias, index);
    }

    private Value Shown(ScalarNode node) => node.Values.LastOrDefault(_numbers.Has) ?? node.Values[0];

    private Value? Gradient(ScalarNode node) => node.Values.Select(_numbers.Gradient).FirstOrDefault(g => g is not null);

    private void Bias(Rect place, Value bias, int node)
    {
        bool lit = _light.Bias(node) || _light.Parameter == bias, updated = _numbers.IsUpdated(bias);
        string name = updated ? bias.Label + '⁺' : bias.Label;
        if (place.Width - name.Length - 1 < 3) return;
        Fragment number = _numbers.Number(bias, Math.Min(place.Width - name.Length - 1, 7));
        if (number.Text.EndsWith('…')) return;
        int x = _canvas.Put(place.X, place.Y, name + ' ', lit ? PhaseStyle.Bold : updated ? _theme.Update : _theme.Caption);
        _canvas.Put(x, place.Y, [number]);
        Hit(place, bias);
        _named.Add(bias);
    }

    /// <summary>An error beside or under its output: its number, and below that what it is measured against.</summary>
    private void Error(int index)
    {
        ScalarNode node = _network.Nodes[index];
        Canvas text = _canvas.Sub(_plan.Nodes[index]);
        // E_o1 is E where it stands under o1 and there is no room.
        int x = text.Put(0, 0, node.Title.Length + 7 <= text.Width ? node.Title : node.Title.Split('_')[0], Name(index));
        Put(text, x + 1, 0, text.Width - x - 1, Shown(node));
        if (node.Target is not { } target || text.Height < 2) return;
        string name = CellWidth.Of(target.Label) + 5 <= text.Width ? target.Label : "t";
        x = text.Put(0, 1, name, _theme.Caption);
        Put(text, x + 1, 1, text.Width - x - 1, target);
    }

    private void Label(EdgeLine line, Value weight, bool lit)
    {
        Value? gradient = _numbers.Gradient(weight);
        string name = _numbers.IsUpdated(weight) ? weight.Label + '⁺' : weight.Label;
        Fragment number = _numbers.Number(weight, Math.Clamp(_plan.Gap - CellWidth.Of(name) - 1, 4, 7));
        Fragment? slope = gradient is null ? default(Fragment?) : _numbers.Number(gradient, Math.Clamp(_plan.Gap - 4, 5, 8));
        if (number.Text.EndsWith('…')) return;
        int used = Math.Max(CellWidth.Of(name) + 1 + number.Width, slope is { } s ? s.Width + 2 : 0);
        if (ScalarText.LabelPlace(line, used, _canvas.Width, _canvas.Height - _plan.Strip, _taken, slope is null ? 1 : 2) is not { } place)
            return;
        _taken.Add(place);
        _named.Add(weight);
        _canvas.Fill(place, ' ', Style.Plain);
        int x = _canvas.Put(place.X, place.Y, name + ' ', lit ? PhaseStyle.Bold : _numbers.IsUpdated(weight) ? _theme.Update : _theme.Text);
        _canvas.Put(x, place.Y, [number]);
        Hit(new Rect(place.X, place.Y, place.Width, 1), weight);
        if (slope is { } known) PutSlope(place.X, place.Y + 1, known, gradient!, place.Width);
    }

    /// <summary>What the step works on and what has no place in the picture; few weights are all named.</summary>
    private void Strip()
    {
        HashSet<Value> lit = [.. Enumerable.Range(0, _network.Edges.Count).Where(IsLit).Select(e => _network.Edges[e].Weight)
            .Concat(Enumerable.Range(0, _network.Nodes.Count).Where(_light.Bias).Select(n => _network.Nodes[n].Bias))
            .Append(_light.Parameter).OfType<Value>()];
        int width = DensePlan.StripColumns, perRow = Math.Max(1, (_canvas.Width + 1) / width), room = (_plan.Strip - 1) * perRow;
        IEnumerable<Value> weights = _network.HasFewEdges ? _network.Edges.Select(e => e.Weight).OfType<Value>() : [];
        Value[] left = [.. weights.Concat(lit).Where(v => v.Kind == ValueKind.Parameter && !_named.Contains(v)).Distinct()];
        // Where not all have a place, what the step works on comes first.
        if (left.Length > room) left = [.. left.OrderByDescending(lit.Contains)];
        for (int k = 0; k < Math.Min(left.Length, room); k++)
        {
            (int x, int y) = (k % perRow * width, _canvas.Height - _plan.Strip + k / perRow);
            if (k == room - 1 && left.Length > room)
                _canvas.PutCut(x, y, _canvas.Width - x, _canvas.Texts.Debug.More(left.Length - k), _theme.Caption);
            else Item(left[k], x, y, width, lit.Contains(left[k]));
        }
    }

    private void Item(Value value, int x, int y, int width, bool lit)
    {
        int start = x;
        string name = _numbers.IsUpdated(value) ? value.Label + '⁺' : value.Label;
        _named.Add(value);
        x = _canvas.Put(x, y, name + ' ', lit ? PhaseStyle.Bold : _numbers.IsUpdated(value) ? _theme.Update : _theme.Text);
        x = _canvas.Put(x, y, [_numbers.Number(value, 7)]);
        Hit(new Rect(start, y, x - start, 1), value);
        if (_numbers.Gradient(value) is { } gradient && start + width - x > 6)
            PutSlope(x + 1, y, _numbers.Number(gradient, Math.Min(8, start + width - x - 4)), gradient, width);
    }

    /// <summary>What is left out, and what the error comes to.</summary>
    private void Legend()
    {
        DebugTexts texts = _canvas.Texts.Debug;
        int y = _canvas.Height - 1, right = _canvas.Width;
        // What belongs to no output alone: the sum of the errors.
        int sum = Enumerable.Range(0, _network.Nodes.Count)
            .LastOrDefault(i => _network.Nodes[i].Kind == NodeKind.Tail && _plan.Nodes[i].IsEmpty, -1);
        if (sum >= 0)
        {
            ScalarNode node = _network.Nodes[sum];
            Fragment number = _numbers.Number(Shown(node), 9);
            int start = right - CellWidth.Of(node.Title) - 1 - number.Width;
            int x = _canvas.Put(start, y, node.Title + ' ', Name(sum));
            _canvas.Put(x, y, [number]);
            Hit(new Rect(start, y, right - start, 1), Shown(node));
            right = start - 2;
        }
        Value[] weights = [.. _network.Edges.Select(e => e.Weight).OfType<Value>().Distinct()];
        int shown = weights.Count(_named.Contains);
        string[] said =
        [
            shown == weights.Length ? "" : texts.WeightsShown(shown, weights.Length),
            _plan.Form.HasGradients ? "" : texts.GradientsElsewhere,
            _view.Program.Roots.IsEmpty || !_plan.Form.HasGradients ? "" : texts.NumberBelow(_view.Program.Roots[0].Root.Label),
        ];
        string text = "";
        foreach (string part in said.Where(p => p.Length > 0))
        {
            string longer = text.Length == 0 ? part : $"{text} · {part}";
            if (CellWidth.Of(longer) <= right) text = longer;
        }
        _canvas.Put(0, y, text, _theme.Caption);
    }

    private void Put(Canvas canvas, int x, int y, int width, Value value)
    {
        Fragment number = _numbers.Number(value, Math.Max(width, 2));
        if (_view.LastInstruction?.Output == value) number = number with { Style = number.Style.Bold };
        canvas.Put(x, y, [number]);
        _hits?.Add(canvas.OnScreen(new Rect(0, y, canvas.Width, 1)), new ValueTarget(value.Slot));
    }

    private void Slope(Canvas canvas, int x, int y, int width, Value gradient)
    {
        bool now = _view.LastInstruction?.Output == gradient;
        string sign = width < 9 ? "∂" : "∂ ";
        x = canvas.Put(x, y, sign, now ? PhaseStyle.Bold : _theme.Backward);
        Fragment number = _numbers.Number(gradient, width - sign.Length);
        canvas.Put(x, y, [now ? number with { Style = number.Style.Bold } : number]);
        _hits?.Add(canvas.OnScreen(new Rect(0, y, canvas.Width, 1)), new ValueTarget(gradient.Slot));
    }

    private void PutSlope(int x, int y, Fragment slope, Value gradient, int width)
    {
        bool now = _view.LastInstruction?.Output == gradient;
        int end = _canvas.Put(x, y, "∂ ", now ? PhaseStyle.Bold : _theme.Backward);
        end = _canvas.Put(end, y, [now ? slope with { Style = slope.Style.Bold } : slope]);
        Hit(new Rect(x, y, Math.Min(width, end - x), 1), gradient);
    }

    private void Hit(Rect local, Value value) => _hits?.Add(_canvas.OnScreen(local), new ValueTarget(value.Slot));
}
