using System.Diagnostics;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>
/// The CPU backend's tests again, in child processes in which the runtime does not see a part of the machine's vector instructions:
/// there the backend must choose a narrower width by itself and call nothing that the machine would not have.
/// </summary>
[TestFixture]
public sealed class CpuChildProcessTests
{
    private const string Child = "BACKSTEP_EXPECTED_WIDTH";

    private static readonly Type[] Fixtures =
        [typeof(CpuConformanceTests), typeof(CpuEdgeTests), typeof(CpuNetworkTests), typeof(CpuWidthTests)];

    /// <summary>The widest vectors that there are if this process is one of those children; null if it is not.</summary>
    public static VectorWidth? WidestOfChild { get; } =
        Enum.TryParse(Environment.GetEnvironmentVariable(Child), out VectorWidth width) ? width : null;

    [TestCase("DOTNET_EnableAVX512", VectorWidth.Vector256)]
    [TestCase("DOTNET_EnableAVX2", VectorWidth.Vector128)]
    [TestCase("DOTNET_EnableHWIntrinsic", VectorWidth.Scalar)]
    public void Without_a_part_of_the_vector_instructions_everything_gives_the_same(string setting, VectorWidth widest)
    {
        if (VectorWidths.Widest <= widest) Assert.Ignore("the machine has no wider vectors: the child would do what this process does");
        var start =
            new ProcessStartInfo(
                "dotnet")
            { RedirectStandardOutput = true, ArgumentList = { typeof(CpuChildProcessTests).Assembly.Location } };
        start.Environment[setting] = "0";
        start.Environment[Child] = widest.ToString();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output);
    }

    /// <summary>The child. NUnit itself runs the few fixtures: a test host would first look for all tests of the
    /// assembly, slowly without vectors.</summary>
    private static int Main()
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(CpuChildProcessTests).Assembly, new Dictionary<string, object>
        {
            ["LOAD"] = Fixtures.Select(f => f.FullName!).ToArray(),
        });
        ITestResult result = runner.Run(TestListener.NULL, TestFilter.Empty);
        if (result.FailCount == 0 && result.PassCount >= Fixtures.Length) return 0;
        Console.WriteLine(result.ToXml(recursive: true).OuterXml);
        return 1;
    }
}

[TestFixture]
public sealed class CpuWidthTests
{
    [Test]
    public void The_width_is_at_most_what_the_runtime_sees()
    {
        using var backend = new CpuBackend(new CpuOptions { Threads = 1 });
        Assert.That(VectorWidths.IsSupported(backend.VectorWidth));
        if (CpuChildProcessTests.WidestOfChild is { } widest) Assert.That(backend.VectorWidth, Is.LessThanOrEqualTo(widest));
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>().Where(w => !VectorWidths.IsSupported(w)))
            Assert.That(() => new CpuBackend(new CpuOptions { VectorWidth = width }), Throws.InstanceOf<NotSupportedException>());
    }
}
