using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Tests.Backends.Cpu;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Whole training steps on the device against the same steps of the reference backend.</summary>
[TestFixture(true)]
[TestFixture(false, Category = "Long")]
public sealed class NetworkTests(bool fuse)
{
    private static readonly OptimizerSpec s_plain = OptimizerSpec.Sgd(0.05);

    private readonly GpuBackend _gpu = new(TestDevice.Open(), fuse);

    [OneTimeTearDown]
    public void LetGoOfTheDevice() => _gpu.Dispose();

    [TestCase("network2", 3)]
    [TestCase("network3", 2)]
    [TestCase("tutorial-net", 2)]
    [TestCase("wide", 1)]
    [TestCase("overlap", 2)]
    [TestCase("mlp", 2)]
    public void Three_training_steps_give_the_losses_gradients_and_parameters_of_the_reference(string network, int batch) =>
        Compare(Named(network), batch, s_plain);

    [Test]
    public void Momentum_weight_decay_and_Adam_go_where_the_reference_goes()
    {
        Compare(Networks.Network2, 1, OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01));
        Compare(Networks.Network2, 1, OptimizerSpec.Adam(0.002, weightDecay: 0.01));
    }

    private static IEnumerable<string> SmallPrograms =>
        ProgramCatalog.All.Where(p => p.Create(new ScenarioOptions()).Program.Values.All(v => v.Shape.Length < 2000)).Select(p => p.Name);

    [TestCaseSource(nameof(SmallPrograms))]
    public void Every_small_program_of_the_catalog_runs_as_on_the_reference(string name)
    {
        Scenario scenario = ProgramCatalog.Get(name).Create(new ScenarioOptions { Seed = 3 });
        using ICompiledProgram device = Start(_gpu), reference = Start(new ReferenceBackend());
        foreach (Value value in scenario.Program.Values.Where(
            v => v.IsPersistent || v == scenario.Program.Output || v == scenario.Program.Loss))
            Closeness.AssertClose(device.Read(value), reference.Read(value).Data, 1e-5, value.Name);

        ICompiledProgram Start(IBackend backend)
        {
            ICompiledProgram compiled = backend.Compile(scenario.Program);
            foreach ((Value value, Tensor content) in scenario.Initial) compiled.Write(value, content);
            foreach ((Value value, Tensor content) in scenario.Batches.At(0)) compiled.Write(value, content);
            compiled.Run();
            return compiled;
        }
    }

    [Test]
    public void A_training_step_that_is_stepped_agrees_with_the_same_step_run_whole()
    {
        Program program = Networks.Network2.BuildTraining(2, s_plain);
        using ICompiledProgram compiled = TestNetworks.Prepare(program, Networks.Network2, _gpu);
        var values = program.Values.Where(v => v.IsPersistent || v.Kind == ValueKind.Input).ToDictionary(v => v, compiled.Read);
        compiled.Run();
        foreach (Instruction i in program.Instructions)
            values[i.Output] = _gpu.Execute(i, [.. i.Inputs.Select(v => values[v])], values.GetValueOrDefault(i.Output));
        foreach (Value value in program.Values.Where(v => v.IsPersistent || v == program.Output || v == program.Loss))
            Closeness.AssertClose(compiled.Read(value), values[value].Data, 1e-5, value.Name);
    }

    [Test]
    public void Two_runs_give_the_same_bits()
    {
        Program program = Networks.Network2.BuildTraining(3, OptimizerSpec.Sgd(0.05, momentum: 0.9));
        Dictionary<string, Tensor>[] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using ICompiledProgram compiled = TestNetworks.Prepare(program, Networks.Network2, _gpu);
            for (int step = 0; step < 2; step++) compiled.Run();
            return program.Values.Where(v => v.IsPersistent || v == program.Loss).ToDictionary(v => v.Name, compiled.Read);
        })];
        foreach (string name in runs[0].Keys) Assert.That(runs[0][name].BitEquals(runs[1][name]), name);
    }

    [Test]
    public void The_state_goes_to_another_program_of_the_device_bit_for_bit_and_comes_from_another_backend_too()
    {
        Program training = Networks.Network2.BuildTraining(2, s_plain), evaluation = Networks.Network2.BuildEvaluation(3);
        using ICompiledProgram from = TestNetworks.Prepare(training, Networks.Network2, _gpu), to = _gpu.Compile(evaluation);
        using ICompiledProgram reference = TestNetworks.Prepare(training, Networks.Network2, new ReferenceBackend(), seed: 8);
        from.Run();
        to.TakeState(from);
        foreach (Value parameter in evaluation.Parameters)
            Assert.That(to.Read(parameter).BitEquals(from.Read(training[parameter.Name])), parameter.Name);
        to.TakeState(reference);
        foreach (Value parameter in evaluation.Parameters)
            Closeness.AssertClose(to.Read(parameter), reference.Read(training[parameter.Name]).Data, 1e-7, parameter.Name);
    }

    [Test]
    public void A_run_without_its_inputs_is_refused_by_name()
    {
        using ICompiledProgram compiled = _gpu.Compile(Networks.Network2.BuildTraining(2, s_plain));
        Assert.That(compiled.Run, Throws.InvalidOperationException.With.Message.Contains(" has no content yet"));
        Assert.That(
            () => compiled.Read(compiled.Program.Loss!), Throws.InvalidOperationException.With.Message.Contains(" has no content yet"));
    }

    [Test]
    public void A_label_that_is_no_class_is_refused_and_the_program_goes_on_working()
    {
        Program program = Networks.Network2.BuildEvaluation(4);
        using ICompiledProgram compiled = TestNetworks.Prepare(program, Networks.Network2, _gpu);
        compiled.Write(program.Target!, new Tensor(new Shape(4), [1, 2, 10, 3]));
        Assert.That(compiled.Run, Throws.ArgumentException.With.Message.Contains("label 10 of sample 2"));
        compiled.Write(program.Target!, new Tensor(new Shape(4), [1, 2, 9, 3]));
        Assert.That(compiled.Run, Throws.Nothing);
    }

    [Test]
    public void A_program_that_does_not_fit_is_refused_with_both_figures()
    {
        GpuException e = Assert.Throws<GpuException>(() => _gpu.Compile(Networks.Mlp.BuildEvaluation(2_000_000)))!;
        Assert.That(e.Message, Does.Match(@"^not enough memory on .+: mlp.* needs \d+\.\d GiB, .+ are there"));
        Assert.That(
            () => _gpu.Compile(Networks.Mlp.BuildEvaluation(2_739_000)),
            Throws.TypeOf<GpuException>().With.Message.Contains("x (2739000, 1, 28, 28) has more elements"));
    }

    private void Compare(Network network, int batch, OptimizerSpec optimizer)
    {
        Program program = network.BuildTraining(batch, optimizer);
        using ICompiledProgram device = TestNetworks.Prepare(program, network, _gpu),
            reference = TestNetworks.Prepare(program, network, new ReferenceBackend());
        for (int step = 0; step < 3; step++)
        {
            device.Run();
            reference.Run();
            string where = $"{network.Name} {optimizer.Kind} step {step + 1}";
            Closeness.AssertClose(device.Read(program.Loss!), reference.Read(program.Loss!).Data, 1e-5, $"{where} loss");
            foreach (Value value in program.Values.Where(v => v.IsPersistent || v == program.Output))
            {
                // Adam divides by the root of the second moment: where a gradient is all but zero the step is rounding alone.
                double tolerance = optimizer.Kind == OptimizerKind.Adam && (step > 0 || value.Kind == ValueKind.Parameter) ? 1e-3 : 1e-5;
                Closeness.AssertClose(device.Read(value), reference.Read(value).Data, tolerance, $"{where} {value.Name}");
            }
        }
    }

    private static Network Named(string name) =>
        ((Network[])[Networks.Network2, Networks.Network3, Networks.Mlp, .. OddNetworks.All]).Single(n => n.Name == name);
}
