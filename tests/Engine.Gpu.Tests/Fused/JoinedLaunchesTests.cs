using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Tests.Debugging.Explaining;

namespace Backstep.Engine.Gpu.Tests.Fused;

/// <summary>Small launches that a single group does one after the other.</summary>
[TestFixture]
public sealed class JoinedLaunchesTests
{
    private static IEnumerable<TestCaseData> Programs =>
        Networks.All().Select(t => new TestCaseData(t).SetArgDisplayNames(t.Program.Name));

    [TestCaseSource(nameof(Programs))]
    public void Programs_of_every_opcode_run_as_on_the_reference_joined_and_one_by_one(Timeline timeline)
    {
        using GpuBackend joined = new(TestDevice.Open()), single = new(TestDevice.Open(), fuse: false);
        using ICompiledProgram together = Start(joined, timeline.Scenario), apart = Start(single, timeline.Scenario),
            reference = Start(new ReferenceBackend(), timeline.Scenario);
        for (int step = 1; step <= 3; step++)
        {
            foreach (ICompiledProgram program in new[] { together, apart, reference }) program.Run();
            foreach (Value value in timeline.Program.Values.Where(v => v.IsPersistent))
            {
                Closeness.AssertClose(together.Read(value), reference.Read(value).Data, 1e-4, $"step {step} {value.Name}");
                Closeness.AssertClose(apart.Read(value), together.Read(value).Data, 1e-4, $"step {step} {value.Name}, one by one");
            }
        }
    }

    [Test]
    public void A_step_of_a_small_transformer_is_one_launch_and_the_optimizer_another()
    {
        Scenario scenario = Networks.Attention().Scenario;
        using GpuBackend joined = new(TestDevice.OpenSimulatedCard()), single = new(TestDevice.OpenSimulatedCard(), fuse: false);
        using GpuProgram together = (GpuProgram)joined.Compile(scenario.Program), apart = (GpuProgram)single.Compile(scenario.Program);
        Assert.That(apart.KernelsPerStep, Is.GreaterThan(60));
        Assert.That(together.StepNames, Has.Count.LessThanOrEqualTo(6), string.Join(", ", together.StepNames));
    }

    private static ICompiledProgram Start(IBackend backend, Scenario scenario)
    {
        ICompiledProgram compiled = backend.Compile(scenario.Program);
        foreach ((Value value, Tensor content) in scenario.Initial.Concat(scenario.Batches.At(0))) compiled.Write(value, content);
        return compiled;
    }
}
