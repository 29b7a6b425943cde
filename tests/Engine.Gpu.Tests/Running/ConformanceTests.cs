using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>What is demanded of float32 on a device: the same as of float32 on the processor.</summary>
internal static class GpuPrecision
{
    public static Precision Value { get; } =
        new(() => new GpuBackend(TestDevice.Open()), Forward: 1e-5, Gradient: 1e-5, PyTorch: 1e-5, Trajectory: 1e-4)
        { Lacks = IsNotOnTheGpuYet };

    private static bool IsNotOnTheGpuYet(Instruction i, Tensor[] inputs) => i switch
    {
        { Opcode: Opcode.Linear, Inputs.Length: 2 } => true,
        { Opcode: Opcode.Sum or Opcode.Mean or Opcode.SumBackward or Opcode.MeanBackward } => i.Attributes is not null,
        { Opcode: Opcode.CrossEntropy } => inputs[1].Data.Contains(ClassLabels.Ignored),
        _ => i.Opcode is Opcode.Embedding or Opcode.EmbeddingBackward or Opcode.MatMul or Opcode.Transpose or Opcode.Slice
            or Opcode.SliceBackward or Opcode.Concat or Opcode.Scale or Opcode.Pow or Opcode.PowBackward or Opcode.CausalMask
            or Opcode.CausalMaskBackward or Opcode.Choice or Opcode.LinearDecay,
    };
}

[TestFixture]
public sealed class GpuConformanceTests() : BackendConformance(GpuPrecision.Value);

[TestFixture]
public sealed class GpuPyTorchTests() : PyTorchConformance(GpuPrecision.Value);

[TestFixture]
public sealed class GpuEdgeTests() : EdgeConformance(GpuPrecision.Value);
