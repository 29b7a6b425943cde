using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>What is kept, for whom, and what the screens show of it.</summary>
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
        Pilot before = Map(sources: Kept()).Enter(First).Solve();
        int xp = before.Lessons().Played.Profile.Xp;
        before.Enter(Second).Ask("order").Press("C-c");
        Assert.That(before.HasQuit, Is.True);
        Pilot after = Map(sources: Kept());
        Assert.That((after.Selected(), after.Lessons().Played.Profile.Xp, after.Record(First).Position.SolvedAs), Is.EqualTo((Second, xp, (LessonState?)LessonState.Solved)));
        after.Press("Enter");
        Assert.That(after.Question().Question.Id, Is.EqualTo("order"));
    }

    [Test]
    public void Without_a_store_nothing_is_kept()
    {
        Map().Enter(First).Solve();
        Assert.That(Map().Record(First).Position.IsBegun, Is.False);
    }

    [Test]
    public void A_damaged_file_is_set_aside_and_said_and_the_lessons_go_on()
    {
        Map(sources: Kept()).Enter(First).Solve();
        foreach (string file in Directory.GetFiles(Path.Combine(_folder, "profiles"))) File.WriteAllText(file, "{ broken");
        Pilot pilot = Map(sources: Kept());
        Assert.That(pilot.Model.Toast, Is.Not.Null);
        Assert.That(pilot.Model.Toast!.Value.IsProblem, Is.True);
        pilot.Press("Enter");
        Assert.That(pilot.Play().View.Info.Id, Is.EqualTo(First));
    }

    [Test]
    public void A_second_profile_begins_at_the_beginning_and_the_first_one_keeps_its_own()
    {
        Pilot pilot = Map(sources: Kept()).Enter(First).Solve().Press("P n \"Grace 1\" Enter");
        Assert.That((pilot.Lessons().Played.Profile.Name, pilot.Lessons().Played.Profile.Xp, pilot.Record(First).Position.IsBegun), Is.EqualTo(("Grace 1", 0, false)));
        Assert.That(pilot.Lessons().Profile.All, Is.EquivalentTo(new[] { Learner, "Grace 1" }));
        pilot.Click(Learner);
        if (pilot.Lessons().Played.Profile.Name != Learner) pilot.Press("Enter");
        Assert.That((pilot.Lessons().Played.Profile.Name, pilot.Record(First).Position.SolvedAs), Is.EqualTo((Learner, (LessonState?)LessonState.Solved)));
    }

    [Test]
    public void A_name_that_cannot_be_is_refused_in_one_line()
    {
        Pilot pilot = Map(sources: Kept()).Press("P n").Type(new string('x', ProfileName.MaxLength + 1)).Press("Enter");
        Assert.That(pilot.Model.Toast?.IsProblem, Is.True);
        Assert.That(pilot.Lessons().Played.Profile.Name, Is.EqualTo(Learner));
        pilot.Press("Escape Escape");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
    }

    [Test]
    public void Without_the_game_there_are_no_points_stars_streaks_or_challenges()
    {
        Pilot pilot = Map(sources: Kept()).Press("P g Escape").Enter(First).Solve();
        string[] screens = [pilot.Text, pilot.Press("P").Text, pilot.Press("Escape").Enter(Second).Text, pilot.Ask("shape").Text];
        foreach (string screen in screens) Assert.That(screen, Does.Not.Contain("XP").And.Not.Contain("★").And.Not.Contain("☆").And.Not.Contain("star ").And.Not.Contain("challenge"));
        Assert.That(pilot.Record(First).Position.SolvedAs, Is.EqualTo(LessonState.Solved), "what was learnt is kept");
        Assert.That(Map(sources: Kept()).Lessons().ShowsGame, Is.False, "and so is the choice");
    }

    [Test]
    public void The_badges_that_were_won_stand_on_the_profile()
    {
        Pilot pilot = Map().Enter(First).Solve().Press("P");
        Assert.That(pilot.Lessons().Played.Profile.Badges, Is.Not.Empty);
        Assert.That(pilot.Text, Does.Contain("◆ First lesson"));
    }
}
