using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>Operations written as their definitions read, element by element, with no thought of speed.</summary>
internal static class Naive
{
    public static Formula Map(Func<double, double> f) => inputs => [.. inputs[0].Select(f)];

    public static Formula Linear(Shape x, Shape weight) => inputs =>
    {
        int features = weight[1], outputs = weight[0], rows = x.Length / features;
        var y = new double[rows * outputs];
        for (int r = 0; r < rows; r++)
            for (int o = 0; o < outputs; o++)
            {
                double sum = inputs.Length > 2 ? inputs[2][o] : 0;
                for (int i = 0; i < features; i++) sum += inputs[0][r * features + i] * inputs[1][o * features + i];
                y[r * outputs + o] = sum;
            }
        return y;
    };

    public static Formula Conv2d(Shape x, Shape weight, int stride, int padding) => inputs =>
    {
        int outH = Windows(x[2], weight[2], stride, padding), outW = Windows(x[3], weight[3], stride, padding);
        var y = new Shape(x[0], weight[0], outH, outW);
        return Each(y, at =>
        {
            double sum = inputs[2][at[1]];
            for (int c = 0; c < x[1]; c++)
                for (int ky = 0; ky < weight[2]; ky++)
                    for (int kx = 0; kx < weight[3]; kx++)
                    {
                        int py = at[2] * stride + ky - padding, px = at[3] * stride + kx - padding;
                        if (py < 0 || py >= x[2] || px < 0 || px >= x[3]) continue;
                        sum += inputs[0][x.Offset(at[0], c, py, px)] * inputs[1][weight.Offset(at[1], c, ky, kx)];
                    }
            return sum;
        });
    };

    public static Formula MaxPool2d(Shape x, int kernel, int stride) => inputs =>
        Each(new Shape(x[0], x[1], Windows(x[2], kernel, stride, 0), Windows(x[3], kernel, stride, 0)), at =>
        {
            double max = double.NegativeInfinity;
            for (int ky = 0; ky < kernel; ky++)
                for (int kx = 0; kx < kernel; kx++)
                    max = Math.Max(max, inputs[0][x.Offset(at[0], at[1], at[2] * stride + ky, at[3] * stride + kx)]);
            return max;
        });

    public static Formula Softmax(Shape x, int axis, bool log) => inputs => Each(x, at =>
    {
        double sum = 0;
        int[] other = [.. at];
        for (other[axis] = 0; other[axis] < x[axis]; other[axis]++) sum += Math.Exp(inputs[0][x.Offset(other)]);
        double value = inputs[0][x.Offset(at)];
        return log ? value - Math.Log(sum) : Math.Exp(value) / sum;
    });

    public static Formula Broadcast(Shape a, Shape b, Func<double, double, double> f) => inputs =>
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var y = new Shape([.. Enumerable.Range(1, rank).Reverse().Select(i => Math.Max(i > a.Rank ? 1 : a[-i], i > b.Rank ? 1 : b[-i]))]);
        return Each(y, at => f(inputs[0][Stretched(a, at)], inputs[1][Stretched(b, at)]));
    };

    /// <summary>From the numbers along an axis to one, for each place in the other dimensions.</summary>
    public static Formula Along(Shape x, int axis, Func<double[], double> f) => inputs =>
        Each(new Shape([.. x.Dims.Select((n, d) => d == axis ? 1 : n)]), at => f([.. Enumerable.Range(0, x[axis])
            .Select(k => inputs[0][x.Offset([.. at.Select((i, d) => d == axis ? k : i)])])]));

    public static Formula MatMul(Shape a, Shape b, bool turnA, bool turnB) => inputs =>
    {
        int n = a[turnA ? -1 : -2], inner = a[turnA ? -2 : -1], m = b[turnB ? -2 : -1];
        var y = new double[a.Length / (n * inner) * n * m];
        for (int at = 0; at < y.Length; at++)
        {
            int matrix = at / (n * m), i = at / m % n, j = at % m;
            for (int k = 0; k < inner; k++)
                y[at] += inputs[0][matrix * n * inner + (turnA ? k * n + i : i * inner + k)]
                    * inputs[1][matrix * inner * m + (turnB ? j * inner + k : k * m + j)];
        }
        return y;
    };

    /// <summary>Elements of one tensor, each from the place that <paramref name="from"/> says.</summary>
    public static Formula Pick(Shape x, Shape y, Func<int[], int[]> from) => inputs => Each(y, at => inputs[0][x.Offset(from(at))]);

    public static Formula Embedding(int width) => inputs =>
        [.. inputs[1].SelectMany(row => Enumerable.Range(0, width).Select(c => inputs[0][(int)row * width + c]))];

    public static Formula Concat(Shape[] shapes, int axis) => inputs =>
    {
        var y = new Shape([.. shapes[0].Dims.Select((n, d) => d == axis ? shapes.Sum(s => s[axis]) : n)]);
        return Each(y, at =>
        {
            int[] index = [.. at];
            int k = 0;
            for (; index[axis] >= shapes[k][axis]; k++) index[axis] -= shapes[k][axis];
            return inputs[k][shapes[k].Offset(index)];
        });
    };

    public static Formula Total(Func<double, double, double> term, bool mean) => inputs =>
    {
        double sum = 0;
        for (int i = 0; i < inputs[0].Length; i++) sum += term(inputs[0][i], inputs[1][i]);
        return [mean ? sum / inputs[0].Length : sum];
    };

    public static Formula CrossEntropy(int rows, int classes) => inputs =>
    {
        double sum = 0;
        int counting = 0;
        for (int n = 0; n < rows; n++)
        {
            if (inputs[1][n] == -100) continue;
            counting++;
            double all = Enumerable.Range(0, classes).Sum(c => Math.Exp(inputs[0][n * classes + c]));
            sum -= Math.Log(Math.Exp(inputs[0][n * classes + (int)inputs[1][n]]) / all);
        }
        return [sum / counting];
    };

    /// <summary>∂(Σ v·f)/∂input by central differences.</summary>
    public static double[] Gradient(Formula f, double[][] inputs, int input, double[] v)
    {
        const double Step = 1e-5;
        double[][] moved = [.. inputs.Select(x => (double[])x.Clone())];
        var gradient = new double[inputs[input].Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            double x = inputs[input][i];
            moved[input][i] = x + Step;
            double[] high = f(moved);
            moved[input][i] = x - Step;
            double[] low = f(moved);
            moved[input][i] = x;
            // Where both are the same, infinite or not, nothing depends on x.
            for (int j = 0; j < v.Length; j++) if (high[j] != low[j]) gradient[i] += v[j] * (high[j] - low[j]) / (2 * Step);
        }
        return gradient;
    }

    private static int Windows(int size, int kernel, int stride, int padding)
    {
        int count = 0;
        for (int start = -padding; start + kernel <= size + padding; start += stride) count++;
        return count;
    }

    private static double[] Each(Shape shape, Func<int[], double> f) =>
        [.. Enumerable.Range(0, shape.Length).Select(i => f(shape.IndexOf(i)))];

    private static int Stretched(Shape small, int[] at)
    {
        var index = new int[small.Rank];
        for (int d = 0; d < small.Rank; d++) index[d] = small[d] == 1 ? 0 : at[at.Length - small.Rank + d];
        return small.Offset(index);
    }
}
