using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>Contents in little room.</summary>
internal static class ValueText
{
    /// <summary>A number with so many decimals at most, or a tensor's shape.</summary>
    public static string Short(Tensor content, int decimals = 10) => content.Shape.IsScalar
        ? Numbers.Format(content.ScalarValue, decimals)
        : string.Join('×', content.Shape.Dims.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Negative warm, positive cool; tensors as ordinary text.</summary>
    public static Style Tone(Theme theme, Tensor content) => !content.Shape.IsScalar ? theme.Text
        : content.ScalarValue < 0 ? theme.Negative
        : content.ScalarValue > 0 ? theme.Positive
        : theme.Text;
}
