using System.Text;

namespace Backstep.Engine.Tensors;

/// <summary>
/// Prints tensors as PyTorch does with its default print options, to the last space: four decimals, at most 1000
/// elements in full (else the first and last three along each dimension), lines of 80 columns. The rules, oddities
/// included, are those of <c>torch/_tensor_str.py</c> in PyTorch 1.13.
/// </summary>
public static class TensorPrinter
{
    /// <summary>More elements than this are summarised with <c>...</c>.</summary>
    private const int Threshold = 1000;

    /// <summary>How many elements at either end of a dimension a summary shows.</summary>
    private const int EdgeItems = 3;

    /// <summary>Columns to a line.</summary>
    private const int LineWidth = 80;

    private const string Opening = "tensor(";

    /// <summary>
    /// <paramref name="tensor"/> as PyTorch prints a float32 tensor of these values (each is rounded to float32 first).
    /// </summary>
    /// <param name="tensor">Any shape, empty ones too.</param>
    /// <param name="suffix">What stands after the values, without the comma: <c>grad_fn=&lt;AddmmBackward0&gt;</c>,
    /// <c>requires_grad=True</c>; it moves to a line of its own where the last line would grow too long.</param>
    /// <param name="integers">Prints as an int64 tensor, for labels: <c>tensor([0, 1, 2, 3])</c>. Fractions are cut off.</param>
    public static string Print(Tensor tensor, string suffix = "", bool integers = false)
    {
        var text = new StringBuilder(Opening);
        var suffixes = new List<string>();
        if (tensor.Length == 0)
        {
            text.Append("[]");
            if (tensor.Shape.Rank != 1) suffixes.Add($"size={tensor.Shape}");
            if (integers) suffixes.Add("dtype=torch.int64");
        }
        else
        {
            bool summarize = tensor.Length > Threshold;
            var layout = new Layout(tensor, summarize, ElementFormat.For(Shown(tensor, summarize), integers));
            layout.Append(text, dimension: 0, offset: 0, indent: Opening.Length);
        }
        if (suffix.Length > 0) suffixes.Add(suffix);
        AppendSuffixes(text, suffixes);
        return text.ToString();
    }

    /// <summary>The elements that will be visible: only they decide the width and the notation.</summary>
    private static List<double> Shown(Tensor tensor, bool summarize)
    {
        var shown = new List<double>(Math.Min(tensor.Length, Threshold));
        Collect(0, 0);
        return shown;

        void Collect(int dimension, int offset)
        {
            if (dimension == tensor.Shape.Rank)
            {
                shown.Add(tensor[offset]);
                return;
            }
            int size = tensor.Shape[dimension], stride = tensor.Shape.Stride(dimension);
            for (int i = 0; i < size; i++)
            {
                if (IsGap(size, i, summarize)) i = size - EdgeItems;
                Collect(dimension + 1, offset + i * stride);
            }
        }
    }

    private static bool IsGap(int size, int index, bool summarize) => summarize && size > 2 * EdgeItems && index == EdgeItems;

    private static void AppendSuffixes(StringBuilder text, List<string> suffixes)
    {
        string soFar = text.ToString();
        // One more than the line's length, as PyTorch counts it.
        int lastLine = soFar.Length - soFar.LastIndexOf('\n') + 1;
        foreach (string suffix in suffixes)
        {
            if (lastLine + suffix.Length + 2 > LineWidth)
            {
                text.Append(",\n").Append(' ', Opening.Length).Append(suffix);
                lastLine = Opening.Length + suffix.Length;
            }
            else
            {
                text.Append(", ").Append(suffix);
                lastLine += suffix.Length + 2;
            }
        }
        text.Append(')');
    }

    /// <summary>Brackets, commas and line breaks around the formatted elements.</summary>
    private sealed class Layout(Tensor tensor, bool summarize, ElementFormat format)
    {
        private readonly Shape _shape = tensor.Shape;

        /// <summary>Appends the part of the tensor at <paramref name="offset"/> that spans the dimensions from <paramref name="dimension"/>
        /// on.</summary>
        public void Append(StringBuilder text, int dimension, int offset, int indent)
        {
            int below = _shape.Rank - dimension;
            if (below == 0) text.Append(format.Text(tensor[offset]));
            else if (below == 1) AppendRow(text, offset, indent);
            else AppendBlock(text, dimension, offset, indent);
        }

        private void AppendRow(StringBuilder text, int offset, int indent)
        {
            int size = _shape[-1];
            int perLine = Math.Max(1, (LineWidth - indent) / (format.Width + 2));
            text.Append('[');
            for (int i = 0, written = 0; i < size; i++, written++)
            {
                if (written > 0 && written % perLine == 0) text.Append(",\n").Append(' ', indent + 1);
                else if (written > 0) text.Append(", ");
                if (IsGap(size, i, summarize))
                {
                    text.Append(" ...");
                    i = size - EdgeItems - 1;
                }
                else text.Append(format.Text(tensor[offset + i]));
            }
            text.Append(']');
        }

        private void AppendBlock(StringBuilder text, int dimension, int offset, int indent)
        {
            int size = _shape[dimension], stride = _shape.Stride(dimension);
            text.Append('[');
            for (int i = 0; i < size; i++)
            {
                if (i > 0) text.Append(',').Append('\n', _shape.Rank - dimension - 1).Append(' ', indent + 1);
                if (IsGap(size, i, summarize))
                {
                    text.Append("...");
                    i = size - EdgeItems - 1;
                }
                else Append(text, dimension + 1, offset + i * stride, indent + 1);
            }
            text.Append(']');
        }
    }

    /// <summary>How one element is written, decided once from all that are shown (PyTorch's <c>_Formatter</c>).</summary>
    private sealed record ElementFormat(Notation Notation, int Width)
    {
        private const int Precision = 4;

        public static ElementFormat For(List<double> shown, bool integers)
        {
            if (integers) return new(Notation.Integer, shown.Max(v => Write(v, Notation.Integer).Length));

            bool any = false, whole = true;
            double min = double.PositiveInfinity, max = 0;
            foreach (double v in shown)
            {
                double single = (float)v;
                if (!double.IsFinite(single) || single == 0) continue;
                any = true;
                whole &= single == Math.Ceiling(single);
                min = Math.Min(min, Math.Abs(single));
                max = Math.Max(max, Math.Abs(single));
            }
            if (!any) return new(Notation.Whole, 1);

            bool scientific = max / min > 1000 || max > 1e8 || (!whole && min < 1e-4);
            Notation notation = scientific ? Notation.Scientific : whole ? Notation.Whole : Notation.Fixed;
            // Zeros and non-finite elements do not widen the column, as in PyTorch.
            int width = shown.Where(v => double.IsFinite((float)v) && (float)v != 0).Max(v => Write(v, notation).Length);
            return new(notation, width);
        }

        public string Text(double value) => Write(value, Notation).PadLeft(Width);

        private static string Write(double value, Notation notation)
        {
            if (notation == Notation.Integer) return ((long)value).ToString();
            double single = (float)value;
            return notation switch
            {
                Notation.Scientific => ExactDecimal.Scientific(single, Precision),
                Notation.Fixed => ExactDecimal.Fixed(single, Precision),
                _ => ExactDecimal.Fixed(single, 0) + (double.IsFinite(single) ? "." : ""),
            };
        }
    }

    private enum Notation
    {
        /// <summary>An int64: <c>3</c>.</summary>
        Integer,

        /// <summary>A float tensor of whole numbers: <c>3.</c>.</summary>
        Whole,

        /// <summary>Four decimals: <c>0.4173</c>.</summary>
        Fixed,

        /// <summary>An exponent: <c>4.1730e-05</c>.</summary>
        Scientific,
    }
}
