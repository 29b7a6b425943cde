using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>What is demanded of float32: see issue "1e-5 in norm".</summary>
internal static class CpuPrecision
{
    public static Precision Of(int threads, VectorWidth width = VectorWidth.Auto, bool fuse = true) => new(
        () => new CpuBackend(new CpuOptions { Threads = threads, VectorWidth = width, Fuse = fuse }),
        Forward: 1e-5, Gradient: 1e-5, PyTorch: 1e-5, Trajectory: 1e-4);
}

[TestFixture]
public sealed class CpuConformanceTests() : BackendConformance(CpuPrecision.Of(2));

[TestFixture]
public sealed class CpuPyTorchTests() : PyTorchConformance(CpuPrecision.Of(2));

[TestFixture]
public sealed class CpuEdgeTests() : EdgeConformance(CpuPrecision.Of(2));
