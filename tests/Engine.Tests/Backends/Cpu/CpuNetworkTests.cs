using System.Collections.Concurrent;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>Whole training steps on the fused paths against the same steps of the reference backend.</summary>
[TestFixture]
public sealed class CpuNetworkTests
{
    private static readonly OptimizerSpec[] Optimizers =
        [OptimizerSpec.Sgd(0.1), OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01), OptimizerSpec.Adam(0.002, weightDecay: 0.01)];

    private static IEnumerable<Network> AllNetworks => [Networks.Network2, Networks.Network3, Networks.Mlp, .. OddNetworks.All];

    /// <summary>All that the machine has; in a child process, whose parent tries the others,
    /// the one that the backend chooses there.</summary>
    private static IEnumerable<VectorWidth> Widths => CpuChildProcessTests.WidestOfChild is not null
        ? [VectorWidths.Widest]
        : ((VectorWidth[])[VectorWidth.Vector512, VectorWidth.Vector256, VectorWidth.Vector128, VectorWidth.Scalar])
            .Where(VectorWidths.IsSupported);

    private static IEnumerable<TestCaseData> Cases =>
        from network in AllNetworks
        from width in Widths
        select new TestCaseData(network, width).SetArgDisplayNames(network.Name, width.ToString());

    [TestCaseSource(nameof(Cases))]
    public void Two_training_steps_give_the_losses_gradients_and_parameters_of_the_reference(Network network, VectorWidth width)
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2, VectorWidth = width });
        foreach ((int batch, OptimizerSpec optimizer) in new[] { (5, Optimizers[0]), (2, Optimizers[1]), (1, Optimizers[2]) })
            Compare(network, batch, optimizer, cpu);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Any_number_of_threads_will_do(int threads)
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = threads });
        Compare(Networks.Network3, 7, Optimizers[0], cpu);
        Compare(Networks.Mlp, 33, Optimizers[1], cpu);
    }

    /// <summary>More rows than a panel of any width has, but no multiple of it.</summary>
    [TestCaseSource(nameof(Widths))]
    public void Large_layers_whose_batch_is_transposed_first_give_the_same_as_the_reference(VectorWidth width)
    {
        foreach (int threads in new[] { 2, 3 })
        {
            using var cpu = new CpuBackend(new CpuOptions { Threads = threads, VectorWidth = width });
            foreach (int batch in new[] { 64, 39 }) Compare(Networks.Mlp, batch, Optimizers[0], cpu);
        }
    }

    private static IEnumerable<string> Programs => ProgramCatalog.All.Where(p => p.Name != "network1").Select(p => p.Name);

    [TestCaseSource(nameof(Programs))]
    public void Every_program_of_the_catalog_runs_as_on_the_reference(string name)
    {
        Scenario scenario = ProgramCatalog.Get(name).Create(new ScenarioOptions { Seed = 3 });
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using ICompiledProgram fast = Start(cpu), slow = Start(new ReferenceBackend());
        foreach (Value value in scenario.Program.Values.Where(
            v => v.IsPersistent || v == scenario.Program.Output || v == scenario.Program.Loss))
            Closeness.AssertClose(fast.Read(value), slow.Read(value).Data, 1e-5, value.Name);

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
    public void An_evaluation_program_gives_the_loss_and_the_logits_of_the_reference()
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        foreach (Network network in AllNetworks)
        {
            Program program = network.BuildEvaluation(6);
            using ICompiledProgram fast = Prepare(program, network, cpu), slow = Prepare(program, network, new ReferenceBackend());
            fast.Run();
            slow.Run();
            Closeness.AssertClose(fast.Read(program.Output!), slow.Read(program.Output!).Data, 1e-5, $"{network.Name} logits");
            Closeness.AssertClose(fast.Read(program.Loss!), slow.Read(program.Loss!).Data, 1e-6, $"{network.Name} loss");
        }
    }

    [Test]
    public void Steps_leave_a_thread_free_to_run_on_the_cores_that_it_had()
    {
        if (!File.Exists("/proc/thread-self/status")) Assert.Ignore("the system does not tell");
        string before = Cores();
        using var cpu = new CpuBackend(new CpuOptions { Threads = Environment.ProcessorCount });
        using ICompiledProgram compiled = Prepare(Networks.Network2.BuildTraining(24, Optimizers[0]), Networks.Network2, cpu);
        for (int step = 0; step < 50; step++) compiled.Run();
        Assert.That(Cores(), Is.EqualTo(before));

        static string Cores() =>
            File.ReadLines("/proc/thread-self/status").First(l => l.StartsWith("Cpus_allowed:", StringComparison.Ordinal));
    }

    [Test]
    public void Two_runs_give_the_same_bits()
    {
        foreach (Network network in new[] { Networks.Network2, Networks.Mlp })
        {
            Program program = network.BuildTraining(24, Optimizers[0]);
            Dictionary<string, Tensor>? first = null;
            for (int run = 0; run < 3; run++)
            {
                using var cpu = new CpuBackend(new CpuOptions { Threads = 3 });
                using ICompiledProgram compiled = Prepare(program, network, cpu);
                for (int step = 0; step < 5; step++) compiled.Run();
                var now = program.Values.Where(v => v.IsPersistent).ToDictionary(v => v.Name, compiled.Read);
                first ??= now;
                foreach (string name in now.Keys) Assert.That(now[name].BitEquals(first[name]), $"{network.Name} {name}");
            }
        }
    }

    [Test]
    public void A_gradient_that_no_step_needs_in_memory_can_be_read_all_the_same_also_after_the_next_batch_is_written()
    {
        Program program = Networks.Mlp.BuildTraining(3, Optimizers[0]);
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using ICompiledProgram fast = Prepare(program, Networks.Mlp, cpu), slow = Prepare(program, Networks.Mlp, new ReferenceBackend());
        fast.Run();
        slow.Run();
        Value gradient = program["linear_relu_stack.0.weight.grad"];
        fast.Write(program["x"], Tensor.Full(program["x"].Shape, 1));
        Closeness.AssertClose(fast.Read(gradient), slow.Read(gradient).Data, 1e-5, "gradient");
        Assert.That(fast.Read(program["x"])[0], Is.EqualTo(1));
    }

    [Test]
    public void A_run_without_its_inputs_is_refused_by_name()
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 1 });
        using ICompiledProgram compiled = cpu.Compile(Networks.Network2.BuildTraining(2, Optimizers[0]));
        Assert.That(compiled.Run, Throws.InvalidOperationException.With.Message.Contains(" has no content yet"));
    }

    [Test]
    public void A_label_that_is_no_class_is_refused_and_the_backend_goes_on_working()
    {
        Program program = Networks.Network2.BuildTraining(4, Optimizers[0]);
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using ICompiledProgram compiled = Prepare(program, Networks.Network2, cpu);
        compiled.Write(program.Target!, new Tensor(new Shape(4), [1, 2, 10, 3]));
        Assert.That(compiled.Run, Throws.ArgumentException.With.Message.Contains("label 10 of sample 2"));
        compiled.Write(program.Target!, new Tensor(new Shape(4), [1, 2, 9, 3]));
        Assert.That(compiled.Run, Throws.Nothing);
    }

    private static void Compare(Network network, int batch, OptimizerSpec optimizer, CpuBackend cpu)
    {
        Program program = network.BuildTraining(batch, optimizer);
        Tensor?[][] expected =
            ReferenceSteps.GetOrAdd((network.Name, batch, optimizer), _ => new(() => StepsOfReference(network, program))).Value;
        using ICompiledProgram fast = Prepare(program, network, cpu);
        for (int step = 0; step < Steps; step++)
        {
            fast.Run();
            string where = $"{network.Name} batch {batch} {optimizer.Kind} step {step + 1}";
            Closeness.AssertClose(fast.Read(program.Loss!), expected[step][program.Loss!.Slot]!.Data, 1e-5, $"{where} loss");
            foreach (Value value in program.Values.Where(v => v.IsPersistent || v == program.Output))
            {
                // Adam divides by the root of the second moment: where a gradient is all but zero the step is rounding alone.
                double tolerance = optimizer.Kind == OptimizerKind.Adam && (step > 0 || value.Kind == ValueKind.Parameter) ? 1e-3 : 1e-5;
                Closeness.AssertClose(fast.Read(value), expected[step][value.Slot]!.Data, tolerance, $"{where} {value.Name}");
            }
        }
    }

    private const int Steps = 2;

    /// <summary>What the reference backend gives, step by step and slot by slot: the same for every width and number of threads.</summary>
    private static readonly ConcurrentDictionary<(string Network, int Batch, OptimizerSpec Optimizer), Lazy<Tensor?[][]>> ReferenceSteps =
        new();

    private static Tensor?[][] StepsOfReference(Network network, Program program)
    {
        using ICompiledProgram slow = Prepare(program, network, new ReferenceBackend());
        return [.. Enumerable.Range(0, Steps).Select(_ =>
        {
            slow.Run();
            return (Tensor?[])[.. program.Values.Select(
                v => v.IsPersistent || v == program.Output || v == program.Loss ? slow.Read(v) : null)];
        })];
    }

    private static ICompiledProgram Prepare(Program program, Network network, IBackend backend)
    {
        ICompiledProgram compiled = backend.Compile(program);
        var random = new TorchRandom(7);
        foreach ((string name, Tensor content) in network.Initialize(random)) compiled.Write(program[name], content);
        compiled.Write(program["x"], Tensor.FromFloats(program["x"].Shape, random.Randn(program["x"].Shape.Length)));
        int batch = program.Target!.Shape[0];
        compiled.Write(program.Target, new Tensor(program.Target.Shape, [.. Enumerable.Range(0, batch).Select(i => (double)(i * 7 % 10))]));
        if (program.Find("lr") is { } lr) compiled.Write(lr, Tensor.Scalar(0.05));
        return compiled;
    }
}
