using System.Diagnostics;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>
/// The CPU backend's tests again, in child processes in which the runtime does not see a part of the machine's vector instructions:
/// there the backend must choose a narrower width by itself and call nothing that the machine would not have.
/// </summary>
[TestFixture]
public sealed class CpuChildProcessTests
{
    private const string Child = "BACKSTEP_EXPECTED_WIDTH";

    /// <summary>Whether this process is one of those children.</summary>
    public static bool IsChild => Environment.GetEnvironmentVariable(Child) is not null;

    [TestCase("DOTNET_EnableAVX512", VectorWidth.Vector256)]
    [TestCase("DOTNET_EnableAVX2", VectorWidth.Vector128)]
    [TestCase("DOTNET_EnableHWIntrinsic", VectorWidth.Scalar)]
    public void Without_a_part_of_the_vector_instructions_everything_gives_the_same(string setting, VectorWidth widest)
    {
        if (IsChild) Assert.Ignore("this is the child");
        if (VectorWidths.Widest <= widest) Assert.Ignore("the machine has no wider vectors: the child would do what this process does");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "vstest", typeof(CpuChildProcessTests).Assembly.Location,
                "--TestCaseFilter:FullyQualifiedName~CpuConformanceTests|FullyQualifiedName~CpuEdgeTests|FullyQualifiedName~CpuNetworkTests|FullyQualifiedName~The_width",
            },
        };
        start.Environment[setting] = "0";
        start.Environment[Child] = widest.ToString();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output + errors.Result);
        Assert.That(output, Does.Contain("Passed"));
    }

    [Test]
    public void The_width_is_at_most_what_the_runtime_sees()
    {
        using var backend = new CpuBackend(new CpuOptions { Threads = 1 });
        Assert.That(VectorWidths.IsSupported(backend.VectorWidth));
        if (Enum.TryParse(Environment.GetEnvironmentVariable(Child), out VectorWidth widest))
            Assert.That(backend.VectorWidth, Is.LessThanOrEqualTo(widest));
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>().Where(w => !VectorWidths.IsSupported(w)))
            Assert.That(() => new CpuBackend(new CpuOptions { VectorWidth = width }), Throws.InstanceOf<NotSupportedException>());
    }
}
