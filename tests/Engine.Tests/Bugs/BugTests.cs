using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Tests.Debugging.Explaining;

namespace Backstep.Engine.Tests.Bugs;

/// <summary>What holds of every bug.</summary>
public class BugTests
{
    private static IEnumerable<string> Names => BugCatalog.All.Select(m => m.Name);

    [Test]
    public void There_are_bugs_of_every_name_a_lesson_needs()
    {
        string[] needed =
        [
            "no-zero-grad", "update-sign", "updated-weights-in-backward", "one-path-left-out", "missing-sigmoid-derivative",
            "missing-output-sigmoid-derivative",
            "misplaced-sigmoid-derivative", "loss-gradient-sign", "missing-half", "swapped-weights", "softmax-twice", "sum-instead-of-mean",
            "no-bias-gradient",
            "missing-flatten", "wrong-in-features", "missing-relu", "relu-backward-ignored", "zero-initialisation", "large-initialisation",
            "dead-relu",
            "learning-rate-too-high", "stale-forward", "kernel-gradient-of-one-patch", "pool-gradient-to-all", "pool-gradient-shared",
            "step-before-backward",
            "zero-grad-after-backward", "momentum-forgotten", "bias-correction-forgotten",
            "detached", "depth-first-backward", "mask-forgotten", "softmax-wrong-axis", "scale-forgotten", "value-and-key-swapped",
            "position-forgotten", "gradient-of-one-position", "frozen-layer", "forgotten-parameters", "inplace-relu", "transposed-weight",
        ];
        Assert.That(Names, Is.EquivalentTo(needed));
        Assert.That(Names, Has.All.Match("^[a-z]+(-[a-z]+)*$"));
        Assert.That(BugCatalog.All.Select(m => m.Description(Language.English)), Has.All.EndsWith(".").And.All.Not.Contain("\n"));
        Assert.That(BugCatalog.All.Select(m => m.Title(Language.English)), Has.All.Not.EndsWith(".").And.All.Not.Contain("\n"));
    }

    [TestCaseSource(nameof(Names))]
    public void Each_has_programs_that_it_applies_to_and_a_reason_for_each_other(string name)
    {
        Bug bug = BugCatalog.Get(name);
        Assert.That(Wrong.Places(name), Is.Not.Empty);
        foreach (ProgramEntry entry in ProgramCatalog.All)
        {
            Scenario scenario = entry.Create(new());
            if (bug.AppliesTo(scenario)) continue;
            Assert.That(bug.Refusal(scenario)!(Language.English), Does.StartWith($"{name}: {entry.Name} ").And.Not.Contain("\n"));
            Assert.That(
                () => bug.Apply(scenario), Throws.TypeOf<BugException>().With.Message.EqualTo(bug.Refusal(scenario)!(Language.English)));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void The_wrong_program_is_well_formed_and_the_right_one_untouched(string name)
    {
        foreach ((string place, Scenario right) in Wrong.Places(name))
        {
            Instruction[] before = [.. right.Program.Instructions];
            Scenario wrong = BugCatalog.Get(name).Apply(right);
            Program program = wrong.Program;
            Assert.That(right.Program.Instructions, Is.EqualTo(before), place);
            Assert.That(program.Instructions.Select(i => i.Index), Is.EqualTo(Enumerable.Range(0, program.Instructions.Length)), place);
            Assert.That(program.Values.Select(v => v.Slot), Is.EqualTo(Enumerable.Range(0, program.Values.Length)), place);
            foreach (Instruction i in program.Instructions)
            {
                Assert.That(i.SourceLine, Is.InRange(1, program.Source.Lines.Length), $"{place}: {i.Label}");
                Assert.That(program.Source[i.SourceLine].Trim(), Is.Not.Empty, $"{place}: {i.Label}");
                Assert.That(i.Inputs.Append(i.Output), Is.All.Matches<Value>(v => program.Values[v.Slot] == v), $"{place}: {i.Label}");
                if (i.PrimalOf is int p)
                    Assert.That(program.Instructions[p].Phase, Is.EqualTo(Phase.Forward).Or.EqualTo(Phase.Loss), $"{place}: {i.Label}");
            }
            Assert.That(
                wrong.Initial.Keys.Concat(wrong.Batches.At(0).Select(b => b.Key)), Is.All.Matches<Value>(v => program.Values[v.Slot] == v),
                place);
            Assert.That(wrong.Batches.At(1), Has.Count.EqualTo(wrong.Batches.At(0).Count), place);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Every_number_of_the_wrong_program_can_be_stepped_to_and_explained(string name)
    {
        foreach ((string place, Scenario right) in Wrong.Places(name))
        {
            var session = new DebugSession(BugCatalog.Get(name).Apply(right), new ReferenceBackend());
            if (session.Program.Fault is not null)
            {
                Assert.That(session.Iterate().Kind, Is.EqualTo(StopKind.Fault), place);
                continue;
            }
            Assert.That(session.Iterate(2).Kind, Is.EqualTo(StopKind.EndOfIteration), place);
            var explainer = new Explainer(session.Timeline, 6);
            for (long iteration = 0; iteration < 2; iteration++)
                foreach (Instruction i in session.Program.Instructions)
                    foreach (int offset in new[] { 0, i.Output.Shape.Length - 1 }.Distinct())
                    {
                        Explanation e = explainer.Explain(i.Output, offset, new(iteration, i.Index + 1), maxTerms: 4);
                        string what = $"{place}: {e.Subject} = {e.Symbolic} = {e.Numeric}";
                        double scale = 1e-3 + e.Terms.Sum(t => Math.Abs(t.Value)) + Math.Abs(e.Remainder) + Math.Abs(e.Result);
                        // What explodes may end in NaN.
                        if (double.IsFinite(scale)) Assert.That(e.Recombined(), Is.EqualTo(e.Result).Within(1e-10 * scale), what);
                        Assert.That(what, Does.Not.Contain("{").And.Not.Contain(" via "));
                        Assert.That(e.Sentence, Does.EndWith("."), what);
                    }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void The_CPU_computes_the_wrong_program_as_the_reference_does(string name)
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        foreach ((string place, Scenario right) in Wrong.Places(name))
        {
            Scenario wrong = BugCatalog.Get(name).Apply(right);
            if (wrong.Program.Fault is not null || name is "large-initialisation" or "learning-rate-too-high") continue;
            using ICompiledProgram fast = Start(cpu), slow = Start(new ReferenceBackend());
            foreach (Value value in wrong.Program.Values.Where(v => v.IsPersistent || v == wrong.Program.Loss))
                Closeness.AssertClose(fast.Read(value), slow.Read(value).Data, 2e-4, $"{place}: {value.Name}");

            ICompiledProgram Start(IBackend backend)
            {
                ICompiledProgram compiled = backend.Compile(wrong.Program);
                foreach ((Value value, Tensor content) in wrong.Initial) compiled.Write(value, content);
                for (int iteration = 0; iteration < 2; iteration++)
                {
                    foreach ((Value value, Tensor content) in wrong.Batches.At(iteration)) compiled.Write(value, content);
                    compiled.Run();
                }
                return compiled;
            }
        }
    }

    [Test]
    public void Several_are_applied_in_an_order_in_which_none_undoes_another()
    {
        Scenario right = ProgramCatalog.Get("network2").Create(new());
        Scenario wrong = BugCatalog.Apply(right, "no-zero-grad", "learning-rate-too-high", "missing-relu");
        Assert.That(wrong.Program.Instructions.Select(i => i.Opcode), Has.None.EqualTo(Opcode.Relu).And.None.EqualTo(Opcode.Zero));
        Assert.That(wrong.Initial[wrong.Program["lr"]].ScalarValue, Is.EqualTo(10));
        Assert.That(new DebugSession(wrong, new ReferenceBackend()).Iterate(2).Kind, Is.EqualTo(StopKind.EndOfIteration));
    }

    [Test]
    public void A_new_forward_pass_is_refused_where_the_backward_pass_is_no_longer_its_own()
    {
        Scenario wrong = BugCatalog.Get("loss-gradient-sign").Apply(ProgramCatalog.Get("network2").Create(new()));
        Assert.That(
            BugCatalog.Get("missing-relu").Refusal(wrong)!(Language.English),
            Is.EqualTo("missing-relu: network2 has been changed by another bug already; apply this one first"));
    }

    [Test]
    public void Pairs_of_bugs_on_the_small_programs_run_and_can_be_explained()
    {
        int pairs = 0;
        foreach (string program in new[] { "one-weight", "two-layer", "batch", "softmax", "conv4x4", "pool4x4" })
        {
            Scenario right = ProgramCatalog.Get(program).Create(new());
            foreach (Bug first in BugCatalog.For(right))
                foreach (Bug second in BugCatalog.For(first.Apply(right)))
                {
                    Scenario wrong = second.Apply(first.Apply(right));
                    var session = new DebugSession(wrong, new ReferenceBackend());
                    Assert.That(() => session.Iterate(2).Kind, Is.EqualTo(StopKind.EndOfIteration), $"{program}: {first}, {second}");
                    var explainer = new Explainer(session.Timeline);
                    foreach (Instruction i in wrong.Program.Instructions)
                        Assert.That(explainer.Explain(i.Output, 0, new(1, i.Index + 1)).Subject, Is.Not.Empty);
                    pairs++;
                }
        }
        Assert.That(pairs, Is.GreaterThan(500));
    }

    [Test]
    public void An_unknown_name_gives_near_misses_and_the_list()
    {
        BugException e = Assert.Throws<BugException>(() => BugCatalog.Get("no-zero-gard"))!;
        Assert.That(e.Near, Is.EqualTo(new[] { "no-zero-grad" }));
        Assert.That(
            e.Message,
            Does.StartWith("there is no bug no-zero-gard; did you mean no-zero-grad? bugs: no-zero-grad, ").And.Not.Contain("\n"));
        Assert.That(
            () => BugCatalog.Get("nonsense"), Throws.TypeOf<BugException>().With.Message.StartsWith("there is no bug nonsense; bugs: "));
    }
}
