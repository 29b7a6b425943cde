using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class TimelineTests
{
    private static IEnumerable<string> Sound => Sessions.Sound;

    /// <summary>A budget under which every iteration but the present one is forgotten.</summary>
    private const long Tiny = 1;

    [Test]
    public void Each_step_runs_one_instruction_and_each_step_back_undoes_it()
    {
        Timeline timeline = Sessions.Timeline("two-layer");
        var pictures = new List<string?[]> { timeline.Picture() };
        foreach (Instruction instruction in timeline.Program.Instructions)
        {
            Assert.That(timeline.Next, Is.SameAs(instruction));
            timeline.StepForward();
            Assert.That(timeline.Last, Is.SameAs(instruction));
            pictures.Add(timeline.Picture());
        }
        for (int i = timeline.Program.Instructions.Length - 1; i >= 0; i--)
        {
            Assert.That(timeline.StepBack(), Is.True);
            Assert.That(timeline.Now, Is.EqualTo(new Moment(0, i)));
            Assert.That(timeline.Picture(), Is.EqualTo(pictures[i]), $"after undoing instruction {i}");
        }
        Assert.That(timeline.StepBack(), Is.False);
    }

    [TestCaseSource(nameof(Sound))]
    public void Stepping_back_and_forward_ends_bit_equal(string program)
    {
        Timeline straight = Sessions.Timeline(program), wandering = Sessions.Timeline(program);
        int length = straight.Program.Instructions.Length;
        var random = new System.Random(11);
        for (int i = 0; i < 8; i++)
        {
            var there = new Moment(random.Next(2), random.Next(length + 1));
            wandering.MoveTo(there);
            for (int k = random.Next(4); k > 0; k--) wandering.StepBack();
            for (int k = random.Next(4); k > 0; k--) wandering.StepForward();
        }
        straight.MoveTo(straight.Program.End(1));
        wandering.MoveTo(wandering.Program.End(1));
        Assert.That(wandering.Picture(), Is.EqualTo(straight.Picture()));
    }

    [TestCase("two-layer")]
    [TestCase("activations")]
    [TestCase("layers")]
    [TestCase("week4-net")]
    [TestCase("mlp")]
    public void Forgotten_iterations_are_replayed_bit_equal(string program)
    {
        Timeline kept = Sessions.Timeline(program), forgetful = Sessions.Timeline(program, Tiny);
        int length = kept.Program.Instructions.Length;
        const int Iterations = 5;
        var pictures = new Dictionary<Moment, string?[]>();
        var moments =
            Enumerable.Range(0, Iterations).SelectMany(i => new[] { 0, 1, length / 2, length }.Select(e => new Moment(i, e))).ToArray();
        foreach (Moment moment in moments)
        {
            kept.MoveTo(moment);
            pictures[moment] = kept.Picture();
        }
        forgetful.MoveTo(kept.Program.End(Iterations - 1));
        foreach (Moment moment in moments.Reverse().Concat(moments.OrderBy(m => (m.Iteration * 7 + m.Executed * 3) % 11)))
        {
            forgetful.MoveTo(moment);
            Assert.That(forgetful.Picture(), Is.EqualTo(pictures[moment]), moment.ToString());
        }
    }

    [Test]
    public void More_iterations_than_snapshots_can_be_undone_to_the_very_beginning()
    {
        Timeline timeline = Sessions.Timeline("two-layer", Tiny);
        Program program = timeline.Program;
        var w5 = new List<double>();
        for (int i = 0; i < 30; i++)
        {
            timeline.MoveTo(program.End(i));
            w5.Add(timeline.Read(program["w5"])!.ScalarValue);
        }
        for (int i = 29; i >= 0; i--)
        {
            timeline.MoveTo(program.End(i));
            Assert.That(timeline.Read(program["w5"])!.ScalarValue, Is.EqualTo(w5[i]), $"iteration {i}");
        }
        timeline.MoveTo(default);
        Assert.That(timeline.Read(program["w5"])!.ScalarValue, Is.EqualTo(0.25));
        Assert.That(timeline.StepBack(), Is.False);
    }

    [Test]
    public void A_forgetful_timeline_drops_old_versions()
    {
        Timeline kept = Sessions.Timeline("two-layer"), forgetful = Sessions.Timeline("two-layer", Tiny);
        kept.MoveTo(kept.Program.End(9));
        forgetful.MoveTo(forgetful.Program.End(9));
        Value w5 = kept.Program["w5"];
        Assert.That(kept.Versions(w5), Has.Count.EqualTo(11), "the first content and ten updates");
        Assert.That(forgetful.Versions(forgetful.Program["w5"]), Has.Count.LessThan(4));
        Assert.That(forgetful.VersionAt(forgetful.Program["w5"], new(2, 0)), Is.Null, "too long ago");
    }

    [Test]
    public void A_value_of_the_iteration_before_is_not_taken_for_one_of_this()
    {
        Timeline timeline = Sessions.Timeline("two-layer");
        timeline.MoveTo(new(1, 0));
        Program program = timeline.Program;
        Assert.That(timeline.Read(program["l_h1"]), Is.Null);
        Assert.That(timeline.Read(program["l_o1.grad"]), Is.Null);
        Assert.That(timeline.Read(program["w5.grad"]), Is.Not.Null, "a leaf's gradient stays until zero_grad");
        Assert.That(timeline.VersionAt(program["l_h1"], new(0, 1)), Is.Not.Null, "it can still be looked up where it was");
    }

    [Test]
    public void A_gradient_is_not_there_before_the_first_backward() =>
        Assert.That(Sessions.Timeline("two-layer").Read(Sessions.Timeline("two-layer").Program["w5.grad"]), Is.Null);

    [Test]
    public void A_fork_changes_what_follows_and_leaves_the_first_run_alone()
    {
        Timeline first = Sessions.Timeline("two-layer");
        first.MoveTo(first.Program.End());
        var before = first.Picture();
        Timeline fork = first.With([new(new(0, 0), first.Program["w5"], Tensor.Scalar(0.5))]);
        Assert.That(first.Picture(), Is.EqualTo(before));
        Assert.That(fork.Now, Is.EqualTo(first.Now));
        Program p = fork.Program;
        Assert.That(fork.Read(p["l_o1"])!.ScalarValue, Is.EqualTo(0.5 * 0.5950784738657 + 0.35 * 0.5986876601124 + 0.5).Within(1e-12));
        Assert.That(fork.Read(p["l_h1"])!.ScalarValue, Is.EqualTo(first.Read(p["l_h1"])!.ScalarValue));
        Assert.That(fork.VersionAt(p["w5"], default)!.Edited, Is.True);
        Assert.That(fork.VersionAt(p["w5"], default)!.Writer, Is.Null);
    }

    [TestCase("two-layer", "w5", 0)]
    [TestCase("two-layer", "l_h1", 1)]
    [TestCase("mlp", "linear_relu_stack.2.weight", 0)]
    public void An_edit_survives_going_back_and_being_replayed(string program, string name, int executed)
    {
        Timeline forgetful = Sessions.Timeline(program, Tiny);
        Program p = forgetful.Program;
        forgetful.MoveTo(p.End(2));
        Timeline source = Sessions.Timeline(program);
        source.MoveTo(new(2, executed));
        Timeline fork = forgetful.With([new(new(2, executed), p[name], Sessions.Nudged(source.Read(source.Program[name])!))]);
        fork.MoveTo(p.End(4));
        var after = fork.Picture();
        Assert.That(after, Is.Not.EqualTo(Run(program, 4)), "the edit has to show");
        fork.MoveTo(p.End(2));
        var here = fork.Picture();
        fork.MoveTo(default);
        Assert.That(fork.Picture(), Is.EqualTo(Sessions.Timeline(program).Picture()), "before the edit all is as it was");
        fork.MoveTo(p.End(2));
        Assert.That(fork.Picture(), Is.EqualTo(here));
        fork.MoveTo(p.End(4));
        Assert.That(fork.Picture(), Is.EqualTo(after));

        static string?[] Run(string program, long iteration)
        {
            Timeline timeline = Sessions.Timeline(program);
            timeline.MoveTo(timeline.Program.End(iteration));
            return timeline.Picture();
        }
    }

    [Test]
    public void Edits_add_up_and_a_second_one_of_the_same_value_at_the_same_moment_replaces_the_first()
    {
        Timeline first = Sessions.Timeline("two-layer");
        Program p = first.Program;
        Timeline both = first.With([new(default, p["w5"], Tensor.Scalar(0.5))]).With([new(default, p["w6"], Tensor.Scalar(0.1))]);
        Assert.That(both.Edits, Has.Count.EqualTo(2));
        Assert.That((both.Read(p["w5"])!.ScalarValue, both.Read(p["w6"])!.ScalarValue), Is.EqualTo((0.5, 0.1)));
        Timeline again = both.With([new(default, p["w5"], Tensor.Scalar(0.7))]);
        Assert.That(again.Edits, Has.Count.EqualTo(2));
        Assert.That(again.Read(p["w5"])!.ScalarValue, Is.EqualTo(0.7));
    }

    [Test]
    public void Going_back_to_before_an_edit_does_not_calculate_the_whole_run_again()
    {
        Scenario scenario = Sessions.Scenario("two-layer");
        var batches = new CountingBatches(scenario.Batches);
        var timeline = new Timeline(scenario with { Batches = batches }, new ReferenceBackend());
        timeline.MoveTo(new Moment(40, 3));
        Timeline fork = timeline.With([new Edit(new Moment(40, 0), timeline.Program["w5"], Tensor.Scalar(1))]);
        int loaded = batches.Loads;
        fork.MoveTo(new Moment(38, 3));
        Assert.That(batches.Loads - loaded, Is.LessThan(5));
        timeline.MoveTo(fork.Now);
        Assert.That(fork.Picture(), Is.EqualTo(timeline.Picture()));
    }

    /// <summary>Counts how many iterations were begun.</summary>
    private sealed class CountingBatches(IBatchSource inner) : IBatchSource
    {
        public int Loads { get; private set; }

        public string Description(Language language) => inner.Description(language);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
        {
            Loads++;
            return inner.At(iteration);
        }
    }

    [Test]
    public void A_broken_program_stops_at_its_fault_and_can_be_walked_back()
    {
        Timeline timeline = Sessions.Timeline("network1");
        timeline.MoveTo(timeline.Program.End());
        var end = timeline.Picture();
        Assert.That(() => timeline.StepForward(), Throws.TypeOf<ShapeException>().With.Message.StartsWith("fc1: "));
        Assert.That(timeline.Now, Is.EqualTo(timeline.Program.End()));
        for (int i = 0; i < 3; i++) timeline.StepBack();
        timeline.MoveTo(timeline.Program.End());
        Assert.That(timeline.Picture(), Is.EqualTo(end));
    }

    [TestCase(-1, 0)]
    [TestCase(0, -1)]
    [TestCase(0, 78)]
    public void There_are_no_moments_outside_an_iteration(int iteration, int executed) =>
        Assert.That(() => Sessions.Timeline("two-layer").MoveTo(new(iteration, executed)), Throws.TypeOf<ArgumentOutOfRangeException>());
}
