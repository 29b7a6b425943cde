using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Tests.Screens;

public class DrawScreenTests
{
    private static readonly RunRequest Short = RunRequests.Short(batch: 20);

    /// <summary>A one: a stroke down the middle of the sheet, from the fourth row of cells on.</summary>
    private const string One = "Drag@14,4,14,13";

    private static Stage Trained(int width = 120, int height = 40, Look? look = null)
    {
        var stage = new Stage(width: width, height: height, look: look);
        stage.Store.Ask(new StartRun(Short));
        stage.Store.Dispatch(new Open(Place.Draw));
        return stage;
    }

    private static int Ink(Stage stage) => stage.State.Draw.Sketch.Pixels.Count(p => p > 0);

    [TestCase(80, 24)]
    [TestCase(120, 40)]
    [TestCase(60, 20)]
    [TestCase(30, 12)]
    public void A_digit_drawn_by_mouse_is_read_at_once(int width, int height)
    {
        using Stage stage = Trained(width, height);
        stage.Play(async pilot =>
        {
            await pilot.Press(One);
            Assert.That(Ink(stage), Is.Positive);
            Assert.That(stage.State.Draw.Reading!.Of, Is.SameAs(stage.State.Draw.Sketch));
            Assert.That(stage.State.Draw.Reading.Result!.Winner, Is.EqualTo(1), pilot.Text);
            if (width >= 60) Assert.That(pilot.Text, Does.Contain("Taken for").And.Contain("%"));
            await pilot.Press("y");
            if (width >= 60) Assert.That(pilot.Text, Does.Contain("What raised 1"));
            Assert.That(stage.State.IsBusy, Is.False);
        });
    }

    [Test]
    public void The_pen_follows_the_arrows_and_strokes_are_taken_back()
    {
        using Stage stage = Trained(80, 24);
        stage.Play(async pilot =>
        {
            await pilot.Press("Up Up Up");
            Assert.That(Ink(stage), Is.Zero, "the pen is up");
            await pilot.Press("Space Down Down Down Down Down Down Space");
            int one = Ink(stage);
            Assert.That(one, Is.InRange(15, 60));
            Assert.That(stage.State.Draw.Reading!.Seen, Has.Length.EqualTo(784));
            await pilot.Press("Right Right Right Right Right Right Space Up Up Up Space");
            Assert.That(Ink(stage), Is.GreaterThan(one));
            await pilot.Press("u");
            Assert.That(Ink(stage), Is.EqualTo(one));
            await pilot.Press("c");
            Assert.That(Ink(stage), Is.Zero);
            Assert.That(stage.State.Draw.Reading.Result, Is.Null, "nothing is taken for nothing");
            await pilot.Press("u");
            Assert.That(Ink(stage), Is.EqualTo(one));
            await pilot.Press("e Space Left Left Left Left Left Left Left Left Left");
            Assert.That(Ink(stage), Is.LessThan(one), "rubbed out");
        });
    }

    [Test]
    public void The_picture_opens_in_the_debugger_as_a_batch_of_one()
    {
        using Stage stage = Trained();
        stage.Play(async pilot =>
        {
            await pilot.Press("Drag@28,8,28,26");
            await pilot.Press("o Enter");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Debug), pilot.Text);
            Assert.That(stage.State.View!.Program["x"].Shape[0], Is.EqualTo(1));
            await pilot.Press("s s");
            Assert.That(stage.State.View.Now.Executed, Is.EqualTo(2));
            await pilot.Press("Esc");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Draw));
            await pilot.Press("o Backspace x Enter");
            Assert.That(stage.State.Notice!.Text, Does.Contain("0 to 9"));
        });
    }

    [Test]
    public void Weights_come_from_the_run_or_a_file_and_without_any_a_training_is_offered()
    {
        string folder = Directory.CreateTempSubdirectory("draw").FullName, path = Path.Combine(folder, "w.safetensors");
        try
        {
            using (var stage = new Stage())
            {
                stage.Store.Dispatch(new Open(Place.Draw));
                stage.Play(async pilot =>
                {
                    Assert.That(pilot.Text, Does.Contain("No trained network yet"));
                    await pilot.Press("Drag@28,8,28,26");
                    Assert.That(stage.State.Draw.Reading!.Result, Is.Null);
                    await pilot.Do(() =>
                    {
                        stage.Store.Ask(new StartRun(RunRequests.Short(batch: 500)));
                        stage.Store.Ask(new SaveRun(path));
                        stage.Store.Ask(new FindWeights());
                    });
                    Assert.That(stage.State.Draw.Weights, Does.Contain("behind step 12"));
                    Assert.That(stage.State.Draw.Reading!.Result, Is.Not.Null, "the sketch that is there is read");
                });
            }
            using (var stage = new Stage(look: new Look(Theme.Dark, ColourLevel.None) { Language = Language.ChineseSimplified }))
            {
                stage.Store.Dispatch(new Open(Place.Draw));
                stage.Play(async pilot =>
                {
                    await pilot.Do(() => stage.Store.Ask(new LoadWeights(Path.Combine(folder, "none"))));
                    Assert.That(stage.State.Notice!.IsProblem);
                    await pilot.Do(() => stage.Store.Ask(new LoadWeights(path)));
                    Assert.That(stage.State.Draw.Weights, Does.Contain("w.safetensors"));
                    await pilot.Press("Drag@28,8,28,26");
                    Assert.That(stage.State.Draw.Reading!.Result, Is.Not.Null);
                    Assert.That(pilot.Text, Does.Contain("认作"));
                });
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void From_the_first_screen_and_from_a_run_that_rests_one_can_draw()
    {
        using var stage = new Stage();
        stage.Play(async pilot =>
        {
            await pilot.Press("Down Down Down Down Enter");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Draw));
            await pilot.Press("Esc");
            await pilot.Do(() => stage.Store.Dispatch(new Train(RunRequests.Short(batch: 500))));
            await pilot.Wait(TimeSpan.Zero);
            await pilot.Press("d");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Draw));
            Assert.That(stage.State.Draw.Weights, Does.Contain("network2"));
            await pilot.Press("Esc");
            Assert.That(stage.State.Place, Is.EqualTo(Place.Run));
        });
    }

    [Test]
    public void Of_many_sketches_one_is_read_at_a_time_and_the_last_one_in_the_end()
    {
        AppState state = new() { Look = new Look(Theme.Dark) };
        Sketch[] sketches = [.. Enumerable.Range(1, 4).Select(i => Sketch.Blank.Drawn((i, i), (i, i + 4), erases: false))];
        var asked = new List<Sketch>();
        foreach (Sketch sketch in sketches) Take(new Drew(sketch));
        Assert.That(asked, Is.EqualTo(new[] { sketches[0] }));
        Take(new SketchMsg(new(sketches[0], [], null, [], [])));
        Assert.That(asked, Is.EqualTo(new[] { sketches[0], sketches[3] }));
        Take(new SketchMsg(new(sketches[3], [], null, [], [])));
        Assert.That(asked, Has.Count.EqualTo(2));

        void Take(Msg message)
        {
            (state, var effects) = StateUpdate.Update(state, message);
            asked.AddRange(effects.OfType<SessionEffect>().Select(e => ((ReadSketch)e.Command).Sketch));
        }
    }
}
