namespace Backstep.Engine.Programs;

/// <summary>The five parts of a training step, in the order in which the tutorials write them.</summary>
public enum Phase
{
    /// <summary>From the inputs to the model's output.</summary>
    Forward,

    /// <summary>From the output and the target to one number.</summary>
    Loss,

    /// <summary><c>optimizer.zero_grad()</c>: every parameter's gradient becomes zero.</summary>
    ZeroGrad,

    /// <summary><c>loss.backward()</c>: from the loss back to every parameter.</summary>
    Backward,

    /// <summary><c>optimizer.step()</c>: new parameters from old ones and their gradients.</summary>
    Update,
}

public static class PhaseNames
{
    /// <summary>The name used on the command line and in output: <c>forward</c>, <c>loss</c>, <c>zero_grad</c>, <c>backward</c>,
    /// <c>update</c>.</summary>
    public static string Name(this Phase phase) => phase switch
    {
        Phase.Forward => "forward",
        Phase.Loss => "loss",
        Phase.ZeroGrad => "zero_grad",
        Phase.Backward => "backward",
        Phase.Update => "update",
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };
}
