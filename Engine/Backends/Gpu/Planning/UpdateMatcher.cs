using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>The optimizer's step on one parameter: which instructions it is and what they remember.</summary>
/// <param name="Parameter">What is updated.</param>
/// <param name="Moment1">Momentum or first moment, or null.</param>
/// <param name="Moment2">Second moment, or null.</param>
/// <param name="Instructions">The step's instructions.</param>
/// <param name="Settings">What is the same for all parameters.</param>
internal sealed record ParameterStep(
    Value Parameter, Value? Moment1, Value? Moment2, IReadOnlyList<Instruction> Instructions, StepSettings Settings);

/// <summary>Which optimizer steps.</summary>
internal enum StepKind
{
    None,
    Sgd,
    MomentumSgd,
    Adam,
}

/// <summary>An optimizer, with where its learning rate and step counter are.</summary>
internal sealed record StepSettings(StepKind Kind, OptimizerAttributes Attributes, Value LearningRate, Value? Counter);

/// <summary>Finds the step that an optimizer takes along a gradient.</summary>
internal sealed class UpdateMatcher(ProgramGraph graph)
{
    /// <summary>The step along <paramref name="gradient"/>, or null if there is none or its instructions are not as
    /// torch.optim's.</summary>
    public ParameterStep? Find(Value gradient)
    {
        if (gradient.GradientOf is not { Kind: ValueKind.Parameter } w) return null;
        var found = new List<Instruction>();
        Value direction = gradient;
        var attributes = new OptimizerAttributes();
        IReadOnlyList<Instruction> users = Users(direction);
        if (users is [{ Opcode: Opcode.WeightDecay } decay] && decay.Inputs[1] == w && !decay.Output.IsPersistent && IsPlain(decay))
        {
            if (graph.Writers(decay.Output).Count != 1) return null;
            found.Add(decay);
            attributes = (OptimizerAttributes)decay.Attributes!;
            direction = decay.Output;
            users = Users(direction);
        }
        return users switch
        {
            [{ Opcode: Opcode.SgdStep } step] => Sgd(step, direction, null),
            [{ Opcode: Opcode.MomentumBuffer } momentum] => Momentum(momentum),
            [{ Opcode: Opcode.AdamMoment1 } m, { Opcode: Opcode.AdamMoment2 } v] => Adam(m, v),
            _ => null,
        };

        ParameterStep? Momentum(Instruction momentum)
        {
            Value buffer = momentum.Output;
            if (!IsInPlace(momentum, direction) || momentum.Attributes is not OptimizerAttributes a
                || graph.Readers(buffer) is not [var self, var step] || self != momentum) return null;
            found.Add(momentum);
            attributes = a with { WeightDecay = attributes.WeightDecay };
            return step.Opcode == Opcode.SgdStep ? Sgd(step, buffer, buffer) : null;
        }

        ParameterStep? Sgd(Instruction step, Value along, Value? buffer)
        {
            if (step.Output != w || step.Inputs[0] != w || step.Inputs[1] != along || !IsPlain(step)) return null;
            found.Add(step);
            attributes = new OptimizerAttributes(buffer is null ? 0 : attributes.Momentum, attributes.WeightDecay);
            return End(
                new StepSettings(buffer is null ? StepKind.Sgd : StepKind.MomentumSgd, attributes, step.Inputs[2], null), buffer, null);
        }

        ParameterStep? Adam(Instruction first, Instruction second)
        {
            Value m = first.Output, v = second.Output;
            if (!IsInPlace(first, direction) || !IsInPlace(second, direction) || first.Attributes is not OptimizerAttributes a
                || !a.Equals(second.Attributes)) return null;
            if (graph.Readers(m) is not [var selfM, { Opcode: Opcode.AdamStep } step] || selfM != first
                || graph.Readers(v) is not [var selfV, var sameStep] || selfV != second || sameStep != step) return null;
            if (step.Output != w || step.Inputs[0] != w || step.Inputs[1] != m || step.Inputs[2] != v || !IsPlain(step)
                || !a.Equals(step.Attributes)) return null;
            found.AddRange([first, second, step]);
            return End(
                new StepSettings(StepKind.Adam, a with { WeightDecay = attributes.WeightDecay }, step.Inputs[4], step.Inputs[3]), m, v);
        }

        // A rate that falls is written before the first step.
        ParameterStep? End(StepSettings settings, Value? moment1, Value? moment2) =>
            graph.Writers(w).Count == 1 && graph.Writers(settings.LearningRate) is [] or [{ Opcode: Opcode.LinearDecay }]
                ? new ParameterStep(w, moment1, moment2, found, settings)
                : null;
    }

    private IReadOnlyList<Instruction> Users(Value direction) => graph.Readers(direction);

    private static bool IsPlain(Instruction i) => i.Phase == Phase.Update && !i.Accumulate;

    private bool IsInPlace(Instruction i, Value along) =>
        IsPlain(i) && i.Inputs[0] == i.Output && i.Inputs[1] == along && graph.Writers(i.Output).Count == 1;
}
