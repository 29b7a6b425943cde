using System.Collections.Immutable;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Tests.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>The first screen.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class HomeScreenTests
{
    private static void Play(Func<Stage, Pilot, Task> script, int width = 120, int height = 40, Look? look = null, Msg? first = null)
    {
        using var stage = new Stage(null, width, height, look, lessons: LearnerStore.Sources());
        if (first is not null) stage.Store.Dispatch(first);
        stage.Play(pilot => script(stage, pilot));
    }

    private static LearnerMsg Returning =>
        new(new LearnerView("batches", new LocalText("Four samples at once", "一次四个样本"), 1, 4, HasBegun: true,
        [new(new LocalText("Slopes", "斜率"), 1, 2, HasNext: true), new(new LocalText("Memory", "记忆"), 0, 2, HasNext: false)]));

    [Test]
    public void The_first_start_welcomes_in_one_line_and_its_key_opens_the_walkthrough() => Play(async (stage, pilot) =>
    {
        Assert.That(pilot.Lines[^2], Does.Contain("Welcome").And.Contain("Enter"));
        await pilot.Press("Enter");
        Assert.That((stage.State.Place, stage.State.View!.Program.Name), Is.EqualTo((Place.Debug, "two-layer")));
    }, 80, 24);

    [Test]
    public void A_learner_who_comes_back_finds_what_to_go_on_with_first() => Play(async (stage, pilot) =>
    {
        Assert.That(pilot.Text,
            Does.Contain("Continue: Four samples at once").And.Contain("1 of 4 lessons solved").And.Not.Contain("Welcome"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Lessons, Is.Not.Null);
    }, first: Returning);

    [Test]
    public void What_is_due_for_review_is_offered_with_its_topics_and_asked() => Play(async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("Review: 2 due"));
        await pilot.Press("Down");
        Assert.That(System.Text.RegularExpressions.Regex.Replace(pilot.Text, @"[│\s]+", " "), Does.Contain("Due for review: Slopes"));
        await pilot.Press("Enter");
        // Nothing is due in the course of this stage: its map says so.
        Assert.That((stage.State.Place, stage.State.Notice!.Text), Is.EqualTo((Place.Map, "nothing to review now")));
    }, first: new LearnerMsg(Returning.Learner with { Due = [new LocalText("Slopes", "x"), new LocalText("Memory", "x")] }));

    [Test]
    public void When_the_next_review_is_stands_with_what_to_go_on_with() => Play((_, pilot) =>
    {
        Assert.That(pilot.Text, Does.Not.Contain("Review:").And.Contain("2026-12-02"));
        return Task.CompletedTask;
    }, first: new LearnerMsg(Returning.Learner with { NextReview = new DateOnly(2026, 12, 2) }));

    [Test]
    public void What_is_known_later_does_not_move_a_choice_that_was_made() => Play(async (stage, pilot) =>
    {
        await pilot.Press("j j");
        await pilot.Do(() => stage.Store.Dispatch(Returning));
        Assert.That(pilot.Text, Does.Contain("Continue: Four"));
        await pilot.Press("Enter Enter");
        Assert.That(stage.State.View!.Program.Name, Is.EqualTo(ProgramCatalog.All[0].Name), "the list of programs was chosen");
    });

    [TestCase("j j Enter j Enter")]
    [TestCase("Down Down Right Down Right")]
    public void A_program_is_chosen_from_the_second_list(string keys) => Play(async (stage, pilot) =>
    {
        await pilot.Press(keys);
        Assert.That(stage.State.View!.Program.Name, Is.EqualTo(ProgramCatalog.All[1].Name));
    });

    [Test]
    public void Esc_leads_from_the_programs_to_the_entries_and_no_further() => Play(async (stage, pilot) =>
    {
        await pilot.Press("j j Enter j Esc");
        Assert.That(pilot.Lines[^1], Does.Not.Contain("Esc"));
        await pilot.Press("Esc j");
        Assert.That(pilot.Text, Does.Contain("backstep train"), "the entries have the keys");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
    });

    [Test]
    public void Every_program_says_what_it_is_which_tutorial_it_comes_from_and_where_its_images_are() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(
            new DataMsg(new Dictionary<string, string> { ["mnist"] = "/somewhere" }.ToImmutableDictionary())));
        await pilot.Press("j j Enter");
        foreach (ProgramEntry program in ProgramCatalog.All)
        {
            Assert.That(pilot.Text, Does.Contain(program.Name));
            Assert.That(pilot.Text, Does.Contain(program.Tutorials.Length == 0 ? "Made for Backstep" : program.Tutorials.Split(", ")[0]));
            if (program.Defaults is not null)
                Assert.That(pilot.Text, Does.Contain(program.Defaults.Dataset.Name == "mnist" ? "/somewhere" : "drawn digits"));
            await pilot.Press("j");
        }
    }, 120, 44);

    [Test]
    public void A_network_of_images_that_is_opened_says_which_images_it_was_given() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new OpenInDebugger(new OpenProgram("network2", new ScenarioOptions())
        { FindsData = true })));
        Assert.That(stage.State.Notice!.Text, Does.Contain("images: "));
        Assert.That(stage.State.View!.Data, Does.Contain("mnist").Or.Contain("synthetic"));
    });

    [Test]
    public void A_click_opens_an_entry_and_a_double_click_a_program() => Play(async (stage, pilot) =>
    {
        await pilot.Click("Debug a network");
        System.Drawing.Point row = pilot.Find("one-weight")!.Value;
        await pilot.DoubleClick(row.X, row.Y);
        Assert.That(stage.State.View!.Program.Name, Is.EqualTo("one-weight"));
    });

    [Test]
    public void Training_names_its_command_and_copies_it() => Play(async (stage, pilot) =>
    {
        await pilot.Press("j j j c");
        Assert.That(pilot.Text, Does.Contain("backstep train network2 --data synthetic"));
        Assert.That(stage.Asked, Does.Contain(new CopyEffect("backstep train network2 --data synthetic")));
    });

    [Test]
    public void The_network_of_the_picture_steps_by_itself() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(Demo.Make(new ReferenceBackend())));
        string before = pilot.Text;
        for (int i = 0; i < 3; i++) await pilot.Wait(TimeSpan.FromSeconds(1));
        Assert.That(pilot.Text, Is.Not.EqualTo(before).And.Contain("0.385"));
    });

    [Test]
    public void The_debugger_that_was_left_is_where_it_was() => Play(async (stage, pilot) =>
    {
        await pilot.Press("Enter s s s Esc");
        Assert.That(pilot.Text, Does.Contain("Back to two-layer"));
        await pilot.Press("Home Enter");
        Assert.That((stage.State.Place, stage.State.View!.Now.Executed), Is.EqualTo((Place.Debug, 3)));
        await pilot.Press("Esc End Up Up Up Up Up Up Up Enter");
        Assert.That((stage.State.Place, stage.State.View!.Now.Executed), Is.EqualTo((Place.Debug, 3)), "the walkthrough, too, goes on");
    });

    [TestCase("q")]
    [TestCase("End Enter")]
    public void The_program_can_be_left(string keys)
    {
        using var stage = new Stage(null, 80, 24, lessons: LearnerStore.Sources());
        stage.Play(async pilot =>
        {
            await pilot.Press(keys);
            for (int i = 0; i < 9; i++) await pilot.Press("F12");
        });
        Assert.That(stage.Asked, Has.Some.TypeOf<QuitEffect>());
        Assert.That(stage.Pilot.HasEnded, Is.True);
    }
}
