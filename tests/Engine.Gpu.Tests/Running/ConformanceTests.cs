using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>What is demanded of float32 on a device: the same as of float32 on the processor.</summary>
internal static class GpuPrecision
{
    public static Precision Value { get; } =
        new(() => new GpuBackend(TestDevice.Open()), Forward: 1e-5, Gradient: 1e-5, PyTorch: 1e-5, Trajectory: 1e-4);
}

[TestFixture]
public sealed class GpuConformanceTests() : BackendConformance(GpuPrecision.Value);

[TestFixture]
public sealed class GpuPyTorchTests() : PyTorchConformance(GpuPrecision.Value);

[TestFixture]
public sealed class GpuEdgeTests() : EdgeConformance(GpuPrecision.Value);
