using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

/// <summary>Small programs that together use every opcode, run with random numbers of a fixed seed.</summary>
internal static class Networks
{
    /// <summary>Runs all of them.</summary>
    public static IEnumerable<Timeline> All() =>
        [Image(), Pointwise(), Losses(), GivenGradient(), Attention(), Scalars(), Walkthrough.Run(2, zeroGrad: false)];

    /// <summary>Convolution with stride 2 and padding 1, overlapping pooling windows, a linear layer, cross-entropy,
    /// SGD with all its options.</summary>
    public static Timeline Image()
    {
        ProgramBuilder b = Builder("image");
        Value x = b.Input("x", new(2, 2, 7, 7), requiresGrad: true), labels = b.Input("labels", new Shape(2));
        Value conv =
            b.Op(Opcode.Conv2d, "conv1", [x, b.Parameter("conv1.weight", new(3, 2, 3, 3)), b.Parameter("conv1.bias", new Shape(3))],
                new Conv2dAttributes(2, 1));
        Value pool = b.Op(Opcode.MaxPool2d, "pool1", [conv], new MaxPool2dAttributes(2, 1));
        Value flat = b.Op(Opcode.Reshape, "flatten", [b.Op(Opcode.Relu, "relu1", [pool])], target: [2, -1]);
        Value fc = b.Op(Opcode.Linear, "fc1", [flat, b.Parameter("fc1.weight", new(4, 27)), b.Parameter("fc1.bias", new Shape(4))]);
        Value loss = b.BeginLoss().Op(Opcode.CrossEntropy, "loss", [fc, labels]);
        b.ZeroGrad().Backward(loss).Step(OptimizerSpec.Sgd(0.1, 0.9, 0.01), b.Find("conv1.weight")!, b.Find("fc1.bias")!);
        return Run(b.Build(), 2);
    }

    /// <summary>Everything that works on single elements or along an axis, with operands of different shapes,
    /// and Adam without zero_grad.</summary>
    public static Timeline Pointwise()
    {
        ProgramBuilder b = Builder("pointwise");
        Value x = b.Input("x", new(3, 4)), p = b.Parameter("p", new(3, 4)), row = b.Parameter("row", new Shape(4)),
            column = b.Parameter("column", new(3, 1));
        Value sum = b.Op(Opcode.Add, "sum", [b.Op(Opcode.Mul, "scaled", [p, row]), column]);
        Value quotient = b.Op(Opcode.Div, "quotient", [b.Op(Opcode.Sub, "difference", [sum, row]), b.Op(Opcode.Exp, "power", [column])]);
        Value s = b.Op(Opcode.Sigmoid, "s", [quotient]), t = b.Op(Opcode.Tanh, "t", [quotient]);
        Value log = b.Op(Opcode.Log, "log", [s]), square = b.Op(Opcode.Square, "square", [t]);
        Value soft = b.Op(Opcode.Softmax, "soft", [b.Op(Opcode.Add, "both", [log, square])], new AxisAttributes(0));
        Value logSoft = b.Op(Opcode.LogSoftmax, "log_soft", [b.Op(Opcode.Neg, "neg", [soft])], new AxisAttributes(1));
        Value weighted = b.Op(Opcode.Mul, "weighted", [logSoft, x]);
        Value total = b.Op(Opcode.Add, "total", [b.Op(Opcode.Sum, "all", [weighted]), b.Op(Opcode.Mean, "average", [square])]);
        b.Backward(total).Step(OptimizerSpec.Adam(0.01, 0.1), p, row, column);
        return Run(b.Build(), 3);
    }

    /// <summary>The losses other than cross-entropy, added up.</summary>
    public static Timeline Losses()
    {
        ProgramBuilder b = Builder("losses");
        Value p = b.Op(Opcode.Sigmoid, "p", [b.Parameter("w", new(2, 3))]), target = b.Input("target", new(2, 3));
        Value total = b.BeginLoss().Op(Opcode.HalfSquaredError, "half", [p, target]);
        foreach (Opcode loss in new[] { Opcode.MseLoss, Opcode.AbsoluteError, Opcode.BinaryCrossEntropy })
            total = b.Op(Opcode.Add, $"total_{loss}", [total, b.Op(loss, $"{loss}", [p, target])]);
        return Run(b.Backward(total).Build(), 1);
    }

    /// <summary>A backward pass that starts from a gradient that was given.</summary>
    public static Timeline GivenGradient()
    {
        ProgramBuilder b = Builder("given");
        Value y =
            b.Op(Opcode.Linear, "y", [b.Input("x", new(2, 2, 3)), b.Parameter("weight", new(2, 3)), b.Parameter("bias", new Shape(2))]);
        return Run(b.Backward(y, b.Input("gradient", new(2, 2, 2))).Build(), 1);
    }

    /// <summary>
    /// Two heads of attention over four positions with a table that is used twice, as embedding and at the end, a row that does not count,
    /// and Adam with a falling rate. Beside it what else picks and joins: a slice, a concat, sums along an axis, a draw.
    /// </summary>
    public static Timeline Attention()
    {
        ProgramBuilder b = Builder("attention");
        Value indices = b.Input("indices", new(2, 4)), labels = b.Input("labels_or_none", new Shape(8)),
            table = b.Parameter("table", new(5, 6));
        Value x = b.Op(Opcode.Embedding, "embedding", [table, indices]);
        Value mean = b.Op(Opcode.Mean, "mean_square", [b.Op(Opcode.Square, "square", [x])], new AxisAttributes(2));
        Value rms = b.Op(Opcode.Pow, "rms", [b.Op(Opcode.Add, "plus_eps", [mean, b.Hyperparameter("eps", "ε")])], new PowAttributes(-0.5));
        Value norm = b.Op(Opcode.Mul, "norm", [x, rms]), q = Heads("q"), k = Heads("k"), v = Heads("v");
        Value scores = b.Op(Opcode.MatMul, "scores", [q, k], new MatMulAttributes(TransposeB: true));
        Value logits = b.Op(Opcode.CausalMask, "masked", [b.Op(Opcode.Scale, "scaled", [scores], new ScaleAttributes(0.5))]);
        Value weights = b.Op(Opcode.Softmax, "soft", [logits], new AxisAttributes(3));
        Value heads = b.Op(Opcode.Transpose, "side_by_side", [b.Op(Opcode.MatMul, "both", [weights, v])], new TransposeAttributes(1, 2));
        Value out1 = b.Op(Opcode.Add, "sum", [x, b.Op(Opcode.Reshape, "flatten", [heads], target: [2, 4, 6])]);
        Value first = b.Op(Opcode.Slice, "first", [out1], new SliceAttributes(2, 0, 2));
        Value last = b.Op(Opcode.Slice, "last", [out1], new SliceAttributes(2, 2, 4));
        Value joined = b.Op(Opcode.Concat, "joined", [last, first], new AxisAttributes(2));
        Value y = b.Op(Opcode.Linear, "y", [joined, table]);
        b.Op(Opcode.Choice, "drawn", [b.Input("target", new Shape(5)), b.Input("u", Shape.Scalar)]);
        Value total = b.Op(Opcode.Sum, "total", [y], new AxisAttributes(1));
        Value loss = b.BeginLoss().Op(Opcode.CrossEntropy, "loss", [b.Op(Opcode.Reshape, "rows", [y], target: [8, 5]), labels]);
        Value all = b.Op(Opcode.Add, "all", [loss, b.Op(Opcode.Mean, "average", [total])]);
        b.ZeroGrad().Backward(all).Step(OptimizerSpec.Adam(0.01, beta1: 0.85, beta2: 0.99, decaySteps: 3), table, b.Find("wq")!);
        return Run(b.Build(), 2);

        Value Heads(string name)
        {
            Value linear = b.Op(Opcode.Linear, name, [norm, b.Parameter($"w{name}", new(6, 6))]);
            Value split = b.Op(Opcode.Reshape, $"{name}_split", [linear], target: [2, 4, 2, 3]);
            return b.Op(Opcode.Transpose, $"{name}_heads", [split], new TransposeAttributes(1, 2));
        }
    }

    /// <summary>Single numbers through every opcode that has a slope.</summary>
    public static Timeline Scalars()
    {
        ProgramBuilder b = Builder("scalars", isScalar: true);
        Value w = b.Parameter("w", Shape.Scalar), x = b.Input("x", Shape.Scalar), target = b.Input("target", Shape.Scalar),
            bias = b.Parameter("bias", Shape.Scalar);
        Value v = b.Op(Opcode.WeightedSum, "v", [w, x, bias]);
        b.Op(Opcode.InRange, "inside", [v], new RangeAttributes(-1, 0.5));
        foreach (Opcode opcode in new[] { Opcode.Relu, Opcode.Exp, Opcode.Log, Opcode.Tanh, Opcode.Square, Opcode.Neg, Opcode.Sum,
            Opcode.Mean, Opcode.Sigmoid })
            v = b.Op(opcode, $"v_{opcode}", [v]);
        foreach (Opcode opcode in new[] { Opcode.Sub, Opcode.Mul, Opcode.Div, Opcode.Add })
        {
            v = b.Op(opcode, $"v_{opcode}", [b.Op(opcode, $"left_{opcode}", [w, v]), b.Op(opcode, $"right_{opcode}", [v, bias])]);
            // Kept small, or the sigmoids that follow would be flat.
            v = b.Op(Opcode.Sigmoid, $"s_{opcode}", [v]);
        }
        Value total = b.BeginLoss().Op(Opcode.HalfSquaredError, "half", [v, target]);
        foreach (Opcode loss in new[] { Opcode.MseLoss, Opcode.AbsoluteError, Opcode.BinaryCrossEntropy })
            total = b.Op(Opcode.Add, $"total_{loss}", [total, b.Op(loss, $"{loss}", [v, target])]);
        return Run(b.ZeroGrad().Backward(total).Step(OptimizerSpec.Sgd(0.1), w, bias).Build(), 1);
    }

    /// <summary>Runs a program to the end of its last iteration; labels are whole numbers, other inputs and parameters lie within (-1, 1),
    /// scalars and targets within (0, 1).</summary>
    public static Timeline Run(Program program, int iterations)
    {
        var random = new System.Random(12);
        var initial = new Dictionary<Value, Tensor>();
        var inputs = new List<KeyValuePair<Value, Tensor>>();
        foreach (Value v in program.Values.Where(v => v.IsLeaf))
        {
            var data = new double[v.Shape.Length];
            bool positive = program.IsScalar || v.Name == "target" || v.Kind is ValueKind.Hyperparameter;
            for (int i = 0; i < data.Length; i++)
                data[i] = v.Name == "labels_or_none" && i % 3 == 1 ? -100
                    : v.Name is "labels" or "labels_or_none" or "indices" ? random.Next(4)
                    : positive ? 0.05 + 0.9 * random.NextDouble() : 2 * random.NextDouble() - 1;
            if (v.Kind is ValueKind.Input) inputs.Add(new(v, new(v.Shape, data)));
            else initial[v] = new(v.Shape, data);
        }
        var timeline = new Timeline(new Scenario(program, 0, initial, new FixedBatch("random", [.. inputs])), new ReferenceBackend());
        timeline.MoveTo(new(iterations - 1, program.Instructions.Length));
        return timeline;
    }

    /// <summary>A builder whose listing is one line that makes everything.</summary>
    private static ProgramBuilder Builder(string name, bool isScalar = false)
    {
        string[] losses =
            ["half", "MseLoss", "AbsoluteError", "BinaryCrossEntropy", "total_MseLoss", "total_AbsoluteError", "total_BinaryCrossEntropy"];
        string[] pointwise =
            ["scaled", "sum", "difference", "power", "quotient", "s", "t", "log", "square", "both", "soft", "neg", "log_soft", "weighted",
                "all", "average", "total"];
        string[] attention =
            ["embedding", "mean_square", "plus_eps", "rms", "norm", "q", "q_split", "q_heads", "k", "k_split", "k_heads",
                "v_split", "v_heads",
                "scores", "masked", "side_by_side", "first", "last", "joined", "drawn", "rows"];
        string[] image = ["conv1", "pool1", "relu1", "flatten", "fc1", "loss", "y", "p", "v", "inside"];
        IEnumerable<string> scalars = Enum.GetNames<Opcode>().SelectMany(o => new[] { $"v_{o}", $"left_{o}", $"right_{o}", $"s_{o}" });
        return new(
            name,
            SourceListing.Parse(
                $"run()  #@ {string.Join(", ",
                    [.. losses, .. pointwise, .. attention, .. image, .. scalars, "zero_grad", "backward", "update"])}"),
            isScalar);
    }
}
