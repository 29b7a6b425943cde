using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>Training steps of small GPTs on the compiled paths against the same steps of the reference backend.</summary>
[TestFixture]
public sealed class CpuTransformerTests
{
    /// <summary>One name a step; odd sizes; a table that is used twice; layers so large that their input is put into panels.</summary>
    private static readonly Transformer[] All =
    [
        new(1, 16, 4, 16, 1, 27), new(2, 12, 3, 7, 3, 5), new(1, 8, 1, 5, 2, 9, IsTied: true), new(1, 20, 2, 19, 2, 11),
        new(1, 64, 4, 32, 2, 130), new(1, 6, 6, 3, 1, 4),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from transformer in All
        from width in ((VectorWidth[])[VectorWidth.Vector512, VectorWidth.Vector256, VectorWidth.Vector128, VectorWidth.Scalar])
            .Where(VectorWidths.IsSupported)
        select new TestCaseData(transformer, width).SetArgDisplayNames(transformer.ToString(), width.ToString());

    [TestCaseSource(nameof(Cases))]
    public void A_step_gives_the_loss_and_the_gradients_of_the_reference(object testCase, VectorWidth width)
    {
        Program program = ((Transformer)testCase).Build();
        using ICompiledProgram slow = Run(program, new ReferenceBackend(), 1);
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var cpu = new CpuBackend(new CpuOptions { Threads = threads, VectorWidth = width });
            using ICompiledProgram fast = Run(program, cpu, 1);
            foreach (Value value in program.Values.Where(
                v => v.Kind is ValueKind.Gradient && v.IsPersistent || v == program.Output || v == program.Loss))
                Closeness.AssertClose(fast.Read(value), slow.Read(value).Data, 2e-5, $"{value.Name}, {threads} threads");
        }
    }

    [Test]
    public void Many_steps_go_where_those_of_the_reference_go()
    {
        foreach (Transformer transformer in All.Take(3))
        {
            Program program = transformer.Build();
            using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
            using ICompiledProgram fast = Run(program, cpu, 30), slow = Run(program, new ReferenceBackend(), 30);
            Closeness.AssertClose(fast.Read(program.Loss!), slow.Read(program.Loss!).Data, 1e-3, $"{transformer}: loss");
            Closeness.AssertClose(fast.Read(program["wte"]), slow.Read(program["wte"]).Data, 1e-3, $"{transformer}: wte");
        }
    }

    [Test]
    public void A_small_program_has_the_same_bits_on_any_number_of_threads()
    {
        Program program = All[0].Build();
        using CpuBackend one = new(new CpuOptions { Threads = 1 }), four = new(new CpuOptions { Threads = 4 });
        using ICompiledProgram a = Run(program, one, 3), b = Run(program, four, 3);
        foreach (Value v in program.Parameters) Assert.That(a.Read(v).BitEquals(b.Read(v)), v.Name);
    }

    [Test]
    public void Two_runs_on_several_threads_have_the_same_bits()
    {
        Program program = All[4].Build();
        using var cpu = new CpuBackend(new CpuOptions { Threads = 3 });
        using ICompiledProgram a = Run(program, cpu, 2), b = Run(program, cpu, 2);
        foreach (Value v in program.Parameters) Assert.That(a.Read(v).BitEquals(b.Read(v)), v.Name);
    }

    [Test]
    public void A_step_allocates_nothing()
    {
        Program program = All[0].Build();
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using ICompiledProgram compiled = Run(program, cpu, 20);
        (Value, Tensor)[] batch = [.. Transformer.Names(program, new System.Random(2))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++)
        {
            foreach ((Value value, Tensor content) in batch) compiled.Write(value, content);
            compiled.Run();
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Gradients_agree_with_finite_differences_also_of_a_table_that_is_used_twice()
    {
        foreach (Transformer transformer in (Transformer[])[new(1, 8, 2, 4, 2, 6), new(1, 4, 2, 4, 1, 3, IsTied: true)])
        {
            Program program = transformer.Build();
            using ICompiledProgram start = new ReferenceBackend().Compile(program);
            Transformer.Start(start, 4);
            KeyValuePair<Value, Tensor>[] inputs =
                [.. program.Values.Where(v => v.Kind == ValueKind.Input).Select(v => KeyValuePair.Create(v, start.Read(v)))];
            var initial = program.Values.Where(v => v.Kind is ValueKind.Parameter or ValueKind.Hyperparameter)
                .ToDictionary(v => v, start.Read);
            var scenario = new Scenario(program, 0, initial, new FixedBatch("names", inputs));
            GradientCheckResult[] results = [.. new GradientCheck(scenario, new ReferenceBackend()).Run()];
            Assert.That(results.Select(r => r.Leaf), Is.EquivalentTo(program.Parameters));
            Assert.That(results, Has.All.Property("WorstError").LessThan(1e-6));
        }
    }

    private static ICompiledProgram Run(Program program, IBackend backend, int steps)
    {
        ICompiledProgram compiled = backend.Compile(program);
        Transformer.Start(compiled, 8);
        var random = new System.Random(3);
        for (int step = 0; step < steps; step++)
        {
            compiled.Run();
            foreach ((Value value, Tensor content) in Transformer.Names(program, random)) compiled.Write(value, content);
        }
        return compiled;
    }
}
