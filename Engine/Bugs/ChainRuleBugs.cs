using System.Text.RegularExpressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Mistakes in the chain rule: a factor, a path or a sign that is missing or wrong.</summary>
internal static partial class ChainRuleBugs
{
    public static Bug[] All =>
    [
        new("one-path-left-out", t => t.OnePathLeftOutTitle, t => t.OnePathLeftOut,
            BugStage.Backward,
            s => s.Program.Instructions.Any(IsSumOfPaths) ? null : t => t.NoSeveralPaths,
            s => Changed(s, IsSumOfPaths, i => i with { Inputs = [i.Inputs[0]] })),
        new("missing-sigmoid-derivative", t => t.MissingSigmoidDerivativeTitle, t => t.MissingSigmoidDerivative,
            BugStage.Backward, s => Sigmoids(s.Program, output: false).Length > 0 ? null : t => t.NoHiddenSigmoid,
            s => WithoutSlope(s, output: false)),
        new("missing-output-sigmoid-derivative", t => t.MissingOutputSigmoidDerivativeTitle, t => t.MissingOutputSigmoidDerivative,
            BugStage.Backward, s => Sigmoids(s.Program, output: true).Length > 0 ? null : t => t.NoOutputSigmoid,
            s => WithoutSlope(s, output: true)),
        new("misplaced-sigmoid-derivative", t => t.MisplacedSigmoidDerivativeTitle, t => t.MisplacedSigmoidDerivative,
            BugStage.Backward, s => Sigmoids(s.Program, output: false).Length > 0 ? null : t => t.NoHiddenSigmoid, MisplacedSlope),
        new("loss-gradient-sign", t => t.LossGradientSignTitle, t => t.LossGradientSign,
            BugStage.Backward, s => LossSeeds(s.Program).Any() ? null : t => t.NoLossGradient, LossSign),
        new("missing-half", t => t.MissingHalfTitle, t => t.MissingHalf,
            BugStage.Backward, s => HalfSquared(s.Program) ? null : t => t.NoHalfSquaredError, MissingHalf),
        new("swapped-weights", t => t.SwappedWeightsTitle, t => t.SwappedWeights,
            BugStage.Backward, s => SwappedPairs(s.Program).Length > 0 ? null : t => t.NoSwappedPair, SwappedWeights),
        new("relu-backward-ignored", t => t.ReluBackwardIgnoredTitle, t => t.ReluBackwardIgnored,
            BugStage.Backward,
            s => s.Program.Instructions.Any(i => i.Opcode == Opcode.ReluBackward) ? null : t => t.NoReluBackward,
            s => Changed(s, i => i.Opcode == Opcode.ReluBackward, HandOn)),
        new("no-bias-gradient", t => t.NoBiasGradientTitle, t => t.NoBiasGradient,
            BugStage.Backward, NoBiasIsImpossible, WithoutBiasGradient),
        new("kernel-gradient-of-one-patch", t => t.KernelGradientOfOnePatchTitle, t => t.KernelGradientOfOnePatch,
            BugStage.Backward,
            s => s.Program.Instructions.Any(i => i.Opcode == Opcode.Conv2dBackwardWeight) ? null : t => t.NoConvolutionBackward, OnePatch),
        new("pool-gradient-to-all", t => t.PoolGradientToAllTitle, t => t.PoolGradientToAll,
            BugStage.Backward, NoPooling, s => PoolToAll(s, shared: false)),
        new("pool-gradient-shared", t => t.PoolGradientSharedTitle, t => t.PoolGradientShared,
            BugStage.Backward, NoPooling, s => PoolToAll(s, shared: true)),
        DepthFirst.Bug,
    ];

    private static Scenario Changed(Scenario s, Func<Instruction, bool> which, Func<Instruction, Instruction> change)
    {
        var r = new ProgramRewriter(s);
        r.Change(which, change);
        r.DropUnread();
        return r.Build();
    }

    /// <summary>The same gradient for the input as for the output.</summary>
    private static Instruction HandOn(Instruction i) => i with { Opcode = Opcode.AddN, Inputs = [i.Inputs[0]], Attributes = null };

    private static bool IsSumOfPaths(Instruction i) =>
        i is { Opcode: Opcode.AddN, Phase: Phase.Backward, Inputs.Length: > 1, Output.GradientOf.IsLeaf: false };

    /// <summary>The indices of the sigmoids that the loss reads directly, or of the others, as far as a gradient passes them.</summary>
    private static int[] Sigmoids(Program program, bool output) =>
    [
        .. from i in program.ForwardPart()
           where i.Opcode == Opcode.Sigmoid
              && program.Instructions.Any(l => l.Phase == Phase.Loss && l.Inputs.Contains(i.Output)) == output
              && program.Instructions.Any(b => IsSlopeOf(b, i.Index))
           select i.Index,
    ];

    private static bool IsSlopeOf(Instruction i, int sigmoid) =>
        i.PrimalOf == sigmoid && (i.Opcode == Opcode.SigmoidBackward || i.Attributes is DerivativeAttributes { Of: Opcode.Sigmoid });

    private static Scenario WithoutSlope(Scenario s, bool output)
    {
        int[] sigmoids = Sigmoids(s.Program, output);
        Value[] slopes =
            [.. s.Program.Instructions.Where(i => i.Opcode == Opcode.Derivative && sigmoids.Any(n => IsSlopeOf(i, n)))
                .Select(i => i.Output)];
        return Changed(
            s,
            i => i.Opcode == Opcode.SigmoidBackward ? sigmoids.Contains(i.PrimalOf ?? -1)
                : i.Phase == Phase.Backward && i.Opcode == Opcode.Mul && slopes.Contains(i.Inputs[1]),
            HandOn);
    }

    private static Scenario MisplacedSlope(Scenario s)
    {
        int[] sigmoids = Sigmoids(s.Program, output: false);
        return Changed(
            s, i => sigmoids.Any(n => IsSlopeOf(i, n)),
            i => i with { Inputs = i.Inputs.SetItem(i.Inputs.Length - 1, s.Program.Instructions[i.PrimalOf!.Value].Inputs[0]) });
    }

    /// <summary>Where the backward pass begins: the loss's local derivatives in a scalar program,
    /// the ones that a tensor program starts with.</summary>
    private static IEnumerable<Instruction> LossSeeds(Program program) =>
        program.Loss is null ? []
        : program.IsScalar ? program.Instructions.Where(
            i => i.Attributes is DerivativeAttributes { Of: Opcode.HalfSquaredError or Opcode.MseLoss or Opcode.AbsoluteError })
        : program.Instructions.Where(i => i.Opcode == Opcode.Ones && i.Phase == Phase.Backward && i.Output.GradientOf == program.Loss);

    private static Scenario LossSign(Scenario s)
    {
        if (s.Program.IsScalar)
            return Seeded(s, "(-$1).backward(", i => [i with { Inputs = [i.Inputs[1], i.Inputs[0], .. i.Inputs.Skip(2)] }]);
        return Seeded(
            s, "(-$1).backward(", (i, r) => Behind(i, r, one => i with { Index = -1, Opcode = Opcode.NegBackward, Inputs = [one] }));
    }

    private static bool HalfSquared(Program program) =>
        LossSeeds(program).Any()
            && program.ForwardPart().Where(i => i.Phase == Phase.Loss).All(i => i.Opcode is Opcode.HalfSquaredError or Opcode.Add);

    private static Scenario MissingHalf(Scenario s)
    {
        if (s.Program.IsScalar)
            return Seeded(
                s, "(2 * $1).backward(", i => [i with { Attributes = (DerivativeAttributes)i.Attributes! with { Of = Opcode.MseLoss } }]);
        return Seeded(
            s, "(2 * $1).backward(", (i, r) => Behind(i, r, one => i with { Index = -1, Opcode = Opcode.AddN, Inputs = [one, one] }));
    }

    private static Scenario Seeded(Scenario s, string call, Func<Instruction, IEnumerable<Instruction>> change) =>
        Seeded(s, call, (i, _) => change(i));

    private static Scenario Seeded(Scenario s, string call, Func<Instruction, ProgramRewriter, IEnumerable<Instruction>> change)
    {
        var r = new ProgramRewriter(s);
        Instruction[] seeds = [.. LossSeeds(s.Program)];
        r.Expand(i => seeds.Any(seed => ReferenceEquals(seed, i)), i => change(i, r));
        foreach (int line in seeds.Select(i => i.SourceLine).Distinct()) r.Listing.Replace(line, t => BackwardCall().Replace(t, call));
        return r.Build();
    }

    /// <summary>The 1 that the backward pass starts with under a name of its own, and what is made of it.</summary>
    private static Instruction[] Behind(Instruction ones, ProgramRewriter r, Func<Value, Instruction> second)
    {
        Value one = r.Derivative($"{ones.Output.Name}.1", "1", ones.Output.Shape);
        return [ones with { Output = one, Label = "1" }, second(one)];
    }

    /// <summary>Pairs of weights, the second neuron's first and the first neuron's second,
    /// of neurons that share two computed inputs.</summary>
    private static (Value A, Value B)[] SwappedPairs(Program program)
    {
        Instruction[] neurons =
            [.. program.Instructions.Where(
                i => i.Opcode == Opcode.WeightedSum && i.Inputs.Length == 5 && i.Inputs[1].Kind == ValueKind.Activation)];
        return
        [
            .. from first in neurons
               from second in neurons
               where first.Index < second.Index && first.Inputs[1] == second.Inputs[1] && first.Inputs[3] == second.Inputs[3]
               select (first.Inputs[2], second.Inputs[0]),
        ];
    }

    private static Scenario SwappedWeights(Scenario s)
    {
        var pairs = SwappedPairs(s.Program);
        return Changed(
            s, i => i.Attributes is DerivativeAttributes { Of: Opcode.WeightedSum } d && i.Inputs[d.Input].Kind == ValueKind.Activation,
            i =>
        {
            int weight = ((DerivativeAttributes)i.Attributes!).Input ^ 1;
            foreach ((Value a, Value b) in pairs)
            {
                if (i.Inputs[weight] == a) return i with { Inputs = i.Inputs.SetItem(weight, b) };
                if (i.Inputs[weight] == b) return i with { Inputs = i.Inputs.SetItem(weight, a) };
            }
            return i;
        });
    }

    private static bool IsBiasGradient(Program program, Instruction i) =>
        i.Phase == Phase.Backward && i.Output.GradientOf is { } of && program.IsBias(of);

    private static Func<BugTexts, string>? NoBiasIsImpossible(Scenario s)
    {
        if (!s.Program.Instructions.Any(i => IsBiasGradient(s.Program, i))) return t => t.NoBiasWithGradient;
        bool zeroed =
            s.Program.Instructions.Where(i => IsBiasGradient(s.Program, i))
                .All(b => s.Program.Instructions.Any(z => z.Opcode == Opcode.Zero && z.Output == b.Output && z.Index < b.Index));
        return zeroed ? null : t => t.NoZeroGradOfBiases;
    }

    private static Scenario WithoutBiasGradient(Scenario s)
    {
        var r = new ProgramRewriter(s);
        string[] biases = [.. s.Program.Parameters.Where(s.Program.IsBias).Select(ListingRewriter.Python)];
        r.Instructions.RemoveAll(i => IsBiasGradient(s.Program, i));
        r.DropUnread();
        int line = r.Instructions.First(i => i.Phase == Phase.ZeroGrad).SourceLine;
        if (r.Listing.Indent(line).Length > 0 && r.Listing[line].Contains("p.grad", StringComparison.Ordinal)) line = r.Listing.SetupLine();
        r.Listing.InsertBefore(
            line, $"for bias in ({string.Join(", ", biases)}{(biases.Length == 1 ? "," : "")}):", "    bias.requires_grad = False");
        return r.Build();
    }

    private static Scenario OnePatch(Scenario s)
    {
        var r = new ProgramRewriter(s);
        r.Expand(i => i.Opcode == Opcode.Conv2dBackwardWeight, i =>
        {
            Value gy = i.Inputs[0];
            string conv = gy.GradientOf?.Name ?? gy.Name;
            var mask = new double[gy.Shape.Length];
            int plane = gy.Shape[2] * gy.Shape[3];
            for (int at = 0; at < mask.Length; at += plane) mask[at] = 1;
            Value first = r.Constant($"{conv}.first_patch", "first_patch", new Tensor(gy.Shape, mask));
            Value masked = r.Derivative($"{gy.Name}.first_patch", $"{gy.Label}.first_patch", gy.Shape);
            Instruction mul = i with { Index = -1, Opcode = Opcode.MulBackward, Inputs = [gy, first], Output = masked, Attributes = null };
            return [mul with { Accumulate = false, Label = masked.Label }, i with { Inputs = i.Inputs.SetItem(0, masked) }];
        });
        return r.Build();
    }

    private static Func<BugTexts, string>? NoPooling(Scenario s) =>
        s.Program.Instructions.Any(i => i.Opcode == Opcode.MaxPool2dBackward) ? null : t => t.NoPoolingBackward;

    /// <summary>A transposed convolution with a kernel of ones, as far apart as the windows,
    /// writes each gradient into its whole window.</summary>
    private static Scenario PoolToAll(Scenario s, bool shared)
    {
        var r = new ProgramRewriter(s);
        r.Change(i => i.Opcode == Opcode.MaxPool2dBackward, i =>
        {
            var a = (MaxPool2dAttributes)i.Attributes!;
            int channels = i.Output.Shape[1], cells = a.Kernel * a.Kernel;
            var shape = new Shape(channels, channels, a.Kernel, a.Kernel);
            var kernel = new double[shape.Length];
            for (int c = 0; c < channels; c++)
                for (int k = 0; k < cells; k++) kernel[(c * channels + c) * cells + k] = shared ? 1.0 / cells : 1;
            string pool = i.Inputs[0].GradientOf?.Name ?? i.Inputs[0].Name;
            Value whole = r.Constant($"{pool}.whole_window", shared ? "shares" : "ones", new Tensor(shape, kernel));
            var attributes = new Conv2dAttributes(a.Stride);
            return i with { Opcode = Opcode.Conv2dBackwardInput, Inputs = [i.Inputs[0], whole], Attributes = attributes };
        });
        return r.Build();
    }

    [GeneratedRegex(@"\b(\w+)\.backward\(")]
    internal static partial Regex BackwardCall();
}
