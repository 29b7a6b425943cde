using System.Text.RegularExpressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Mistakes in the chain rule: a factor, a path or a sign that is missing or wrong.</summary>
internal static partial class ChainRuleBugs
{
    public static Bug[] All =>
    [
        new("one-path-left-out", "only the first of several paths is counted",
            "A hidden value that acts on several neurons gets the part of its gradient that comes through the first of them; the others are forgotten.",
            BugStage.Backward,
            s => s.Program.Instructions.Any(IsSumOfPaths) ? null : "has no hidden value that reaches the loss along several paths",
            s => Changed(s, IsSumOfPaths, i => i with { Inputs = [i.Inputs[0]] })),
        new("missing-sigmoid-derivative", "the slope of a sigmoid is left out",
            "In the backward pass through a sigmoid the gradient is handed on as it is, without the factor value·(1 − value).",
            BugStage.Backward, s => Sigmoids(s.Program, output: false).Length > 0 ? null : "has no sigmoid in a hidden layer", s => WithoutSlope(s, output: false)),
        new("missing-output-sigmoid-derivative", "the slope of the output's sigmoids is left out",
            "In the backward pass through the sigmoid of an output the gradient of the loss is handed on as it is, without the factor value·(1 − value).",
            BugStage.Backward, s => Sigmoids(s.Program, output: true).Length > 0 ? null : "has no sigmoid between its last layer and its loss", s => WithoutSlope(s, output: true)),
        new("misplaced-sigmoid-derivative", "the sigmoid's slope is taken at its input",
            "The slope of a sigmoid is value·(1 − value); here what goes into the sigmoid is put where its value belongs.",
            BugStage.Backward, s => Sigmoids(s.Program, output: false).Length > 0 ? null : "has no sigmoid in a hidden layer", MisplacedSlope),
        new("loss-gradient-sign", "the gradient of the loss has the wrong sign",
            "The minus of −(target − out) is forgotten, so every gradient points the wrong way and each step makes the loss larger.",
            BugStage.Backward, s => LossSeeds(s.Program).Any() ? null : "has no loss whose gradient could be turned round", LossSign),
        new("missing-half", "the factor 1/2 of the loss is forgotten in the backward pass",
            "The loss is ½(target − out)², but its gradient is taken as that of (target − out)²: every gradient is twice as large.",
            BugStage.Backward, s => HalfSquared(s.Program) ? null : "has no loss of half the squared error", MissingHalf),
        new("swapped-weights", "two weights are mixed up in the backward pass",
            "Going back to the hidden layer, the weight from the second hidden neuron to the first output and that from the first to the second are exchanged.",
            BugStage.Backward, s => SwappedPairs(s.Program).Length > 0 ? null : "has no two neurons that share their inputs and pass a gradient back to them", SwappedWeights),
        new("relu-backward-ignored", "ReLU is ignored in the backward pass",
            "The gradient passes through every unit, also through those that were negative and gave 0.",
            BugStage.Backward,
            s => s.Program.Instructions.Any(i => i.Opcode == Opcode.ReluBackward) ? null : "has no ReLU in the backward pass",
            s => Changed(s, i => i.Opcode == Opcode.ReluBackward, HandOn)),
        new("no-bias-gradient", "biases get no gradient",
            "The backward pass stops at the weights: the gradient of every bias stays 0, and no bias ever changes.",
            BugStage.Backward, NoBiasIsImpossible, WithoutBiasGradient),
        new("kernel-gradient-of-one-patch", "the kernel's gradient is taken from one patch",
            "A kernel is used at every position of the image, but only the first position's part of its gradient is counted.",
            BugStage.Backward,
            s => s.Program.Instructions.Any(i => i.Opcode == Opcode.Conv2dBackwardWeight) ? null : "has no convolution in the backward pass", OnePatch),
        new("pool-gradient-to-all", "max-pooling hands its gradient to every pixel",
            "Each window's whole gradient goes to all of its pixels, not only to the largest.",
            BugStage.Backward, NoPooling, s => PoolToAll(s, shared: false)),
        new("pool-gradient-shared", "max-pooling shares its gradient out",
            "Each window's gradient is divided evenly among its pixels, as for the average; only the largest should get it.",
            BugStage.Backward, NoPooling, s => PoolToAll(s, shared: true)),
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
        Value[] slopes = [.. s.Program.Instructions.Where(i => i.Opcode == Opcode.Derivative && sigmoids.Any(n => IsSlopeOf(i, n))).Select(i => i.Output)];
        return Changed(s, i => i.Opcode == Opcode.SigmoidBackward ? sigmoids.Contains(i.PrimalOf ?? -1) : i.Phase == Phase.Backward && i.Opcode == Opcode.Mul && slopes.Contains(i.Inputs[1]), HandOn);
    }

    private static Scenario MisplacedSlope(Scenario s)
    {
        int[] sigmoids = Sigmoids(s.Program, output: false);
        return Changed(s, i => sigmoids.Any(n => IsSlopeOf(i, n)), i => i with { Inputs = i.Inputs.SetItem(i.Inputs.Length - 1, s.Program.Instructions[i.PrimalOf!.Value].Inputs[0]) });
    }

    /// <summary>Where the backward pass begins: the loss's local derivatives in a scalar program, the ones that a tensor program starts with.</summary>
    private static IEnumerable<Instruction> LossSeeds(Program program) =>
        program.Loss is null ? []
        : program.IsScalar ? program.Instructions.Where(i => i.Attributes is DerivativeAttributes { Of: Opcode.HalfSquaredError or Opcode.MseLoss or Opcode.AbsoluteError })
        : program.Instructions.Where(i => i.Opcode == Opcode.Ones && i.Phase == Phase.Backward && i.Output.GradientOf == program.Loss);

    private static Scenario LossSign(Scenario s)
    {
        if (s.Program.IsScalar)
            return Seeded(s, "(-$1).backward(", i => [i with { Inputs = [i.Inputs[1], i.Inputs[0], .. i.Inputs.Skip(2)] }]);
        return Seeded(s, "(-$1).backward(", (i, r) => Behind(i, r, one => i with { Index = -1, Opcode = Opcode.NegBackward, Inputs = [one] }));
    }

    private static bool HalfSquared(Program program) =>
        LossSeeds(program).Any() && program.ForwardPart().Where(i => i.Phase == Phase.Loss).All(i => i.Opcode is Opcode.HalfSquaredError or Opcode.Add);

    private static Scenario MissingHalf(Scenario s)
    {
        if (s.Program.IsScalar)
            return Seeded(s, "(2 * $1).backward(", i => [i with { Attributes = (DerivativeAttributes)i.Attributes! with { Of = Opcode.MseLoss } }]);
        return Seeded(s, "(2 * $1).backward(", (i, r) => Behind(i, r, one => i with { Index = -1, Opcode = Opcode.AddN, Inputs = [one, one] }));
    }

    private static Scenario Seeded(Scenario s, string call, Func<Instruction, IEnumerable<Instruction>> change) => Seeded(s, call, (i, _) => change(i));

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

    /// <summary>Pairs of weights, the second neuron's first and the first neuron's second, of neurons that share two computed inputs.</summary>
    private static (Value A, Value B)[] SwappedPairs(Program program)
    {
        Instruction[] neurons = [.. program.Instructions.Where(i => i.Opcode == Opcode.WeightedSum && i.Inputs.Length == 5 && i.Inputs[1].Kind == ValueKind.Activation)];
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
        return Changed(s, i => i.Attributes is DerivativeAttributes { Of: Opcode.WeightedSum } d && i.Inputs[d.Input].Kind == ValueKind.Activation, i =>
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

    private static string? NoBiasIsImpossible(Scenario s)
    {
        if (!s.Program.Instructions.Any(i => IsBiasGradient(s.Program, i))) return "has no bias that gets a gradient";
        bool zeroed = s.Program.Instructions.Where(i => IsBiasGradient(s.Program, i)).All(b => s.Program.Instructions.Any(z => z.Opcode == Opcode.Zero && z.Output == b.Output && z.Index < b.Index));
        return zeroed ? null : "has no zero_grad that would give the biases a gradient of 0";
    }

    private static Scenario WithoutBiasGradient(Scenario s)
    {
        var r = new ProgramRewriter(s);
        string[] biases = [.. s.Program.Parameters.Where(s.Program.IsBias).Select(ListingRewriter.Python)];
        r.Instructions.RemoveAll(i => IsBiasGradient(s.Program, i));
        r.DropUnread();
        int line = r.Instructions.First(i => i.Phase == Phase.ZeroGrad).SourceLine;
        if (r.Listing.Indent(line).Length > 0 && r.Listing[line].Contains("p.grad", StringComparison.Ordinal)) line = r.Listing.SetupLine();
        r.Listing.InsertBefore(line, $"for bias in ({string.Join(", ", biases)}{(biases.Length == 1 ? "," : "")}):", "    bias.requires_grad = False");
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
            return [i with { Index = -1, Opcode = Opcode.MulBackward, Inputs = [gy, first], Output = masked, Attributes = null, Accumulate = false, Label = masked.Label }, i with { Inputs = i.Inputs.SetItem(0, masked) }];
        });
        return r.Build();
    }

    private static string? NoPooling(Scenario s) => s.Program.Instructions.Any(i => i.Opcode == Opcode.MaxPool2dBackward) ? null : "has no max-pooling in the backward pass";

    /// <summary>A transposed convolution with a kernel of ones, as far apart as the windows, writes each gradient into its whole window.</summary>
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
            return i with { Opcode = Opcode.Conv2dBackwardInput, Inputs = [i.Inputs[0], whole], Attributes = new Conv2dAttributes(a.Stride) };
        });
        return r.Build();
    }

    [GeneratedRegex(@"\b(\w+)\.backward\(")]
    private static partial Regex BackwardCall();
}
