using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Sums of products of a convolution and its adjoints.</summary>
internal static class Conv2dRecipes
{
    /// <summary>y[n,o,v,u] = Σ x[n,c,v·stride−padding+i,u·stride−padding+j]·weight[o,c,i,j] + bias[o].</summary>
    public static Recipe Forward(ElementContext c)
    {
        (int stride, int padding) = (Conv2dAttributes)c.Instruction.Attributes!;
        Shape x = c[0].Shape, w = c[1].Shape;
        int n = c.Index[0], o = c.Index[1], top = c.Index[2] * stride - padding, left = c.Index[3] * stride - padding, outside = 0;
        var terms = new List<RawTerm>();
        for (int ch = 0; ch < w[1]; ch++)
            for (int i = 0; i < w[2]; i++)
                for (int j = 0; j < w[3]; j++)
                    if (Inside(top + i, left + j, x)) terms.Add(c.Product(0, x.Offset(n, ch, top + i, left + j), 1, w.Offset(o, ch, i, j)));
                    else outside++;
        terms.Add(c.One(2, o));
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(c,i,j) {c.Name(0)}[{n},c,{From(top, "i")},{From(left, "j")}]·{c.Name(1)}[{o},c,i,j] + {c.Name(2)}[{o}]",
            Note = outside == 0 ? null : c.Words.OnPadding(outside),
        };
    }

    /// <summary>gx[n,c,h,w] = Σ gy[n,o,v,u]·weight[o,c,i,j] over all positions v, u whose kernel element i, j lay on h, w.</summary>
    public static Recipe BackwardInput(ElementContext c)
    {
        (int stride, int padding) = (Conv2dAttributes)c.Instruction.Attributes!;
        Shape gy = c[0].Shape, w = c[1].Shape;
        int n = c.Index[0], ch = c.Index[1];
        var terms = new List<RawTerm>();
        for (int o = 0; o < w[0]; o++)
            for (int i = 0; i < w[2]; i++)
                for (int j = 0; j < w[3]; j++)
                    if (Position(c.Index[2] + padding - i, stride, gy[2], out int v) && Position(c.Index[3] + padding - j, stride, gy[3], out int u))
                        terms.Add(c.Product(0, gy.Offset(n, o, v, u), 1, w.Offset(o, ch, i, j)));
        return new(Combination.Sum, terms) { Sigma = $"Σ(o,i,j) {c.Name(0)}[{n},o,v,u]·{c.Name(1)}[o,{ch},i,j] where i,j of position v,u lies on {c.Index[2]},{c.Index[3]}" };
    }

    /// <summary>gw[o,c,i,j] = Σ gy[n,o,v,u]·x[n,c,v·stride−padding+i,u·stride−padding+j].</summary>
    public static Recipe BackwardWeight(ElementContext c)
    {
        (int stride, int padding) = (Conv2dAttributes)c.Instruction.Attributes!;
        Shape gy = c[0].Shape, x = c[1].Shape;
        int o = c.Index[0], ch = c.Index[1], i = c.Index[2], j = c.Index[3], outside = 0;
        var terms = new List<RawTerm>(gy.Length / gy[1]);
        for (int n = 0; n < gy[0]; n++)
            for (int v = 0; v < gy[2]; v++)
                for (int u = 0; u < gy[3]; u++)
                    if (Inside(v * stride - padding + i, u * stride - padding + j, x))
                        terms.Add(c.Product(0, gy.Offset(n, o, v, u), 1, x.Offset(n, ch, v * stride - padding + i, u * stride - padding + j)));
                    else outside++;
        string times = stride == 1 ? "" : $"{stride}";
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(n,v,u) {c.Name(0)}[n,{o},v,u]·{c.Name(1)}[n,{ch},{From(i - padding, times + "v")},{From(j - padding, times + "u")}]",
            Note = outside == 0 ? null : c.Words.OnPadding(outside),
        };
    }

    /// <summary>gb[o] = Σ gy[n,o,v,u].</summary>
    public static Recipe BackwardBias(ElementContext c)
    {
        Shape gy = c[0].Shape;
        var terms = new List<RawTerm>(gy.Length / gy[1]);
        for (int n = 0; n < gy[0]; n++)
            for (int at = 0; at < gy[2] * gy[3]; at++) terms.Add(c.One(0, gy.Offset(n, c.Offset, 0, 0) + at));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n,v,u) {c.Name(0)}[n,{c.Offset},v,u]" };
    }

    private static bool Inside(int h, int w, Shape x) => (uint)h < (uint)x[2] && (uint)w < (uint)x[3];

    private static bool Position(int distance, int stride, int count, out int position)
    {
        position = distance / stride;
        return distance >= 0 && distance % stride == 0 && position < count;
    }

    /// <summary>A running index that starts at <paramref name="start"/>: <c>3+i</c>, <c>i</c>, <c>i-1</c>.</summary>
    private static string From(int start, string running) => start switch
    {
        0 => running,
        > 0 => $"{start}+{running}",
        _ => $"{running}{start}",
    };
}
