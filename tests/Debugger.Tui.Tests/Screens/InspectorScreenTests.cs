using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Inspector;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Screens;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class InspectorScreenTests
{
    /// <summary>Inspects a value after an iteration.</summary>
    private static void Inspect(
        string program, string value, Func<Stage, Pilot, Task> script, int width = 120, int height = 40, int iterations = 1)
    {
        using var stage = new Stage(program, width, height);
        stage.Store.Dispatch(stage.Host.Adopt(ProgramCatalog.Get(program)
            .Create(new ScenarioOptions { BatchSize = program.StartsWith("network", StringComparison.Ordinal) ? 2 : null })));
        if (iterations > 0) stage.Store.Ask(new Move(Movement.Iterate, iterations));
        stage.Store.Ask(new Inspect(stage.State.View!.Program.Find(value)!));
        stage.Play(pilot => script(stage, pilot));
    }

    private static string Number(Stage stage, string value, params int[] index)
    {
        Value found = stage.State.View!.Program.Find(value)!;
        return Numbers.Significant(stage.State.View[found]![found.Shape.Offset(index)], 6);
    }

    [Test]
    public void Arrows_pages_and_ends_move_the_cursor_within_the_tensor() => Inspect("network2", "conv1", async (stage, pilot) =>
    {
        await At("Left Up PageUp", 0, 0, 0, 0);
        await At("Down Right Right", 0, 0, 1, 2);
        await At("]", 0, 1, 1, 2);
        await At("PageDown", 1, 1, 1, 2);
        await At("l j h k", 1, 1, 1, 2);
        await At("Home", 0, 1, 1, 2);
        await At("[ End", 1, 0, 1, 2);
        await At("PageDown", 1, 0, 1, 2);

        async Task At(string keys, params int[] index)
        {
            await pilot.Press(keys);
            Assert.That(pilot.Text, Does.Contain($"= conv1[{string.Join(",", index)}]").And.Contain(Number(stage, "conv1", index)), keys);
        }
    });

    [Test]
    public void What_has_not_been_computed_is_reached_by_steps_from_there() => Inspect("two-layer", "l_h1", async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("l_h1 has not been computed").And.Contain("s steps on"));
        await pilot.Press("s");
        Assert.That((stage.State.Place, stage.State.View!.Now.Executed), Is.EqualTo((Place.Inspector, 1)));
        Assert.That(pilot.Text, Does.Contain("l_h1 = 0.385"));
        await pilot.Press("b");
        Assert.That(pilot.Text, Does.Contain("l_h1 has not been computed"));
    }, iterations: 0);

    [TestCase(80, 24, 2)]
    [TestCase(100, 32, 4)]
    [TestCase(120, 40, 5)]
    public void A_vector_wraps_so_that_no_column_is_out_of_sight(int width, int height, int least) =>
        Inspect("network2", "fc1.bias", async (_, pilot) =>
        {
            foreach (string look in new[] { "", "v" })
            {
                await pilot.Press(look);
                Match part = Regex.Match(pilot.Text, @"columns 0 to ([0-9]+) of ([0-9]+)");
                if (part.Success) Assert.That(int.Parse(part.Groups[1].Value) + 1, Is.EqualTo(int.Parse(part.Groups[2].Value)), pilot.Text);
                string[] head = pilot.Lines.First(l => Regex.IsMatch(l, "^. +0 +1")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.That(head.Count(w => w.All(char.IsAsciiDigit)), Is.GreaterThanOrEqualTo(least), pilot.Text);
            }
        }, width, height);

    [Test]
    public void An_image_of_the_batch_is_picked_by_its_number_or_with_the_slider() => Inspect("network2", "pool1", async (_, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("image 0 of 2 · label").And.Contain("type a number, or drag"));
        await pilot.Press("1");
        Assert.That(pilot.Text, Does.Contain("pool1[1,0,0,0] = "));
        await pilot.Press("9");
        Assert.That(pilot.Text, Does.Contain("pool1[1,0,0,0] = "), "there are but two, and 9 is none of them: the nearest");
        int y = pilot.Find("type a number")!.Value.Y, knob = pilot.Lines[y].IndexOf('●'), left = pilot.Lines[y].IndexOf('━');
        await pilot.Drag(knob, y, left, y);
        Assert.That(pilot.Text, Does.Contain("pool1[0,0,0,0] = "));
        await pilot.Mouse(left, y, MouseFlags.WheeledDown);
        Assert.That(pilot.Text, Does.Contain("pool1[1,0,0,0] = "));
    });

    [Test]
    public void A_click_moves_the_cursor_and_a_double_click_asks_why() => Inspect("network2", "out", async (stage, pilot) =>
    {
        await pilot.Press("v");
        string number = Number(stage, "out", 1, 3);
        System.Drawing.Point place = pilot.Find(number)!.Value;
        await pilot.Click(place.X, place.Y);
        Assert.That(pilot.Text, Does.Contain($"out[1,3] = {number}"));
        await pilot.DoubleClick(place.X, place.Y);
        Assert.That((stage.State.Place, stage.State.Trail[0].Subject), Is.EqualTo((Place.Explanation, "out[1,3]")));
        await pilot.Press(Key.Esc);
        Assert.That(pilot.Text, Does.Contain($"out[1,3] = {number}"), "back where one was");
        await pilot.Press(Key.Esc);
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
    });

    [Test]
    public void Tab_goes_through_content_gradient_and_kernel_and_v_shows_numbers() => Inspect("network2", "conv1", async (stage, pilot) =>
    {
        await pilot.Press("Tab Tab");
        Assert.That(pilot.Text, Does.Contain("conv1.weight (6, 1, 5, 5)").And.Contain("as conv1 read it"));
        await pilot.Press("v Right");
        Assert.That(pilot.Text, Does.Contain("[0,0,:,:]   kernel 0 of 6"));
        await pilot.Press("Tab Down e");
        Assert.That(stage.State.Trail[0].Subject, Is.EqualTo("conv1[0,0,1,0]"));
    });

    [Test]
    public void The_convolution_adds_up_wherever_the_cursor_is([Values("conv1", "conv2")]
        string name) => Inspect("network2", name, async (stage, pilot) =>
    {
        foreach (string keys in new[] { "Right", "Down Down Right", "PageDown End", "] ] Down Home" })
        {
            await pilot.Press(keys);
            string line = pilot.Lines.Last(l => l.Contains($"= {name}[", StringComparison.Ordinal));
            int[] index = [.. line[(line.LastIndexOf('[') + 1)..line.LastIndexOf(']')].Split(',')
                .Select(i => int.Parse(i, CultureInfo.InvariantCulture))];
            InspectionMsg subject = stage.State.Inspection!;
            int offset = subject.Value.Shape.Offset(index);
            ConvolutionPlace place = ConvolutionPlace.At(subject, offset)!;
            Assert.That(place.Sums.Sum() + place.Bias, Is.EqualTo(subject.Content![offset]).Within(1e-12));
            Assert.That(place.Products.Sum(), Is.EqualTo(place.Sums[place.Channel]).Within(1e-12));
            Assert.That(line, Does.Contain(Numbers.Significant(subject.Content[offset], 6)));
        }
    });

    [Test]
    public void A_number_shows_what_it_has_been_with_six_digits_or_all() => Inspect("two-layer", "w5", async (_, pilot) =>
    {
        Assert.That(pilot.Text,
            Does.Contain("w5 = 0.30815").And.Contain("4 contents   first 0.25   last 0.30815").And.Not.Contain("0.308150296"));
        Assert.That(pilot.Lines, Has.Some.Match("iteration 1 +0\\.268375 ").And.Some.Match("start +0\\.25 "));
        await pilot.Press("d");
        Assert.That(pilot.Text, Does.Contain("w5 = 0.308150296054"));
    }, iterations: 3);

    [Test]
    public void An_edit_shows_the_new_number_and_what_it_was() => Inspect("two-layer", "w5", async (_, pilot) =>
    {
        await pilot.Press("= \"0.5\" Enter");
        Assert.That(pilot.Text, Does.Contain("w5 = 0.5  was 0.268375"));
    });

    [Test]
    public void An_element_is_gone_to_by_its_index() => Inspect("network2", "conv2", async (_, pilot) =>
    {
        await pilot.Press("g \"1,3,2,4\" Enter");
        Assert.That(pilot.Text, Does.Contain("= conv2[1,3,2,4]"));
        await pilot.Press("g \"[9 9]\" Enter");
        Assert.That(pilot.Lines[38], Does.Contain("no element of (2, "));
    });

    [Test]
    public void A_number_and_a_table_can_be_copied() => Inspect("network2", "conv1.weight", async (stage, pilot) =>
    {
        await pilot.Press("y Y");
        Tensor content = stage.State.Inspection!.Content!;
        string[] copied = [.. stage.Asked.OfType<CopyEffect>().Select(c => c.Text)];
        Assert.That(copied[0], Is.EqualTo(content[0].ToString("R", CultureInfo.InvariantCulture)));
        Assert.That(copied[1].Split('\n').Select(l => l.Split('\t').Length), Is.EqualTo(new[] { 5, 5, 5, 5, 5 }));
        Assert.That(pilot.Lines[38], Does.Contain("copied: conv1.weight[0,0], 5 × 5 numbers"));
    });

    [Test]
    public void Labels_are_counted_and_pictures_say_theirs() => Inspect("network2", "labels", async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("class 1  50 % (1 of 2)").And.Not.Contain("mean"));
        await pilot.Do(() => stage.Store.Ask(new Inspect(stage.State.View!.Program.Find("x")!)));
        Assert.That(pilot.Text, Does.Contain("image 1 label 1"));
    });

    [Test]
    public void Any_value_is_shown_at_any_size_without_colours_and_in_ASCII([Values("network3", "two-layer", "network1")]
        string program) => Inspect(program, ProgramCatalog.Get(program).Create(new ScenarioOptions()).Program.Values[0].Name,
        async (stage, pilot) =>
    {
        foreach (Value value in stage.State.View!.Program.Values.Where((_, i) => i % 5 == 0))
        {
            await pilot.Do(() => stage.Store.Ask(new Inspect(value)));
            await pilot.Resize(61 + value.Slot % 60, 12 + value.Slot % 30);
            Assert.That(pilot.Text, Does.Contain(value.Name[..Math.Min(value.Name.Length, 20)]));
        }
        await pilot.Do(() => stage.Store.Dispatch(new SwitchColours(ColourLevel.None)));
        foreach ((int w, int h) in new[] { (1, 1), (5, 3), (20, 6), (41, 12), (60, 20), (200, 60) }) await pilot.Resize(w, h);
        Assert.That(pilot.Lines, Has.Length.EqualTo(60));
    });
}
