using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>A convolution at one place: the patch under the kernel, the kernel, their products, and what they add up to.</summary>
internal sealed record ConvolutionPlace
{
    /// <summary>The convolution.</summary>
    public required ConvolutionView View { get; init; }

    /// <summary>Image, output channel, row and column of the output.</summary>
    public required (int Image, int Output, int Row, int Column) Output { get; init; }

    /// <summary>Row and column of the input under the kernel's first element; below 0 on the padding.</summary>
    public required (int Row, int Column) Corner { get; init; }

    /// <summary>The sum of the products of each input channel.</summary>
    public required double[] Sums { get; init; }

    /// <summary>The input channel whose sum is largest in size.</summary>
    public required int Channel { get; init; }

    /// <summary>That channel's input under the kernel, row-major; 0 on the padding.</summary>
    public required double[] Patch { get; init; }

    /// <summary>The kernel for that channel, row-major.</summary>
    public required double[] Kernel { get; init; }

    /// <summary>Patch times kernel, element by element.</summary>
    public double[] Products => [.. Patch.Zip(Kernel, (x, w) => x * w)];

    /// <summary>What is added to the sum.</summary>
    public double Bias => View.Bias.Length == 0 ? 0 : View.Bias[Output.Output];

    /// <summary>The kernel's rows and columns.</summary>
    public (int Rows, int Columns) Size => (View.Weight.Shape[2], View.Weight.Shape[3]);

    /// <summary>The convolution that made an element; null if the value is no output of one.</summary>
    public static ConvolutionPlace? At(InspectionMsg subject, int offset)
    {
        if (subject.Patch is not { } view || view.Instruction.Attributes is not Conv2dAttributes { } conv || subject.Value.Shape.Rank != 4)
            return null;
        int[] at = subject.Value.Shape.IndexOf(offset);
        Shape weight = view.Weight.Shape;
        (int row, int column) = (at[2] * conv.Stride - conv.Padding, at[3] * conv.Stride - conv.Padding);
        var sums = new double[weight[1]];
        (double[] patch, double[] kernel) = (new double[weight[2] * weight[3]], new double[weight[2] * weight[3]]);
        int channel = 0;
        for (int c = 0; c < sums.Length; c++)
        {
            Read(c);
            for (int k = 0; k < patch.Length; k++) sums[c] += patch[k] * kernel[k];
            if (Math.Abs(sums[c]) > Math.Abs(sums[channel])) channel = c;
        }
        Read(channel);
        return new ConvolutionPlace
        {
            View = view,
            Output = (at[0], at[1], at[2], at[3]),
            Corner = (row, column),
            Sums = sums,
            Channel = channel,
            Patch = patch,
            Kernel = kernel,
        };

        void Read(int c)
        {
            Shape x = view.Input.Shape;
            for (int i = 0; i < weight[2]; i++)
            {
                for (int j = 0; j < weight[3]; j++)
                {
                    bool inside = (uint)(row + i) < (uint)x[2] && (uint)(column + j) < (uint)x[3];
                    patch[i * weight[3] + j] = inside ? view.Input[x.Offset(at[0], c, row + i, column + j)] : 0;
                    kernel[i * weight[3] + j] = view.Weight[weight.Offset(at[1], c, i, j)];
                }
            }
        }
    }
}
