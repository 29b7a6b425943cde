using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Bugs;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>
/// Another forward pass or loss than the program's: an activation that is missing, or one too many, or another one; another loss.
/// </summary>
internal static class ForwardHypotheses
{
    private static ImmutableArray<double> Smoothings => [0.1, 0.2, 0.05, 0.01];

    private static bool IsActivation(Opcode opcode) => opcode is Opcode.Relu or Opcode.Sigmoid or Opcode.Tanh;

    public static IEnumerable<Hypothesis> For(Scenario scenario, Recording recording, RecordedDifference first, IBackend backend)
    {
        if (first.Recorded.Kind is not (RecordedKind.Activation or RecordedKind.Loss) || first.Instruction is not { } at
            || ProgramRebuilder.Refusal(scenario) is not null) yield break;
        Program program = scenario.Program;
        // What could have gone wrong right before the first number that differs.
        foreach (Instruction i in program.ForwardPart()
            .Where(i => i.Phase == Phase.Forward && IsActivation(i.Opcode) && i.Index <= at.Index).TakeLast(2))
        {
            foreach (Opcode? other in (Opcode?[])[null, Opcode.Relu, Opcode.Sigmoid, Opcode.Tanh])
            {
                if (other == i.Opcode) continue;
                Hypothesis? made = Try(scenario, backend, other is null ? "missing-activation" : "other-activation",
                    t => other is { } o ? t.OtherActivationTitle(Name(o), Name(i.Opcode)) : t.MissingActivationTitle(Name(i.Opcode)),
                    t => other is null ? t.MissingActivation : t.OtherActivation, i.Output.Name,
                    (r, written, inputs) => written.Output != i.Output ? null
                        : other is { } o ? r.Builder.Op(o, i.Output.Name, inputs) : inputs[0]);
                if (made is not null) yield return made;
            }
        }
        if (first.Recorded.Kind != RecordedKind.Loss || program.Output is not { } output) yield break;
        foreach (Opcode extra in (Opcode[])[Opcode.Relu, Opcode.Sigmoid, Opcode.Tanh])
        {
            bool isTwice = extra == Opcode.Sigmoid && at.Opcode == Opcode.BinaryCrossEntropy;
            Hypothesis? made = Try(scenario, backend, isTwice ? "sigmoid-twice" : "extra-activation",
                t => isTwice ? t.SigmoidTwiceTitle : t.ExtraActivationTitle(Name(extra)),
                t => isTwice ? t.SigmoidTwice : t.ExtraActivation, output.Name,
                (r, i, inputs) => i.Output == output ? r.Builder.Op(extra, "extra", [r.Write(i, inputs)]) : null, "extra");
            if (made is not null) yield return made;
        }
        foreach (Hypothesis h in Losses(scenario, recording, at, backend)) yield return h;
    }

    private static IEnumerable<Hypothesis> Losses(Scenario scenario, Recording recording, Instruction loss, IBackend backend)
    {
        string name = loss.Output.Name;
        int count = loss.Inputs[0].Shape.Length;
        var others = new List<(string Title, Func<ProgramRebuilder, Value[], Value> Write)>();
        if (loss.Opcode is Opcode.MseLoss or Opcode.HalfSquaredError or Opcode.AbsoluteError)
        {
            others.Add(("L1Loss", (r, x) => r.Builder.Op(
                Opcode.Scale, name, [r.Builder.Op(Opcode.AbsoluteError, "sum", x)], new ScaleAttributes(1.0 / count))));
            others.Add(("L1Loss(reduction='sum')", (r, x) => r.Builder.Op(Opcode.AbsoluteError, name, x)));
            others.Add(("MSELoss", (r, x) => r.Builder.Op(Opcode.MseLoss, name, x)));
            others.Add(("½ Σ (target − output)²", (r, x) => r.Builder.Op(Opcode.HalfSquaredError, name, x)));
            others.Add(("½ mean((target − output)²)", (r, x) => r.Builder.Op(
                Opcode.Scale, name, [r.Builder.Op(Opcode.MseLoss, "sum", x)], new ScaleAttributes(0.5))));
        }
        if (loss.Opcode == Opcode.BinaryCrossEntropy) others.Add(("MSELoss", (r, x) => r.Builder.Op(Opcode.MseLoss, name, x)));
        if (loss.Opcode == Opcode.MseLoss) others.Add(("BCELoss", (r, x) => r.Builder.Op(Opcode.BinaryCrossEntropy, name, x)));
        if (loss.Opcode == Opcode.CrossEntropy)
            foreach (double smoothing in Smoothings)
                others.Add(($"CrossEntropyLoss(label_smoothing={Numbers.Significant(smoothing, 2)})",
                    (r, x) => Smoothed(r, x, name, smoothing)));
        foreach ((string title, var write) in others)
            if (Try(scenario, backend, "other-loss", t => t.OtherLossTitle(title), t => t.OtherLoss, null,
                (r, i, inputs) => i.Output == loss.Output ? write(r, inputs) : null, "sum", "log_p", "mean", "certain",
                    "uniform") is { } made)
                yield return made;
        bool isColumn = loss.Opcode == Opcode.MseLoss && loss.Inputs[0].Shape is { Rank: 2 } shape && shape[1] == 1 && shape[0] > 1;
        if (isColumn && recording.Steps[0].Of(RecordedKind.Target).Any(t => t.Content?.Shape.Rank == 1)
            && Try(scenario, backend, "broadcast-target", t => t.BroadcastTitle(count), t => t.Broadcast, null,
                (r, i, inputs) => i.Output == loss.Output ? Broadcast(r, inputs, name, count) : null, "row", "every_pair",
                    "square") is { } wide)
            yield return wide;
    }

    /// <summary>(1 − ε)·cross-entropy + ε·the mean of −ln p over all classes, as <c>label_smoothing=ε</c> has it.</summary>
    private static Value Smoothed(ProgramRebuilder r, Value[] inputs, string name, double smoothing)
    {
        Value certain = r.Builder.Op(Opcode.CrossEntropy, "certain", inputs);
        Value mean = r.Builder.Op(Opcode.Mean, "mean", [r.Builder.Op(Opcode.LogSoftmax, "log_p", [inputs[0]], new AxisAttributes(1))]);
        return r.Builder.Op(Opcode.Add, name,
        [
            r.Builder.Op(Opcode.Scale, "sum", [certain], new ScaleAttributes(1 - smoothing)),
            r.Builder.Op(Opcode.Scale, "uniform", [mean], new ScaleAttributes(-smoothing)),
        ]);
    }

    /// <summary>The mean over all pairs of an output and a target: (N, 1) against (N) is (N, N).</summary>
    private static Value Broadcast(ProgramRebuilder r, Value[] inputs, string name, int count)
    {
        Value row = r.Builder.Op(Opcode.Reshape, "row", [inputs[1]], null, [1, count]);
        Value pairs = r.Builder.Op(Opcode.Sub, "every_pair", [inputs[0], row]);
        return r.Builder.Op(Opcode.Mean, name, [r.Builder.Op(Opcode.Square, "square", [pairs])]);
    }

    /// <param name="write">What takes the place of a forward instruction; null for what it is.</param>
    /// <param name="added">Values that it may make, which need a line.</param>
    private static Hypothesis? Try(
        Scenario scenario, IBackend backend, string name, Func<ComparingTexts, string> title, Func<ComparingTexts, string> description,
        string? place, Func<ProgramRebuilder, Instruction, Value[], Value?> write, params string[] added)
    {
        try
        {
            ProgramRebuilder r = null!;
            r = new(scenario) { Forward = (i, inputs) => write(r, i, inputs) ?? r.Write(i, inputs) };
            int line = scenario.Program.Instructions.First(i => i.Output == scenario.Program.Loss).SourceLine;
            foreach (string value in added) r.Listing.Claim(line, value);
            Scenario made = r.Build();
            return made.Program.Fault is not null ? null : new(
                name, l => title(ComparingTexts.In(l)), l => description(ComparingTexts.In(l)), place, made, backend, p => p);
        }
        catch (Exception e) when (e is BugException or ShapeException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Name(Opcode opcode) => opcode switch
    {
        Opcode.Relu => "ReLU",
        Opcode.Sigmoid => "Sigmoid",
        _ => "Tanh",
    };
}
