using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>A parameter's gradient in the first step that differs.</summary>
/// <param name="Weight">What the parameter was in that step.</param>
internal sealed record GradientPair(Value Gradient, Value Parameter, Tensor Ours, Tensor Yours, Tensor Weight);

/// <summary>What happens to gradients between backward and update, and is none of the program's business.</summary>
internal static class GradientHypotheses
{
    /// <summary>Where a factor or a limit was read off float32 numbers, so many digits of it are sure.</summary>
    private const double Sure = 1e-4;

    /// <summary>As <c>clip_grad_norm_</c> has it.</summary>
    private const double ClipEpsilon = 1e-6;

    private const string Altered = "altered";

    /// <param name="gradients">Of the first step that differs.</param>
    /// <param name="tolerance">Relative to norms.</param>
    public static IEnumerable<Hypothesis> For(
        Scenario scenario, ImmutableArray<GradientPair> gradients, RecordedDifference first, IBackend backend, double tolerance)
    {
        if (first is { Recorded.Kind: RecordedKind.ActivationGradient, Slip: { Kind: SlipKind.Scaled, Factor: var scale } })
            yield return new("scaled-loss", l => ComparingTexts.In(l).ScaledLossTitle(Text(scale)), l => ComparingTexts.In(l).ScaledLoss,
                null, scenario, AlteredBackend.Each(backend, first.Value, x => scale * x), p => p);
        if (first.Recorded.Kind != RecordedKind.Gradient || gradients.Length == 0
            || scenario.Program.Instructions.All(i => i.Phase != Phase.Update)) yield break;
        double factor = gradients.Sum(g => Dot(g.Ours, g.Yours)) / gradients.Sum(g => Dot(g.Ours, g.Ours));
        if (double.IsFinite(factor) && gradients.All(g => Same(g.Yours, Elementwise.Map(g.Ours, x => factor * x))))
        {
            double f = Rounded(factor);
            yield return new(f == 2 ? "backward-twice" : "scaled-gradients",
                l => f == 2 ? ComparingTexts.In(l).BackwardTwiceTitle : ComparingTexts.In(l).ScaledGradientsTitle(Text(f)),
                l => f == 2 ? ComparingTexts.In(l).BackwardTwice : ComparingTexts.In(l).ScaledGradients, null,
                With(scenario, g => g with { Opcode = Opcode.Scale, Attributes = new ScaleAttributes(f) }, gradients), backend, p => p);
            if (factor is > 0 and < 1) yield return ClippedNorm(scenario, gradients, backend);
        }
        if (Clipped(gradients, tolerance) is { } most)
            yield return new("clipped-gradients", l => ComparingTexts.In(l).ClippedValuesTitle(Text(most)),
                l => ComparingTexts.In(l).ClippedValues, null, With(scenario, g => g with { Opcode = Opcode.Copy }, gradients),
                new AlteredBackend(backend, (i, inputs, _) => i.Label == Altered ? Cut(inputs[0], most) : null), p => p);
        if (Penalty(gradients, tolerance) is var (lambda, which))
            yield return new("weight-penalty", l => ComparingTexts.In(l).PenaltyTitle(Text(lambda)),
                l => ComparingTexts.In(l).Penalty, null,
                With(scenario, g => g with
                {
                    Opcode = Opcode.WeightDecay,
                    Inputs = [.. g.Inputs, g.Output.GradientOf!],
                    Attributes = new OptimizerAttributes(WeightDecay: lambda),
                }, which), backend, p => p);

        bool Same(Tensor a, Tensor b) => TensorDifference.Of(b.Data, a.Data, tolerance).Agrees;
    }

    private static Hypothesis ClippedNorm(Scenario scenario, ImmutableArray<GradientPair> gradients, IBackend backend)
    {
        double norm = Math.Sqrt(gradients.Sum(g => Dot(g.Ours, g.Ours))), yours = Math.Sqrt(gradients.Sum(g => Dot(g.Yours, g.Yours)));
        double most = Rounded(yours * (norm + ClipEpsilon) / norm);
        Value[] all = [.. scenario.Program.Parameters.Select(p => scenario.Program.Values.FirstOrDefault(v => v.GradientOf == p))
            .OfType<Value>()];
        var r = new ProgramRewriter(scenario);
        int at = r.Instructions.FindIndex(i => i.Phase == Phase.Update);
        Value clip = r.Derivative("clip", "clip", Shape.Scalar);
        Instruction like = Behind(r.Instructions[at]);
        r.Instructions.InsertRange(at,
        [
            like with { Opcode = Opcode.AddN, Inputs = [.. all], Output = clip, Label = Altered },
            .. all.Select(g => like with { Opcode = Opcode.Mul, Inputs = [g, clip], Output = g, Label = g.Label }),
        ]);
        return new("clipped-gradient-norm", l => ComparingTexts.In(l).ClippedNormTitle(Text(most)), l => ComparingTexts.In(l).ClippedNorm,
            null, r.Build(), new AlteredBackend(backend, Clip), p => p);

        Tensor? Clip(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
        {
            if (instruction.Label != Altered) return null;
            double sum = 0;
            foreach (Tensor gradient in inputs) sum += Dot(gradient, gradient);
            return Tensor.Scalar(Math.Min(1, most / (Math.Sqrt(sum) + ClipEpsilon)));
        }
    }

    /// <summary>The scenario with an instruction more for each gradient, before the first of the update.</summary>
    private static Scenario With(Scenario scenario, Func<Instruction, Instruction> written, IEnumerable<GradientPair> which)
    {
        var r = new ProgramRewriter(scenario);
        int at = r.Instructions.FindIndex(i => i.Phase == Phase.Update);
        Instruction like = Behind(r.Instructions[at]);
        r.Instructions.InsertRange(at,
            which.Select(g => written(like with { Inputs = [g.Gradient], Output = g.Gradient, Label = Altered })));
        return r.Build();
    }

    private static Instruction Behind(Instruction update) => update with
    {
        Index = -1,
        Phase = Phase.Backward,
        Attributes = null,
        Layer = null,
        PrimalOf = null,
        Accumulate = false,
    };

    /// <summary>The limit that all gradients were cut off at; null where they were not.</summary>
    private static double? Clipped(ImmutableArray<GradientPair> gradients, double tolerance)
    {
        double most = Rounded(gradients.Max(g => g.Yours.Data.ToArray().Max(Math.Abs)));
        bool fits = most > 0 && gradients.All(
            g => TensorDifference.Of(Cut(g.Ours, most).Data, g.Yours.Data, tolerance).Agrees);
        return fits ? most : null;
    }

    /// <summary>A multiple of the parameters that was added to their gradients, and to which; null where none was.</summary>
    private static (double Factor, GradientPair[] Which)? Penalty(ImmutableArray<GradientPair> gradients, double tolerance)
    {
        var which = new List<GradientPair>();
        var factors = new List<double>();
        foreach (GradientPair g in gradients)
        {
            if (TensorDifference.Of(g.Ours.Data, g.Yours.Data, tolerance).Agrees) continue;
            double factor = (Dot(g.Yours, g.Weight) - Dot(g.Ours, g.Weight)) / Dot(g.Weight, g.Weight);
            Tensor expected = new(g.Ours.Shape, [.. g.Ours.Data.ToArray().Zip(g.Weight.Data.ToArray(), (x, w) => x + factor * w)]);
            if (!double.IsFinite(factor) || !TensorDifference.Of(expected.Data, g.Yours.Data, tolerance).Agrees) return null;
            which.Add(g);
            factors.Add(factor);
        }
        if (factors.Count == 0) return null;
        double middle = factors.Order().ElementAt(factors.Count / 2);
        return factors.All(f => Math.Abs(f - middle) <= 0.01 * Math.Abs(middle)) ? (Rounded(middle), [.. which]) : null;
    }

    /// <summary>Three digits, where the others are noise: they are what people choose.</summary>
    private static double Rounded(double number)
    {
        double three = double.Parse(number.ToString("G3", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
        return Math.Abs(three - number) <= Sure * Math.Abs(number) ? three : number;
    }

    private static string Text(double number) => Numbers.Significant(number, 4);

    private static Tensor Cut(Tensor gradient, double most) => Elementwise.Map(gradient, x => Math.Clamp(x, -most, most));

    private static double Dot(Tensor a, Tensor b) => SlipFinder.Dot(a.Data, b.Data);
}
