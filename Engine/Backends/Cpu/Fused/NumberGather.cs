using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>Takes a batch out of a data set of numbers: tokens and what follows each, or features and what is to be reached.</summary>
internal sealed unsafe class NumberGather : SampleGather
{
    private readonly float* _samples, _targets;
    private readonly int _length, _targetLength;

    private NumberGather(Value samples, Value targets, BufferTable buffers) : base(samples, targets)
    {
        _samples = buffers[samples];
        _targets = buffers[targets];
        (_length, _targetLength) = (samples.Shape.Length / samples.Shape[0], targets.Shape.Length / samples.Shape[0]);
    }

    /// <summary>For a program with one input beside the target, both with as many rows; null for others.</summary>
    public static NumberGather? For(Program program, BufferTable buffers) =>
        program.Target is { Kind: ValueKind.Input, Shape.Rank: 2 } targets
        && program.Values.Where(v => v.Kind == ValueKind.Input && v != targets).ToArray() is [{ Shape.Rank: >= 2 } samples]
        && samples.Shape[0] == targets.Shape[0] && samples.Shape[0] > 0 ? new(samples, targets, buffers) : null;

    public override bool Accepts(Dataset dataset) => !dataset.HasPixels && !dataset.HasClasses
        && dataset.SampleShape.Length == _length && dataset.TargetShape.Length == _targetLength;

    public override void Run(Worker worker)
    {
        (int start, int end) = worker.Share(Indices.Length);
        for (int n = start; n < end; n++)
        {
            Dataset!.Numbers(Indices[n]).CopyTo(new Span<float>(_samples + (nint)n * _length, _length));
            Dataset.TargetNumbers(Indices[n]).CopyTo(new Span<float>(_targets + (nint)n * _targetLength, _targetLength));
        }
    }
}
