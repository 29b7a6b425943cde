using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Max pooling. As in PyTorch the first maximum of a window wins a tie, and a NaN, the last one, wins over every number.</summary>
internal static class PoolingKernels
{
    public static double[] Forward(in OpCall call)
    {
        double[] x = call[0], y = call.NewOutput();
        ForEachMaximum(x, call.Shape(0), call.Output, call.Attributes<MaxPool2dAttributes>(), (window, at) => y[window] = x[at]);
        return y;
    }

    /// <summary>Each window's gradient goes to its maximum; windows that overlap add up.</summary>
    public static double[] Backward(in OpCall call)
    {
        double[] gy = call[0];
        var gx = new double[call.Output.Length];
        ForEachMaximum(call[1], call.Shape(1), call.Shape(0), call.Attributes<MaxPool2dAttributes>(), (window, at) => gx[at] += gy[window]);
        return gx;
    }

    private static void ForEachMaximum(double[] x, Shape xShape, Shape yShape, MaxPool2dAttributes a, Action<int, int> visit)
    {
        int channels = xShape[1], height = xShape[2], width = xShape[3], outH = yShape[2], outW = yShape[3];
        ImageLoop.Run(xShape[0], x.Length, n =>
        {
            int window = n * channels * outH * outW;
            for (int c = 0; c < channels; c++)
            {
                int plane = (n * channels + c) * height * width;
                for (int oy = 0; oy < outH; oy++)
                    for (int ox = 0; ox < outW; ox++)
                        visit(window++, Maximum(x, plane + oy * a.Stride * width + ox * a.Stride, width, a.Kernel));
            }
        });
    }

    private static int Maximum(double[] x, int corner, int width, int kernel)
    {
        int best = corner;
        for (int ky = 0; ky < kernel; ky++)
            for (int kx = 0; kx < kernel; kx++)
            {
                int at = corner + ky * width + kx;
                if (x[at] > x[best] || double.IsNaN(x[at])) best = at;
            }
        return best;
    }
}
