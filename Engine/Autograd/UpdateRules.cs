using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Autograd;

/// <summary>
/// Writes <c>optimizer.step()</c>. All gradients are complete before the first parameter changes, so the update is
/// simultaneous: the gradients of hidden weights were taken with the old output weights.
/// </summary>
public static class UpdateRules
{
    /// <summary>Appends the update of every parameter that has a gradient; the learning rate is the value <c>lr</c>, and where it falls
    /// <c>lr_t</c> what is left of it in a step.</summary>
    public static ProgramBuilder Step(this ProgramBuilder builder, OptimizerSpec optimizer, params ReadOnlySpan<Value> parameters)
    {
        Value lr = builder.Hyperparameter("lr", "η");
        OptimizerAttributes a = optimizer.Attributes;
        Value? t = null;
        if (optimizer.IsAdam || optimizer.DecaySteps is not null)
        {
            t = builder.OptimizerState(optimizer.IsAdam ? "adam.step" : "sgd.step", Shape.Scalar);
            Write(Opcode.CountStep, [t], t, null, $"{t.Label}⁺", null);
        }
        if (optimizer.DecaySteps is int steps)
        {
            Value now = builder.DerivativeValue("lr_t", "η_t", Shape.Scalar);
            Write(Opcode.LinearDecay, [lr, t!], now, new LinearDecayAttributes(steps), now.Label, null);
            lr = now;
        }
        foreach (Value w in parameters)
        {
            Value g = builder.Find($"{w.Name}.grad") ?? throw new InvalidOperationException($"{w.Name} has no gradient to step along");
            string? layer = ProgramBuilder.LayerOf(w);
            if (optimizer.Kind == OptimizerKind.AdamW && a.WeightDecay != 0)
            {
                // w − lr·λ·w; w itself is what the step goes along.
                Value decay = builder.DerivativeValue($"{w.Name}.decay", $"λ·{w.Label}", w.Shape);
                Write(Opcode.Scale, [w], decay, new ScaleAttributes(a.WeightDecay), decay.Label, layer);
                Write(Opcode.SgdStep, [w, decay, lr], w, a, $"{w.Label} − η·λ·{w.Label}", layer);
            }
            else if (a.WeightDecay != 0)
            {
                Value decayed = builder.DerivativeValue($"{w.Name}.decayed_grad", $"{w.Label}.decayed_grad", w.Shape);
                Write(Opcode.WeightDecay, [g, w], decayed, a, decayed.Label, layer);
                g = decayed;
            }
            if (optimizer.IsAdam)
            {
                Value m = builder.OptimizerState($"{w.Name}.exp_avg", w.Shape), v = builder.OptimizerState($"{w.Name}.exp_avg_sq", w.Shape);
                Write(Opcode.AdamMoment1, [m, g], m, a, $"{m.Label}⁺", layer);
                Write(Opcode.AdamMoment2, [v, g], v, a, $"{v.Label}⁺", layer);
                Write(Opcode.AdamStep, [w, m, v, t!, lr], w, a, $"{w.Label}⁺", layer);
                continue;
            }
            if (a.Momentum != 0)
            {
                Value buffer = builder.OptimizerState($"{w.Name}.momentum_buffer", w.Shape);
                Write(Opcode.MomentumBuffer, [buffer, g], buffer, a, $"{buffer.Label}⁺", layer);
                g = buffer;
            }
            Write(Opcode.SgdStep, [w, g, lr], w, a, $"{w.Label}⁺", layer);
        }
        return builder;

        void Write(Opcode opcode, ReadOnlySpan<Value> inputs, Value output, OpAttributes? attributes, string label, string? layer) =>
            builder.Append(opcode, Phase.Update, inputs, output, attributes, label, "update", layer);
    }
}
