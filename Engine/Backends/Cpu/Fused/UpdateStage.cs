using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>The update of one parameter: what is done to each piece of it, in order.</summary>
/// <param name="Length">The elements of the parameter.</param>
/// <param name="Kernels">Weight decay, moments, step.</param>
internal sealed record UpdateChain(int Length, RangeKernel[] Kernels);

/// <summary>The updates of several parameters, without a barrier between them.</summary>
internal sealed class UpdateStage(UpdateChain[] chains) : Stage
{
    /// <summary>Small enough that gradient, parameter and moments of a piece stay in the first-level cache.</summary>
    private const int Piece = 2048;

    public override void Run(Worker worker)
    {
        foreach (UpdateChain chain in chains)
        {
            // As the gradients of biases are shared: each thread goes on with what it made.
            (int start, int end) = worker.Share(chain.Length, LinearOps.BiasGrain);
            for (int at = start; at < end; at += Piece)
                foreach (RangeKernel kernel in chain.Kernels) kernel(at, Math.Min(at + Piece, end));
        }
    }
}
