using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Session;

/// <summary>What is kept, for whom, and what is known of it the next time.</summary>
public sealed class LessonProgressTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-lessons-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private LessonSources Kept(string? profile = null) => Sources(new ProgressStore(_folder, new StoppedClock()), profile);

    [Test]
    public void A_new_run_of_the_program_goes_on_where_the_last_one_ended()
    {
        using var before = new LearnerStore(First, Kept());
        int xp = before.Solve().Lessons.Progress.Profile.Xp;
        before.Enter(Second).AskedFor("order");
        using var after = new LearnerStore(null, Kept());
        Assert.That((after.Lessons.Progress.NextLesson!.Id, after.Lessons.Progress.Profile.Xp, after.Record(First).Position.SolvedAs),
            Is.EqualTo((Second, xp, (LessonState?)LessonState.Solved)));
        Assert.That(after.Do(new EnterFromMap(Second)).Question.Question.Id, Is.EqualTo("order"));
    }

    [Test]
    public void The_first_screen_learns_where_to_go_on_and_makes_no_profile()
    {
        var newcomer = (LearnerMsg)FirstLook.Learner(Kept())!;
        Assert.That((newcomer.Learner.HasBegun, newcomer.Learner.Next), Is.EqualTo((false, First)));
        Assert.That(new ProgressStore(_folder, new StoppedClock()).List(), Is.Empty);
        using var learner = new LearnerStore(First, Kept());
        learner.Solve();
        var again = (LearnerMsg)FirstLook.Learner(Kept())!;
        Assert.That((again.Learner.HasBegun, again.Learner.Next, again.Learner.Solved, again.Learner.All),
            Is.EqualTo((true, Second, 1, 4)));
        Assert.That(again.Learner.Chapters.Single(c => c.HasNext).Solved, Is.EqualTo(1));
    }

    [Test]
    public void Without_a_store_nothing_is_kept()
    {
        using (var learner = new LearnerStore(First)) learner.Solve();
        using var again = new LearnerStore();
        Assert.That(again.Record(First).Position.IsBegun, Is.False);
    }

    [Test]
    public void A_damaged_file_is_set_aside_and_said_and_the_lessons_go_on()
    {
        using (var learner = new LearnerStore(First, Kept())) learner.Solve();
        foreach (string file in Directory.GetFiles(Path.Combine(_folder, "profiles"))) File.WriteAllText(file, "{ broken");
        using var again = new LearnerStore(null, Kept());
        Assert.That(again.State.Notice, Has.Property("IsProblem").True);
        Assert.That(again.Do(new EnterFromMap(First)).State.Place, Is.EqualTo(Place.Page));
    }

    [Test]
    public void A_second_profile_begins_at_the_beginning_and_the_first_one_keeps_its_own()
    {
        using var learner = new LearnerStore(First, Kept());
        learner.Solve().Do(new Ask(new SwitchProfile("Grace 1")));
        Assert.That((learner.Lessons.Progress.Profile.Name, learner.Lessons.Progress.Profile.Xp, learner.Record(First).Position.IsBegun),
            Is.EqualTo(("Grace 1", 0, false)));
        Assert.That(learner.Lessons.Profiles, Is.EquivalentTo(new[] { Learner, "Grace 1" }));
        learner.Do(new Ask(new SwitchProfile(Learner)));
        Assert.That((learner.Lessons.Progress.Profile.Name, learner.Record(First).Position.SolvedAs),
            Is.EqualTo((Learner, (LessonState?)LessonState.Solved)));
    }

    [Test]
    public void Two_windows_of_one_learner_lose_nothing_of_each_other()
    {
        using var one = new LearnerStore(First, Kept());
        using var other = new LearnerStore(Boss, Kept());
        one.Solve();
        other.AskedFor("where").Right();
        using var after = new LearnerStore(null, Kept());
        Assert.That((after.Record(First).Position.SolvedAs, after.Record(Boss).Position.Of("where").Right),
            Is.EqualTo(((LessonState?)LessonState.Solved, true)));
    }

    [Test]
    public void Who_switches_the_game_off_wins_nothing_and_keeps_what_was_learnt()
    {
        using var learner = new LearnerStore(null, Kept());
        learner.Do(new Ask(new SwitchGame(false)));
        Assert.That(learner.Lessons.ShowsGame, Is.False);
        learner.Enter(First).Solve();
        Assert.That((learner.Record(First).Position.SolvedAs, learner.Notice), Is.EqualTo((LessonState.Solved, (string?)null)));
        using var again = new LearnerStore(null, Kept());
        Assert.That(again.Lessons.ShowsGame, Is.False);
    }
}
