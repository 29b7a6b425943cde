using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// What is said about a layer: shape, parameters, how its values are spread, one telling figure, the size of its gradients.
/// </summary>
internal sealed class LayerText
{
    /// <summary>As many values are enough to see how they are spread.</summary>
    private const int Samples = 4096;

    private readonly SessionView _view;
    private readonly LayerGraph _graph;
    private readonly Theme _theme;
    private readonly string _class;
    private readonly string _mean;
    private readonly string _bar;

    public LayerText(SessionView view, LayerGraph graph, Look look)
    {
        _view = view;
        _graph = graph;
        _theme = look.Theme;
        _class = look.Texts.Debug.Class;
        _mean = look.Unicode ? "μ " : "~ ";
        // Without box-drawing signs a bar beside a frame would read as part of it.
        _bar = look.Unicode ? "|" : "";
    }

    /// <summary>The shapes of the parameters: <c>W 6×1×5×5 b 6</c>.</summary>
    public static string Parameters(LayerNode node) =>
        string.Join(' ', node.Parameters.Select((p, k) => $"{(k == 0 ? "W" : "b")} {ValueText.Shape(p.Shape)}"));

    /// <summary>How the values are spread, from the least to the largest: bars in the colour of their sign.</summary>
    public List<Fragment> Spread(LayerNode node, int width)
    {
        if (_graph.Content(node) is not { Length: > 1 } content || width < 3) return [];
        HistogramBins bins = HistogramBins.Count(Sample(content), width);
        int most = bins.Counts.Max();
        double step = (bins.High - bins.Low) / width;
        var bars = new List<Fragment>();
        for (int k = 0; k < width; k++)
        {
            double middle = bins.Low + (k + 0.5) * step;
            Style style = middle < 0 ? _theme.Negative : _theme.Positive;
            // Square roots let rare values be seen beside the crowd at zero.
            int height = (int)Math.Round(Math.Sqrt((double)bins.Counts[k] / Math.Max(1, most)) * 8);
            bars.Add(bins.Counts[k] == 0 ? new(" ", style) : new("▁▂▃▄▅▆▇█"[Math.Clamp(height, 1, 8) - 1].ToString(), style));
        }
        return bars;
    }

    /// <summary>The figure that says most: a number, the share of zeros after ReLU, the predicted class, else the mean.</summary>
    public Fragment Figure(LayerNode node, int width)
    {
        if (_graph.Content(node) is not { } content) return new("·", _theme.Border);
        if (content.Length == 1) return Number(content.Data[0], width);
        if (node.Value == _view.Program.Output && Prediction(content) is { } prediction
            && CellWidth.Of(_class) + prediction.Text.Length <= width) return prediction with { Text = _class + prediction.Text };
        if (node.Instruction?.Opcode == Opcode.Relu)
        {
            int zeros = 0;
            foreach (double v in content.Data)
            {
                if (v == 0) zeros++;
            }
            return new($"{100.0 * zeros / content.Length:0}% 0", _theme.Text);
        }
        double sum = 0;
        foreach (double v in content.Data) sum += v;
        Fragment mean = Number(sum / content.Length, width - 2);
        // The mean of what cancels out has more digits than a small box has columns.
        return mean.Text.Contains('…', StringComparison.Ordinal) ? new("", _theme.Text) : mean with { Text = _mean + mean.Text };
    }

    /// <summary>The norms of the gradients that are known: of what the layer gives and of its weight.</summary>
    public List<Fragment> Gradients(LayerNode node, int width)
    {
        var parts = new List<Fragment>();
        Add("∂", node.Value);
        foreach ((Value p, int k) in node.Parameters.Select((p, k) => (p, k)))
        {
            // The one that has just been written is shown in place of the others where there is room for one only.
            bool now = _view.LastInstruction?.Output.GradientOf == p;
            if (now && parts.Count > 0 && parts.Sum(f => f.Width) + 12 > width) parts.Clear();
            if (parts.Count == 0 || parts.Sum(f => f.Width) + 12 <= width) Add(k == 0 ? "∂W" : "∂b", p);
        }
        return parts;

        void Add(string name, Value value)
        {
            if (_graph.Gradient(value) is not { } gradient) return;
            double squares = 0;
            foreach (double v in gradient.Content.Data) squares += v * v;
            string gap = parts.Count == 0 ? "" : " ";
            int room = width - parts.Sum(f => f.Width) - gap.Length - name.Length - 3;
            bool now = _view.LastInstruction?.Output == gradient.Value;
            Style style = now ? _theme.Backward.Bold : _theme.Backward;
            if (gradient.Content.Length == 1)
                parts.AddRange([new($"{gap}{name} ", style), Number(gradient.Content.Data[0], Math.Clamp(room, 3, 7))]);
            else parts.AddRange([new($"{gap}{_bar}{name}{_bar} ", style),
                new(LiveNumbers.Fit(Math.Sqrt(squares), Math.Clamp(room, 3, 6)), now ? _theme.Bright : _theme.Text)]);
        }
    }

    /// <summary>What is said of the first sample: the predicted class, and whether it is the label.</summary>
    public Fragment? Prediction(Tensor logits)
    {
        if (logits.Shape.Rank != 2 || logits.Shape[1] < 2) return null;
        ReadOnlySpan<double> first = logits.Data[..logits.Shape[1]];
        int best = 0;
        for (int c = 1; c < first.Length; c++)
        {
            if (first[c] > first[best]) best = c;
        }
        if (_view.Program.Target is not { Shape.Rank: 1 } target || _view[target] is not { } labels) return new($"{best}", _theme.Text);
        int label = (int)labels.Data[0];
        return best == label ? new($"{best} ✓", _theme.Success) : new($"{best} ✗", _theme.Warning);
    }

    private Fragment Number(double value, int width) =>
        new(LiveNumbers.Fit(value, width), value < 0 ? _theme.Negative : value > 0 ? _theme.Positive : _theme.Text);

    private static double[] Sample(Tensor tensor)
    {
        int stride = (tensor.Length + Samples - 1) / Samples;
        var some = new double[(tensor.Length + stride - 1) / stride];
        for (int i = 0; i < some.Length; i++) some[i] = tensor.Data[i * stride];
        return some;
    }
}
