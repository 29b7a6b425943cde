using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own.</summary>
internal static unsafe class ScalarOps
{
    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right.</summary>
    public static Action<Worker> WeightedSum(OpContext op) => worker =>
    {
        if (worker.Index != 0) return;
        double sum = 0;
        for (int k = 0; k + 1 < op.Count; k += 2) sum += (double)*op.X(k) * *op.X(k + 1);
        *op.Y = (float)(sum + *op.X(op.Count - 1));
    };

    /// <summary>1 inside the open interval, else 0.</summary>
    public static Action<Worker> InRange(OpContext op)
    {
        var range = op.Attributes<RangeAttributes>();
        return worker =>
        {
            if (worker.Index == 0) *op.Y = range.Contains(*op.X(0)) ? 1 : 0;
        };
    }

    /// <summary>∂y/∂input from the primal's inputs and y, the last input.</summary>
    public static Action<Worker> Derivative(OpContext op)
    {
        int input = op.Attributes<DerivativeAttributes>().Input;
        Slope slope = ScalarOperations.SlopeOf(op.Instruction);
        var x = new double[op.Count];
        return worker =>
        {
            if (worker.Index != 0) return;
            for (int k = 0; k < x.Length; k++) x[k] = *op.X(k);
            *op.Y = (float)slope.Value(x, input);
        };
    }
}
