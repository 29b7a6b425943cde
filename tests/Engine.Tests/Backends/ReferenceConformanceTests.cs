using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Tests.Backends;

/// <summary>What is demanded of the yardstick itself.</summary>
internal static class ReferencePrecision
{
    public static Precision Double { get; } =
        new(() => new ReferenceBackend(), Forward: 1e-12, Gradient: 1e-6, PyTorch: 1e-10, Trajectory: 1e-12);
}

[TestFixture]
public sealed class ReferenceConformanceTests() : BackendConformance(ReferencePrecision.Double);

[TestFixture]
public sealed class ReferencePyTorchTests() : PyTorchConformance(ReferencePrecision.Double);

[TestFixture]
public sealed class ReferenceEdgeTests() : EdgeConformance(ReferencePrecision.Double);
