using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Contents in little room.</summary>
internal static class ValueText
{
    /// <summary>A number with so many decimals at most, or a tensor's shape.</summary>
    public static string Short(Tensor content, int decimals = 10) => content.Shape.IsScalar
        ? Numbers.Format(content.ScalarValue, decimals)
        : Shape(content.Shape);

    /// <summary>
    /// A number in the colour of its sign; of a tensor the shape, in brackets and a style of its own, so that it is not taken for a value.
    /// </summary>
    public static Fragment Of(Tensor content, Look look) => content.Shape.IsScalar
        ? new(Numbers.Format(content.ScalarValue, look.Digits), Tone(look.Theme, content))
        : new($"[{Shape(content.Shape)}]", look.Theme.Caption.Italic);

    /// <summary>A shape in few columns: <c>4×6×24×24</c>.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="scalar">What the shape of a single number is called.</param>
    public static string Shape(Shape shape, string scalar = "scalar") => shape.IsScalar ? scalar : string.Join('×', shape.Dims);

    /// <summary>
    /// <c>0.25 → 0.3</c>, with as many decimals as tell them apart, six unless that is wider than <paramref name="width"/>.
    /// </summary>
    public static string OldAndNew(double before, double now, int width = 60)
    {
        int decimals = 6;
        while (decimals < 15 && Numbers.Format(before, decimals) == Numbers.Format(now, decimals)) decimals++;
        while (decimals > 3 && Text().Length > width && Numbers.Format(before, decimals - 1) != Numbers.Format(now, decimals - 1))
            decimals--;
        return Text();

        string Text() => $"{Numbers.Format(before, decimals)} → {Numbers.Format(now, decimals)}";
    }

    /// <summary>Negative warm, positive cool; tensors as ordinary text.</summary>
    public static Style Tone(Theme theme, Tensor content) => !content.Shape.IsScalar ? theme.Text
        : content.ScalarValue < 0 ? theme.Negative
        : content.ScalarValue > 0 ? theme.Positive
        : theme.Text;
}
