namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Sums of products of a linear layer and its adjoints.</summary>
internal static class LinearRecipes
{
    /// <summary>y[r,o] = Σ x[r,i]·weight[o,i] + bias[o].</summary>
    public static Recipe Forward(ElementContext c)
    {
        int width = c[1].Shape[1], outputs = c[1].Shape[0], row = c.Offset / outputs, o = c.Offset % outputs;
        var terms = new List<RawTerm>(width + 1);
        for (int i = 0; i < width; i++) terms.Add(c.Product(0, row * width + i, 1, o * width + i));
        terms.Add(c.One(2, o));
        return new(Combination.Sum, terms) { Sigma = $"Σ(i) {c.Name(0)}{Row(c, row, "i")}·{c.Name(1)}[{o},i] + {c.Name(2)}[{o}]" };
    }

    /// <summary>gx[r,i] = Σ gy[r,o]·weight[o,i].</summary>
    public static Recipe BackwardInput(ElementContext c)
    {
        int width = c[1].Shape[1], outputs = c[1].Shape[0], row = c.Offset / width, i = c.Offset % width;
        var terms = new List<RawTerm>(outputs);
        for (int o = 0; o < outputs; o++) terms.Add(c.Product(0, row * outputs + o, 1, o * width + i));
        return new(Combination.Sum, terms) { Sigma = $"Σ(o) {c.Name(0)}{Row(c, row, "o")}·{c.Name(1)}[o,{i}]" };
    }

    /// <summary>gw[o,i] = Σ gy[r,o]·x[r,i].</summary>
    public static Recipe BackwardWeight(ElementContext c)
    {
        int width = c.Shape[1], outputs = c.Shape[0], o = c.Index[0], i = c.Index[1], rows = c[0].Length / outputs;
        var terms = new List<RawTerm>(rows);
        for (int row = 0; row < rows; row++) terms.Add(c.Product(0, row * outputs + o, 1, row * width + i));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n) {c.Name(0)}[n,{o}]·{c.Name(1)}[n,{i}]" };
    }

    /// <summary>gb[o] = Σ gy[r,o].</summary>
    public static Recipe BackwardBias(ElementContext c)
    {
        int outputs = c.Shape[0], rows = c[0].Length / outputs;
        var terms = new List<RawTerm>(rows);
        for (int row = 0; row < rows; row++) terms.Add(c.One(0, row * outputs + c.Offset));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n) {c.Name(0)}[n,{c.Offset}]" };
    }

    /// <summary>The index of a row of input 0 whose last dimension runs: <c>[3,i]</c>.</summary>
    private static string Row(ElementContext c, int row, string running)
    {
        int[] index = c[0].Shape.IndexOf(row * c[0].Shape[-1]);
        return $"[{string.Join(",", index[..^1].Select(x => x.ToString()).Append(running))}]";
    }
}
