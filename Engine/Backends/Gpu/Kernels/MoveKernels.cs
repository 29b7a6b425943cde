using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <param name="From">The way through x.</param>
/// <param name="Count">How many numbers are moved.</param>
/// <param name="To">The way through y.</param>
internal readonly record struct MoveArgs(ArrayView<float> X, Strided From, float Factor, int Count, Strided To, Output Y);

/// <param name="Size">The matrices' side.</param>
/// <param name="Hidden">What comes above the diagonal.</param>
internal readonly record struct MaskArgs(ArrayView<float> X, int Size, float Hidden, Output Y);

/// <summary>What brings numbers to another place, or hides some.</summary>
internal static class MoveKernels
{
    /// <summary>y = factor·x, both gone through in their own way.</summary>
    public static void Move(MoveArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Count; i += step)
            args.Y.Put(Strided.Offset(args.To, i), args.Factor * args.X[Strided.Offset(args.From, i)]);
    }

    /// <summary>y = x, but above the diagonal of each matrix.</summary>
    public static void Mask(MaskArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, i % args.Size > i / args.Size % args.Size ? args.Hidden : args.X[i]);
    }
}
