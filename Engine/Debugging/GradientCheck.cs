using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>How well the gradient of one leaf agrees with central differences.</summary>
/// <param name="Pass">The pass of the script.</param>
/// <param name="Root">What was differentiated.</param>
/// <param name="Leaf">With respect to what.</param>
/// <param name="Checked">How many elements were compared.</param>
/// <param name="AtKinks">How many were left out because even the smallest step crossed a kink (of relu,
/// max_pool or an absolute value), where no derivative exists.</param>
/// <param name="WorstError">The largest |analytic - numeric| / max(|analytic|, |numeric|, root mean square of the analytic ones).</param>
public sealed record GradientCheckResult(int Pass, Value Root, Value Leaf, int Checked, int AtKinks, double WorstError);

/// <summary>
/// Compares what the backward part of a program computes with differences of its forward part, element by element, in the
/// arithmetic of a backend. The formula is central, <c>(f(θ + h) - f(θ - h)) / 2h</c> or its five-point form, with the largest step that
/// crosses no kink; where a kink lies close on one side, the one-sided formula of second order (Fornberg, "Generation of
/// Finite Difference Formulas on Arbitrarily Spaced Grids", 1988).
/// </summary>
public sealed class GradientCheck
{
    /// <summary>Larger leaves are checked at this many elements, drawn with the scenario's seed.</summary>
    private const int MaxElements = 48;

    /// <summary>The distance from 1 to the next double.</summary>
    private const double MachineEpsilon = 1.0 / (1L << 52);

    /// <summary>From the most to the least accurate in double precision; a smaller step loses more digits to rounding.</summary>
    private static readonly ImmutableArray<Stencil> Stencils =
    [
        new(1e-4, [-2, -1, 1, 2], [1 / 12.0, -8 / 12.0, 8 / 12.0, -1 / 12.0]),
        new(1e-5, [-1, 1], [-0.5, 0.5]),
        new(1e-5, [0, -1, -2], [1.5, -2, 0.5]),
        new(1e-5, [0, 1, 2], [-1.5, 2, -0.5]),
        new(1e-6, [-1, 1], [-0.5, 0.5]),
    ];

    private readonly Scenario _scenario;
    private readonly IBackend _backend;
    private readonly Tensor?[] _start;

    /// <summary>Checks the first iteration of <paramref name="scenario"/>.</summary>
    public GradientCheck(Scenario scenario, IBackend backend)
    {
        _scenario = scenario;
        _backend = backend;
        _start = new Tensor?[scenario.Program.Values.Length];
        foreach ((Value value, Tensor content) in scenario.Initial) _start[value.Slot] = content;
        foreach ((Value value, Tensor content) in scenario.Batches.At(0)) _start[value.Slot] = content;
    }

    /// <summary>One result for each leaf of each backward pass, as they are found.</summary>
    /// <exception cref="ShapeException">The program is broken.</exception>
    public IEnumerable<GradientCheckResult> Run()
    {
        if (_scenario.Program.Fault is { } fault) throw fault;
        foreach (BackwardRoot root in _scenario.Program.Roots)
        {
            // The pass from zero gradients, without zero_grad and update.
            Instruction[] pass = [.. _scenario.Program.Instructions.Where(
                i => i.Pass == root.Pass && i.Phase is not (Phase.ZeroGrad or Phase.Update))];
            Tensor?[] analytic = Evaluate(pass, _start);
            foreach (Value leaf in _scenario.Program.Values.Where(v => v.IsLeaf && v.RequiresGrad))
                if (_scenario.Program.Find($"{leaf.Name}.grad") is { } grad && analytic[grad.Slot] is { } gradient)
                    yield return Check(root, leaf, gradient, analytic, Dependent(leaf, pass));
        }
    }

    /// <summary>The forward instructions whose results depend on the leaf: all that a step in it changes.</summary>
    private static Instruction[] Dependent(Value leaf, Instruction[] pass)
    {
        var dependent = new List<Instruction>();
        var changed = new HashSet<Value> { leaf };
        foreach (Instruction i in pass)
        {
            if (i.Phase == Phase.Backward || !i.Inputs.Any(changed.Contains)) continue;
            dependent.Add(i);
            changed.Add(i.Output);
        }
        return [.. dependent];
    }

    private GradientCheckResult Check(BackwardRoot root, Value leaf, Tensor gradient, Tensor?[] state, Instruction[] dependent)
    {
        int[] elements = leaf.Shape.Length <= MaxElements
            ? [.. Enumerable.Range(0, leaf.Shape.Length)]
            : [.. new TorchRandom(_scenario.Seed).RandPerm(leaf.Shape.Length).Take(MaxElements)];
        double scale = Math.Sqrt(elements.Sum(e => gradient[e] * gradient[e]) / elements.Length), worst = 0;
        ulong pattern = Pattern(dependent, state);
        int kinks = 0;
        foreach (int element in elements)
        {
            if (Numeric(element) is not (double numeric, double rounding))
            {
                kinks++;
                continue;
            }
            // Where nothing depends on the element, a difference is what rounding leaves.
            if (gradient[element] == 0 && Math.Abs(numeric) <= rounding) continue;
            double size = Math.Max(Math.Max(Math.Abs(gradient[element]), Math.Abs(numeric)), scale);
            double error = size == 0 ? 0 : Math.Abs(gradient[element] - numeric) / size;
            worst = double.IsNaN(error) ? double.NaN : Math.Max(worst, error);
        }
        return new(root.Pass, root.Root, leaf, elements.Length - kinks, kinks, worst);

        // The difference by the most accurate formula that stays on one side of every kink, and how far rounding alone may put it off; null
        // if none does.
        (double Difference, double Rounding)? Numeric(int element)
        {
            Tensor start = _start[leaf.Slot]!;
            foreach (Stencil stencil in Stencils)
            {
                // A power of two times the element's size, so that the steps are taken exactly.
                double h = Math.ScaleB(1, Math.ILogB(stencil.Step * Math.Max(1, Math.Abs(start[element])))), sum = 0, size = 0;
                bool smooth = true;
                for (int i = 0; i < stencil.Offsets.Length && smooth; i++)
                {
                    Tensor?[] moved = Evaluate(dependent, state, leaf, start.With(element, start[element] + stencil.Offsets[i] * h));
                    smooth = Pattern(dependent, moved) == pattern;
                    double y = Sum(root, moved);
                    sum += stencil.Weights[i] * y;
                    size += Math.Abs(stencil.Weights[i] * y);
                }
                if (smooth) return (sum / h, 4 * MachineEpsilon * size / h);
            }
            return null;
        }
    }

    /// <summary>What is differentiated: the root, or the sum of its elements times the gradient that its backward pass
    /// begins with.</summary>
    private double Sum(BackwardRoot root, Tensor?[] state)
    {
        Tensor y = state[root.Root.Slot]!;
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += root.Gradient is null ? y[i] : y[i] * _start[root.Gradient.Slot]![i];
        return sum;
    }

    /// <summary>What there is after some instructions, where a leaf has another content.</summary>
    private Tensor?[] Evaluate(Instruction[] instructions, Tensor?[] start, Value? leaf = null, Tensor? content = null)
    {
        var state = (Tensor?[])start.Clone();
        if (leaf is not null) state[leaf.Slot] = content;
        foreach (Instruction i in instructions)
        {
            Tensor[] inputs = [.. i.Inputs.Select(v => state[v.Slot]!)];
            state[i.Output.Slot] = _backend.Execute(i, inputs, i.Accumulate ? state[i.Output.Slot] ?? Tensor.Zeros(i.Output.Shape) : null);
        }
        return state;
    }

    /// <summary>A fingerprint of every choice that they made: which side of a relu, which cell of a pooling window.</summary>
    private static ulong Pattern(Instruction[] instructions, Tensor?[] state)
    {
        ulong hash = 14695981039346656037;
        foreach (Instruction i in instructions)
            Operation.Of(i.Opcode).Choices?.Invoke(
                i, [.. i.Inputs.Select(v => state[v.Slot]!)], choice => hash = (hash ^ (uint)choice) * 1099511628211);
        return hash;
    }

    /// <summary>A difference formula: f'(x) ≈ Σ weight·f(x + offset·h) / h.</summary>
    private sealed record Stencil(double Step, double[] Offsets, double[] Weights);
}
