using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>The cases of all opcodes that a model can contain; each brings its adjoints with it.</summary>
internal static class OpCases
{
    private static readonly Shape[] Shapes = [new(1), new(7), new(3, 5), new(2, 3, 4, 5), new(1, 33)];

    public static IEnumerable<OpCase> All =>
        [.. Layers(), .. Convolutions(), .. Pools(), .. Pointwise(), .. AlongAxis(), .. Broadcasts(), .. Losses(), .. AttentionCases.All,
            .. ScalarCases.All];

    private static IEnumerable<OpCase> Layers()
    {
        foreach ((Shape x, int outputs) in ((Shape, int)[])[(new(1, 1), 1), (new(1, 5), 3), (new(4, 3), 7), (new(3, 17), 1),
            (new(2, 3, 5), 4), (new(6), 2), (new(33, 20), 37)])
        {
            var weight = new Shape(outputs, x[-1]);
            yield return new(
                $"{x} to {outputs}, no bias", Opcode.Linear, [(x, Fills.Any), (weight, Fills.Any)], Naive.Linear(x, weight));
            yield return new(
                $"{x} to {outputs}", Opcode.Linear, [(x, Fills.Any), (weight, Fills.Any), (new(outputs), Fills.Any)],
                Naive.Linear(x, weight));
        }
        foreach ((Shape x, int[] target) in ((Shape, int[])[])[(new(2, 3, 4), [2, -1]), (new(6), [3, 2]), (new(1, 4), [4])])
            yield return new($"{x} to {string.Join('x', target)}", Opcode.Reshape, [(x, Fills.Any)], Naive.Map(v => v), Target: target);
    }

    private static IEnumerable<OpCase> Convolutions()
    {
        (int N, int C, int H, int W, int O, int KH, int KW, int Stride, int Padding)[] odd =
        [
            (1, 1, 1, 1, 1, 1, 1, 1, 0), (2, 3, 7, 6, 4, 3, 2, 1, 0), (1, 2, 8, 9, 3, 5, 4, 2, 2), (3, 1, 9, 7, 2, 3, 3, 3, 1),
            (2, 2, 6, 5, 3, 2, 5, 1, 2), (3, 1, 8, 8, 3, 5, 5, 1, 0), (1, 3, 4, 4, 2, 4, 4, 1, 0), (2, 1, 1, 5, 2, 1, 3, 2, 0),
        ];
        var grid = from kernel in Enumerable.Range(1, 5)
                   from stride in Enumerable.Range(1, 3)
                   from padding in Enumerable.Range(0, 3)
                   select (1, 2, 7, 6, 2, kernel, Math.Max(1, kernel - 1), stride, padding);
        foreach (var (n, c, h, w, o, kh, kw, stride, padding) in odd.Concat(grid))
        {
            Shape x = new(n, c, h, w), weight = new(o, c, kh, kw);
            yield return new(
                $"{x} with {weight} stride {stride} padding {padding}", Opcode.Conv2d,
                [(x, Fills.Any), (weight, Fills.Any), (new(o), Fills.Any)],
                Naive.Conv2d(x, weight, stride, padding), new Conv2dAttributes(stride, padding));
        }
    }

    private static IEnumerable<OpCase> Pools()
    {
        foreach ((Shape x, int kernel, int stride) in ((Shape, int, int)[])
            [(new(1, 1, 2, 2), 2, 2), (new(2, 3, 7, 5), 2, 2), (new(1, 2, 7, 7), 3, 1), (new(3, 1, 8, 9), 3, 2), (new(2, 2, 5, 5), 1, 3),
            (new(1, 1, 9, 6), 2, 3), (new(1, 2, 4, 4), 1, 1), (new(1, 1, 5, 5), 5, 1), (new(3, 2, 12, 10), 2, 2)])
            yield return new(
                $"{x} kernel {kernel} stride {stride}", Opcode.MaxPool2d, [(x, Fills.Spread)], Naive.MaxPool2d(x, kernel, stride),
                new MaxPool2dAttributes(kernel, stride));
    }

    private static IEnumerable<OpCase> Pointwise()
    {
        (Opcode Opcode, Fill Fill, Func<double, double> F)[] functions =
        [
            (Opcode.Relu, Fills.Spread, x => Math.Max(x, 0)),
            (Opcode.Sigmoid, Fills.Any, x => 1 / (1 + Math.Exp(-x))),
            (Opcode.Tanh, Fills.Any, Math.Tanh),
            (Opcode.Neg, Fills.Any, x => -x),
            (Opcode.Exp, Fills.Any, Math.Exp),
            (Opcode.Log, Fills.Positive, Math.Log),
            (Opcode.Square, Fills.Any, x => x * x),
        ];
        foreach (var (opcode, fill, f) in functions)
            foreach (Shape shape in (Shape[])[.. Shapes, Shape.Scalar])
                yield return new($"{shape}", opcode, [(shape, fill)], Naive.Map(f));
        foreach (Shape shape in (Shape[])[.. Shapes, Shape.Scalar])
        {
            yield return new($"{shape}", Opcode.Sum, [(shape, Fills.Any)], inputs => [inputs[0].Sum()]);
            yield return new($"{shape}", Opcode.Mean, [(shape, Fills.Any)], inputs => [inputs[0].Average()]);
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                string name = $"{shape} along {axis}";
                var along = new AxisAttributes(axis);
                yield return new(name, Opcode.Sum, [(shape, Fills.Any)], Naive.Along(shape, axis, x => x.Sum()), along);
                yield return new(name, Opcode.Mean, [(shape, Fills.Any)], Naive.Along(shape, axis, x => x.Average()), along);
            }
        }
    }

    private static IEnumerable<OpCase> AlongAxis()
    {
        foreach ((Shape shape, int axis) in ((Shape, int)[])[(new(1), 0), (new(7), 0), (new(1, 10), 1), (new(5, 3), 1), (new(5, 3), 0),
            (new(2, 3, 4), 1), (new(2, 3, 4), 2), (new(4, 1), 1)])
        {
            yield return new(
                $"{shape} axis {axis}", Opcode.Softmax, [(shape, Fills.Any)], Naive.Softmax(shape, axis, log: false),
                new AxisAttributes(axis));
            yield return new(
                $"{shape} axis {axis}", Opcode.LogSoftmax, [(shape, Fills.Any)], Naive.Softmax(shape, axis, log: true),
                new AxisAttributes(axis));
        }
    }

    private static IEnumerable<OpCase> Broadcasts()
    {
        (Opcode Opcode, Fill Second, Func<double, double, double> F)[] functions =
        [
            (Opcode.Add, Fills.Any, (a, b) => a + b), (Opcode.Sub, Fills.Any, (a, b) => a - b),
            (Opcode.Mul, Fills.Any, (a, b) => a * b), (Opcode.Div, Fills.AwayFromZero, (a, b) => a / b),
        ];
        (Shape A, Shape B)[] pairs =
        [
            (new(7), new(7)), (new(2, 3), new(2, 3)), (new(4, 3), new(3)), (new(3), new(4, 3)), (new(4, 1), new(1, 5)),
            (new(2, 1, 3), new(4, 1)),
            (Shape.Scalar, new(2, 3)), (new(5), Shape.Scalar), (new(1), new(2, 2)), (new(2, 3, 1, 2), new(3, 5, 1)),
            (Shape.Scalar, Shape.Scalar),
        ];
        foreach (var (opcode, second, f) in functions)
            foreach ((Shape a, Shape b) in pairs)
                yield return new($"{a} and {b}", opcode, [(a, Fills.Any), (b, second)], Naive.Broadcast(a, b, f));
    }

    private static IEnumerable<OpCase> Losses()
    {
        foreach (Shape shape in (Shape[])[new(1), new(5), new(3, 4), new(1, 10)])
        {
            foreach ((Opcode opcode, Formula f) in ScalarCases.SquaredLosses)
                yield return new($"{shape}", opcode, [(shape, Fills.Any), (shape, Fills.Any)], f);
            // Outputs off the grid that the targets lie on: never equal.
            yield return new(
                $"{shape}", Opcode.AbsoluteError, [(shape, Fills.Spread), (shape, Fills.Labels(3))],
                Naive.Total((y, t) => Math.Abs(y - t), mean: false));
            yield return new(
                $"{shape}", Opcode.BinaryCrossEntropy, [(shape, Fills.Probability), (shape, Fills.Probability)],
                ScalarCases.BinaryCrossEntropy);
        }
        foreach ((int rows, int classes, int ignored) in ((int, int, int)[])[(2, 3, 1), (5, 3, 0), (16, 10, 7), (16, 10, 15)])
            yield return new(
                $"{rows} of {classes} classes without row {ignored}", Opcode.CrossEntropy,
                [(new(rows, classes), Fills.Any), (new(rows), Fills.LabelsWithout(classes, ignored))], Naive.CrossEntropy(rows, classes));
        foreach ((int rows, int classes) in ((int, int)[])[(1, 1), (1, 10), (5, 3), (16, 10)])
            yield return new(
                $"{rows} of {classes} classes", Opcode.CrossEntropy, [(new(rows, classes), Fills.Any), (new(rows), Fills.Labels(classes))],
                Naive.CrossEntropy(rows, classes));
    }
}
