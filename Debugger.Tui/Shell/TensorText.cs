using System.Text;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Contents as text that can be read again.</summary>
internal static class TensorText
{
    /// <summary>All of a content with all digits, to be pasted elsewhere: a number, or nested lists.</summary>
    public static string Whole(Tensor content)
    {
        var text = new StringBuilder();
        Append(0, 0);
        return text.ToString();

        int Append(int axis, int offset)
        {
            if (axis == content.Shape.Rank)
            {
                text.Append(Numbers.Format(content.Data[offset], 15));
                return offset + 1;
            }
            text.Append('[');
            for (int i = 0; i < content.Shape[axis]; i++)
            {
                if (i > 0) text.Append(", ");
                offset = Append(axis + 1, offset);
            }
            text.Append(']');
            return offset;
        }
    }
}
