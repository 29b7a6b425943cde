using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Tests.Screens;

public class RunScreenTests
{
    private static readonly RunRequest Short = RunRequests.Short(batch: 500);

    private static int Steps => SyntheticDigits.TrainCount / 500;

    [Test]
    public void From_the_first_screen_a_form_leads_to_a_training_and_bad_numbers_stay_in_the_form()
    {
        using var stage = new Stage();
        stage.Play(async pilot =>
        {
            await pilot.Press("Down Down Down Enter");
            Assert.That(pilot.Text, Does.Contain("Train a network").And.Contain("network2").And.Contain("drawn digits (synthetic)"));
            await pilot.Click("0.1");
            await pilot.Type("x");
            await pilot.Press("Enter");
            Assert.That(pilot.Text, Does.Contain("a number from 0 on is wanted"));
            Assert.That(stage.State.Run, Is.Null);
            await pilot.Press("Esc");
            Assert.That(pilot.Text, Does.Contain("No training has been begun"));
            await pilot.Press("Esc");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
        });
    }

    [TestCase(80, 24)]
    [TestCase(120, 40)]
    [TestCase(60, 20)]
    public void A_training_shows_its_curves_and_what_it_is(int width, int height)
    {
        using var stage = new Stage(width: width, height: height);
        stage.Store.Dispatch(new Train(Short));
        stage.Play(pilot =>
        {
            Assert.That(pilot.Text,
                Does.Contain("finished").And.Contain("smoothed").And.Contain($"step {Steps} of {Steps}").And.Contain("drawn digits"));
            return Task.CompletedTask;
        });
    }

    [Test]
    public void A_model_of_names_shows_what_it_writes_and_has_no_accuracy_and_no_test()
    {
        using var stage = new Stage();
        stage.Store.Dispatch(new Train(new RunRequest(RunSettings.Of(ProgramCatalog.Get("microgpt")) with { MaxSteps = 20 })));
        stage.Play(async pilot =>
        {
            Assert.That(pilot.Text, Does.Contain("finished").And.Contain("It writes").And.Contain("samples/s").Or.Contain("Speed      -"));
            Assert.That(pilot.Text, Does.Not.Contain("ccuracy").And.Not.Contain("test set").And.Not.Contain("images/s"));
            Assert.That(stage.State.Run!.Rest!.Written, Has.Length.EqualTo(GptSampler.UsualCount));
            Assert.That(stage.State.Run.Rest.Layers.Parameters.Select(p => p.Gradient), Has.All.GreaterThan(0));
            await pilot.Press("t d");
            Assert.That((stage.State.Place, stage.State.Run.Rest.Test), Is.EqualTo((Place.Run, (object?)null)));
        });
    }

    [TestCase(80, "named, %")]
    [TestCase(160, "columns: named")]
    public void Counts_of_the_test_set_never_touch_where_they_would_they_are_shares(int width, string caption)
    {
        using var stage = new Stage(width: width);
        stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500, epochs: 6)));
        stage.Play(async pilot =>
        {
            await pilot.Press("t");
            Assert.That(pilot.Text, Does.Contain(caption));
            int row = pilot.Lines.ToList().FindIndex(l => l.Contains(caption, StringComparison.Ordinal));
            // A digit has its class at the left, and ten cells.
            Assert.That(pilot.Lines[row + 2].Split('│')[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length,
                Is.GreaterThanOrEqualTo(11), pilot.Text);
        });
    }

    [Test]
    public void A_run_goes_back_forks_stops_on_a_condition_and_opens_its_step()
    {
        using var stage = new Stage();
        stage.Store.Dispatch(new Train(Short));
        stage.Play(async pilot =>
        {
            await pilot.Press("r 5 Enter");
            Assert.That((stage.State.Run!.State, stage.State.Run.Step), Is.EqualTo((RunState.Paused, 5L)));
            await pilot.Press("f 0 . 0 1 Enter");
            Assert.That(stage.State.Run.State, Is.EqualTo(RunState.Forked));
            Assert.That(pilot.Text, Does.Contain("1 lr 0.1 → 0.01"));
            await pilot.Press("b s t e p Space = = Space 8 Enter");
            Assert.That(stage.State.Run.Condition, Is.EqualTo("step == 8"));
            await pilot.Press("Space");
            Assert.That(pilot.Text, Does.Contain("Stopped behind step 8: step == 8"));
            await pilot.Press("b Ctrl-U Enter");
            Assert.That(stage.State.Run.Condition, Is.Empty, "an empty line is never");
            Assert.That(stage.State.Run.Curves.Select(c => c.Losses.Length), Is.EqualTo(new[] { Steps, 3 }));
            await pilot.Press("s");
            Assert.That(stage.State.Run.Step, Is.EqualTo(9));
            await pilot.Press("o");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
            Assert.That(pilot.Text, Does.Contain("Step 9 of the training"));
            await pilot.Press("s s");
            Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(2));
            await pilot.Press("Esc");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Run));
            await pilot.Press("t");
            Assert.That(pilot.Text, Does.Contain($"of {SyntheticDigits.TestCount} right"));
        });
    }

    [Test]
    public void A_fork_changes_optimizer_order_and_weights_too()
    {
        using var stage = new Stage();
        stage.Store.Dispatch(new Train(Short));
        stage.Play(async pilot =>
        {
            await pilot.Press("r 5 Enter f");
            await pilot.Type("optimizer=adam, lr=0.001, seed=7, fc1.bias[0] = 2*fc1.bias[1], fc1.bias[2]=0");
            await pilot.Press("Enter");
            Assert.That(stage.State.Run!.State, Is.EqualTo(RunState.Forked), stage.State.Notice?.Text);
            Assert.That(stage.State.Run.Curves[^1].Change, Is.EqualTo("optimizer adam, lr 0.1 → 0.001, fc1.bias, seed 7"));
            await pilot.Press("Space");
            Assert.That(stage.State.Run.Step, Is.EqualTo(Steps));
            Assert.That(stage.State.Run.Curves[1].Losses[0], Is.Not.EqualTo(stage.State.Run.Curves[0].Losses[5]));
        });
    }

    [Test]
    public void A_key_goes_back_to_where_a_run_went_wrong()
    {
        using var stage = new Stage();
        RunRequest wild = RunRequests.Short(batch: 500);
        stage.Store.Dispatch(new Train(wild with
        {
            Settings = wild.Settings with { Optimizer = wild.Settings.Optimizer with { LearningRate = 1e6 } }
        }));
        stage.Play(async pilot =>
        {
            await pilot.Press("a");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Debug), stage.State.Notice?.Text);
            SessionView view = stage.State.View!;
            Assert.That(pilot.Text, Does.Contain("the first number that is not finite is in step"));
            Assert.That(IsFinite(view[view.LastInstruction!.Output]!), Is.False);
            Assert.That(view.LastInstruction.Inputs.Select(i => view[i]), Has.All.Matches<Tensor>(IsFinite), "and there it begins");
            await pilot.Press("Esc");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Run));
        });
    }

    private static bool IsFinite(Tensor tensor) => tensor.Data.ToArray().All(double.IsFinite);

    [Test]
    public void Weights_are_written_and_what_cannot_be_done_is_said()
    {
        string folder = Directory.CreateTempSubdirectory("run").FullName, path = Path.Combine(folder, "w.safetensors");
        try
        {
            using var stage = new Stage();
            stage.Store.Dispatch(new Train(Short));
            stage.Store.Ask(new SaveRun(path));
            Assert.That(stage.State.Notice!.Text, Does.Contain(path));
            Assert.That(StateDict.Load(path, ProgramCatalog.Get("network2").Network!), Has.Count.EqualTo(10));
            foreach ((RunCommand command, string said) in new (RunCommand, string)[]
            {
                (new SaveRun(Path.Combine(folder, "no", "w")), "there is no folder"), (new RewindRun(99), "0 to"),
                    (new BreakRun("lss > 1"), "lss"), (new ForkRun("lr=-1"), "a number from 0 on"), (new ForkRun("optimizer=adm"), "adm"),
                    (new ForkRun("fc1.wieght[0,0]=1"), "fc1.weight"), (new ForkRun("seed=x"), "whole number"),
                    (new ForkRun("fc1.bias"), "changes nothing"),
            })
            {
                stage.Store.Ask(command);
                Assert.That(stage.State.Notice!.Text, Does.Contain(said));
                Assert.That(stage.State.Notice.IsProblem);
            }
            Assert.That(stage.State.Run!.State, Is.EqualTo(RunState.Finished), "nothing is lost");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_data_set_that_is_not_there_is_said_on_the_run_s_screen()
    {
        using var stage = new Stage(look: new Look(Theme.Dark) { Language = Language.ChineseSimplified });
        stage.Store.Dispatch(new Train(new RunRequest(Short.Settings with { Data = "nosuch" })));
        Assert.That(stage.State.Notice, Is.Not.Null);
        Assert.That(stage.State.Notice!.IsProblem);
        Assert.That(stage.State.Run, Is.Null);
        Assert.That(stage.State.IsBusy, Is.False);
    }
}
