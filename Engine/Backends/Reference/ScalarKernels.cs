using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own.</summary>
internal static class ScalarKernels
{
    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right.</summary>
    public static double[] WeightedSum(in OpCall call)
    {
        double sum = 0;
        for (int k = 0; k + 1 < call.Count; k += 2) sum += call.Scalar(k) * call.Scalar(k + 1);
        return [sum + call.Scalar(call.Count - 1)];
    }

    /// <summary>1 inside the open interval, else 0.</summary>
    public static double[] InRange(in OpCall call) => [call.Attributes<RangeAttributes>().Contains(call.Scalar(0)) ? 1 : 0];

    /// <summary>∂y/∂input from the primal's inputs and y, the last input.</summary>
    /// <exception cref="ArgumentException">The opcode has no derivative.</exception>
    public static double[] Derivative(in OpCall call)
    {
        var x = new double[call.Count];
        for (int k = 0; k < x.Length; k++) x[k] = call.Scalar(k);
        return [ScalarOperations.SlopeOf(call.Instruction).Value(x, call.Attributes<DerivativeAttributes>().Input)];
    }
}
