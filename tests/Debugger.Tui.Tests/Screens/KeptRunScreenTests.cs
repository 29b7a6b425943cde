using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Data;
using Backstep.Engine.Runs;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>Runs that are kept while the screen makes them, and what the screen says of mistakes.</summary>
public class KeptRunScreenTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("backstep-runs-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void A_run_that_the_form_names_is_kept_to_its_end_and_the_name_is_taken_then()
    {
        using var stage = new Stage(runs: _root);
        stage.Play(async pilot =>
        {
            await pilot.Press("Down Down Down Enter");
            Assert.That(pilot.Text, Does.Contain("Keep as").And.Contain("network2-1"));
            await pilot.Press("Esc");
            await pilot.Do(() => stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500) with { Keep = "mine" })));
            Assert.That(pilot.Text, Does.Contain("Kept as").And.Contain("mine"));
            Assert.That(stage.State.KeptRuns, Is.EqualTo(new[] { "mine" }));
        });
        RunFolder run = RunFolder.Open(_root, "mine");
        Assert.That(run.Record.Finished, Is.Not.Null);
        Assert.That(run.ReadLog().Steps.Select(s => s.Step), Is.EqualTo(Enumerable.Range(1, (int)stage.State.Run!.Steps)));
        Assert.That(File.Exists(run.ModelPath));
    }

    [Test]
    public void In_the_form_Tab_passes_what_arrows_choose_and_Enter_starts_what_is_chosen()
    {
        using var stage = new Stage(runs: _root);
        stage.Play(async pilot =>
        {
            // Network (past the one of names), data, optimizer, learning rate, batch size, epochs.
            await pilot.Press("Down Down Down Enter Left Left Tab Tab Right Right Right Right Right Tab");
            Assert.That(pilot.Text, Does.Contain("◉ mlp").And.Contain("◉ momentum").And.Contain("○ adamw"), "the arrows go round");
            await pilot.Press("Tab 9 9 9 Tab 1 Tab Tab Tab Enter");
            RunSettings settings = stage.State.Run!.Request.Settings;
            Assert.That((settings.Program, settings.Data, settings.BatchSize, settings.Epochs),
                Is.EqualTo(("mlp", SyntheticDigits.Name, 999, 1)));
            Assert.That(settings.Optimizer.Attributes.Momentum, Is.EqualTo(0.9));
        });
    }

    [Test]
    public void Of_a_small_GPT_the_form_takes_its_size_and_what_is_held_out()
    {
        using var stage = new Stage(runs: _root);
        stage.Play(async pilot =>
        {
            await pilot.Press("Down Down Down Enter");
            Assert.That(pilot.Text, Does.Not.Contain("heads").And.Not.Contain("Hold out"), "network2 has no such size");
            await pilot.Press("Left");
            Assert.That(pilot.Text, Does.Contain("◉ microgpt").And.Contain("heads").And.Contain("Hold out"));
            // Data, optimizer, rate, batch size, epochs, seed, device, name, own data, layers.
            await pilot.Press("Tab Tab Tab Tab 8 Tab Tab Tab Tab Tab Tab Ctrl-U 2 Tab Ctrl-U 1 8");
            Assert.That(pilot.Text, Does.Contain("width 18 cannot be shared by 4 heads; take a multiple of 4"));
            await pilot.Press("Enter");
            Assert.That(stage.State.Run, Is.Null);
            await pilot.Press("Tab Ctrl-U 3 Tab Ctrl-U 0");
            Assert.That(pilot.Text, Does.Contain("block: a whole number from 1 to 4096 is wanted"));
            await pilot.Press("Ctrl-U 8 Tab 2");
            Assert.That(pilot.Text, Does.Contain("a share above 0 and below 1 is wanted"));
            await pilot.Press("Ctrl-U 0 . 1 Enter");
            RunSettings settings = stage.State.Run!.Request.Settings;
            Assert.That((settings.Gpt!.Layers, settings.Gpt.Width, settings.Gpt.Heads, settings.Gpt.Block, settings.Gpt.Positions),
                Is.EqualTo((2, 18, 3, 8, 8)));
            Assert.That((settings.HoldOut, stage.State.Run.Curve.TestLosses.IsEmpty), Is.EqualTo((0.1, false)));
            Assert.That(pilot.Text, Does.Contain("finished").And.Contain("Test loss").And.Contain("test set"));
        });
        RunSettings kept = RunFolder.Open(_root, "microgpt-1").Record.Settings;
        Assert.That((kept.Gpt!.Layers, kept.HoldOut), Is.EqualTo((2, 0.1)));
    }

    [Test]
    public void Going_back_and_on_again_takes_nothing_down_twice_and_a_fork_is_not_kept()
    {
        using var stage = new Stage(runs: _root);
        stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500) with { Keep = "mine", Condition = "step == 6" }));
        stage.Play(async pilot =>
        {
            await pilot.Press("r 2 Enter s s");
            Assert.That(stage.State.Run!.Step, Is.EqualTo(4));
            await pilot.Press("s s s s f 0 . 0 1 Enter");
            Assert.That(pilot.Text, Does.Contain("The run is kept up to step 8").And.Not.Contain("Kept as"));
            await pilot.Press("s s s q");
            Assert.That(pilot.Text, Does.Contain("is not kept"));
        });
        RunFolder run = RunFolder.Open(_root, "mine");
        Assert.That(run.ReadLog().Steps.Select(s => s.Step), Is.EqualTo(Enumerable.Range(1, 8)));
        Assert.That(run.State(run.Record.Settings.Plan())!.Step, Is.EqualTo(8));
        Assert.That(run.Record.Finished, Is.Null);
    }

    [Test]
    public void A_run_that_is_left_is_gone_on_with_its_curve_whole_and_the_losses_are_those_of_one_that_was_not()
    {
        using (var stage = new Stage(runs: _root))
        {
            stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500) with { Keep = "mine", Condition = "step == 6" }));
            stage.Play(_ => Task.CompletedTask);
        }
        RunFolder run = RunFolder.Open(_root, "mine");
        using var again = new Stage(runs: _root);
        again.Store.Dispatch(new Train(new(run.Record.Settings) { Resumed = run }));
        again.Store.Dispatch(new Train(RunRequests.Short(batch: 500)));
        double[] whole = [.. again.State.Run!.Curve.Losses];
        Assert.That(RunFolder.Open(_root, "mine").ReadLog().Steps.Select(s => s.Loss), Is.EqualTo(whole));
        again.Store.Dispatch(new Train(new(run.Record.Settings with { Epochs = 2 }) { Resumed = RunFolder.Open(_root, "mine") }));
        again.Play(async pilot =>
        {
            Assert.That(again.State.Run!.Curve.Losses.Take(whole.Length), Is.EqualTo(whole));
            await pilot.Press("r 3 Enter");
            Assert.That(pilot.Text, Does.Contain($"step 3: the training has been at {whole.Length} to {2 * whole.Length}"));
        });
    }

    [Test]
    public void A_kept_run_stands_beside_another_until_it_is_named_again()
    {
        using var stage = new Stage(runs: _root);
        stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500) with { Keep = "first" }));
        double[] losses = [.. stage.State.Run!.Curve.Losses];
        stage.Store.Dispatch(new Train(RunRequests.Short(batch: 250) with { Keep = "second" }));
        stage.Play(async pilot =>
        {
            await pilot.Press("v Enter");
            Assert.That(stage.State.Run!.Others.Single().Losses, Is.EqualTo(losses));
            Assert.That(pilot.Text, Does.Contain("━ first").And.Contain("━ second"));
            await pilot.Press("v f i r s t Enter");
            Assert.That(stage.State.Run.Others, Is.Empty);
            await pilot.Press("v t h i r d Enter");
            Assert.That(pilot.Text, Does.Contain("third"));
            Assert.That(stage.State.Run.Others, Is.Empty);
        });
    }

    [Test]
    public void What_cannot_be_kept_or_calculated_is_said_and_the_form_opens_anew()
    {
        RunFolder.Create(_root, "mine", RunRequests.Short(500).Settings, new("", "cpu", null, "", DateTimeOffset.UnixEpoch), null);
        using var stage = new Stage(runs: _root);
        stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500) with { Keep = "mine" }));
        stage.Play(async pilot =>
        {
            Assert.That(pilot.Text, Does.Contain("there is a run mine already"));
            await pilot.Press("n");
            Assert.That(pilot.Text, Does.Contain("Train a network"));
        });
    }

    [Test]
    public void A_mistake_shows_its_sign_and_x_tells_of_it()
    {
        RunRequest request = RunRequests.Short(batch: 500);
        using var stage = new Stage();
        stage.Store.Dispatch(new Train(new(request.Settings with { Bugs = ["no-zero-grad"] })));
        stage.Play(async pilot =>
        {
            Assert.That(stage.State.Run!.Warnings.Select(w => w.Check), Does.Contain("no-zero-grad"));
            await pilot.Press("x");
            Assert.That(pilot.Text, Does.Contain("boss-no-zero-grad"));
        });
    }
}
