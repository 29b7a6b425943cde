using System.Drawing;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>The debugger's screen, played through its real views.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class DebugScreenTests
{
    private static void Play(string program, int width, int height, Func<Stage, Pilot, Task> script, Look? look = null)
    {
        using var stage = new Stage(program, width, height, look);
        stage.Play(pilot => script(stage, pilot));
    }

    private static void Play(Func<Stage, Pilot, Task> script) => Play("two-layer", 120, 40, script);

    [Test]
    public void F11_steps_and_the_arrow_follows() => Play(async (_, pilot) =>
    {
        await pilot.Press(Key.F11);
        Point arrow = pilot.Find("▶")!.Value;
        Assert.That(pilot.Lines[arrow.Y], Does.Contain("1 l_h1 = w1*i1").And.Contain("0.385"));
        Assert.That(pilot.StyleAt(arrow.X, arrow.Y).Foreground, Is.EqualTo(Theme.Dark.Focus.Foreground));
        await pilot.Press(Key.S);
        Assert.That(pilot.Find("▶")!.Value.Y, Is.EqualTo(arrow.Y + 1));
    });

    [TestCase("s", 1)]
    [TestCase("F11 s s", 3)]
    [TestCase("s s b", 1)]
    [TestCase("s s F8", 1)]
    [TestCase("n n", 2)]
    [TestCase("F10", 1)]
    [TestCase("o", 8)]
    [TestCase("S-F11", 8)]
    [TestCase("c", 77)]
    [TestCase("F5", 77)]
    [TestCase("i", 77)]
    [TestCase("c r", 0)]
    [TestCase("c S-F5", 0)]
    [TestCase("s s R", 0)]
    [TestCase("2 s 3 s 4 s", 3)]
    public void Movements_have_their_keys(string keys, int executed) => Play(async (stage, pilot) =>
    {
        await pilot.Press(keys);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(executed));
    });

    [Test]
    public void A_row_is_chosen_with_the_arrows_gone_to_with_g_and_let_go_of_with_Esc() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s s Down Down g");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(5));
        await pilot.Press("Up Up Up Up g");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
        await pilot.Press("j j");
        Assert.That(pilot.StyleAt(5, pilot.Find("  out_h1 ")!.Value.Y).Background, Is.EqualTo(Theme.Dark.Selection.Background));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
        Assert.That(pilot.StyleAt(5, pilot.Find("  out_h1 ")!.Value.Y).Background, Is.Not.EqualTo(Theme.Dark.Selection.Background));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
    });

    [Test]
    public void F9_sets_a_breakpoint_where_the_selection_is_and_continue_stops_there() => Play(async (stage, pilot) =>
    {
        await pilot.Press("Down Down Down F9");
        Assert.That(stage.State.View!.Breakpoints, Has.Length.EqualTo(1));
        await pilot.Press("R c");
        Assert.That(stage.State.View!.LastInstruction!.Output, Is.EqualTo(stage.State.View.Breakpoints[0].Value));
        Assert.That(pilot.Lines[38], Does.Contain("breakpoint 1"));
        await pilot.Press("F9");
        Assert.That(stage.State.View!.Breakpoints, Is.Empty);
    });

    [Test]
    public void A_click_in_the_gutter_sets_a_breakpoint_at_the_line_and_another_takes_it_away() => Play(async (stage, pilot) =>
    {
        Point line = pilot.Find("5 l_o1 =")!.Value;
        await pilot.Click(line.X - 3, line.Y);
        Assert.That(stage.State.View!.Breakpoints.Select(b => b.Line), Is.EqualTo(new int?[] { 5 }));
        Assert.That(pilot.Lines[line.Y], Does.Contain("●"));
        await pilot.Click(line.X - 3, line.Y);
        Assert.That(stage.State.View!.Breakpoints, Is.Empty);
    });

    [Test]
    public void A_click_on_a_line_chooses_it_and_the_wheel_scrolls_the_pane_that_it_is_over() =>
        Play("network2", 120, 40, async (_, pilot) =>
    {
        await pilot.Press("c");
        string before = pilot.Lines[5];
        await pilot.Mouse(5, 4, MouseFlags.WheeledUp);
        Assert.That(pilot.Lines[5], Is.Not.EqualTo(before));
        Point values = pilot.Find("conv1.weight")!.Value;
        string row = pilot.Lines[values.Y][80..];
        await pilot.Mouse(100, values.Y, MouseFlags.WheeledDown);
        Assert.That(pilot.Lines[values.Y][80..], Is.Not.EqualTo(row));
    });

    [Test]
    public void The_time_line_is_clicked_and_dragged_also_where_the_hand_slips_off_it() => Play(async (stage, pilot) =>
    {
        await pilot.Press("c");
        await pilot.Click(60, 37);
        int clicked = stage.State.View!.Now.Executed;
        Assert.That(clicked, Is.InRange(20, 60));
        await pilot.Drag(60, 37, 20, 34);
        Assert.That(stage.State.View!.Now.Executed, Is.LessThan(clicked));
    });

    [Test]
    public void The_filter_takes_letters_and_Enter_leads_to_the_table() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s / \"l_h\"");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(2), "letters are typed, not done");
        Assert.That(pilot.Find("│  i1"), Is.Null);
        await pilot.Press("Enter Down w");
        Assert.That(stage.State.View!.Watches.Select(w => w.Text), Is.EqualTo(new[] { "l_h1" }));
        await pilot.Press("Esc");
        Assert.That(pilot.Text, Does.Contain("target_o1"));
    });

    [Test]
    public void Predict_leaves_the_inputs_in_sight_takes_arithmetic_and_judges() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s p s");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(2), "nothing shows before the prediction");
        Assert.That(pilot.Text, Does.Contain("l_h1").And.Contain("0.385"));
        Assert.That(pilot.Lines[38], Does.Contain("out_h1"));
        await pilot.Press("\"1/(1+exp(-l_h1))\" Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(3));
        Assert.That(stage.State.Debug.Verdict!.IsRight, Is.True);
        Assert.That(pilot.Text, Does.Contain(stage.State.Debug.Verdict.Text));
        await pilot.Press("s \"-\" Enter");
        Assert.That(stage.State.Debug.Verdict!.IsRight, Is.False);
        Assert.That(stage.State.Debug.Score, Is.EqualTo((1, 2)));
        await pilot.Press("s \"nonsense\" Enter");
        Assert.That(pilot.Lines[38], Does.Contain("nonsense"));
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(4));
    });

    [Test]
    public void Values_formulas_and_the_table_are_copied() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s s y");
        Assert.That(stage.Asked, Does.Contain(new CopyEffect("0.595078473866134")));
        Assert.That(pilot.Lines[38], Does.Contain("out_h1"));
        await pilot.Press("Y T");
        Assert.That(stage.Asked.OfType<CopyEffect>().ElementAt(1).Text, Does.StartWith("out_h1 = sigmoid(l_h1)"));
        Assert.That(stage.Asked.OfType<CopyEffect>().Last().Text, Does.Contain("w1\t0.05\n"));
    });

    [Test]
    public void Numbers_have_six_digits_and_all_of_them_on_request() => Play(async (_, pilot) =>
    {
        await pilot.Press("o o o s s s s s");
        string Row() => pilot.Lines[pilot.Find("▶ ∂E/∂w5")!.Value.Y][..41];
        Assert.That(Row(), Does.Contain("-0.018375").And.Not.Contain("-0.018375021542"));
        await pilot.Press("d");
        Assert.That(Row(), Does.Contain("-0.018375021542"));
        await pilot.Press("d");
        Assert.That(Row(), Does.Not.Contain("-0.018375021542"));
    });

    [Test]
    public void Shapes_stand_in_brackets_and_in_a_style_of_their_own() => Play("network2", 120, 40, async (_, pilot) =>
    {
        await pilot.Press("n n");
        Point row = pilot.Find("✓ conv1")!.Value;
        var shape = new Point(pilot.Lines[row.Y].IndexOf("[4×6×24×24]", StringComparison.Ordinal), row.Y);
        Assert.That(pilot.StyleAt(shape.X, shape.Y).Attributes.HasFlag(TextAttributes.Italic), Is.True);
    });

    [Test]
    public void The_network_picks_with_arrows_and_clicks_and_what_is_picked_is_what_keys_are_about() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s 2");
        await pilot.Click("w5 0.25");
        await pilot.Press("w");
        Assert.That(stage.State.View!.Watches.Select(w => w.Text), Is.EqualTo(new[] { "w5" }));
        await pilot.Press("Left Left w");
        Assert.That(stage.State.View!.Watches, Has.Length.EqualTo(2));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
    });

    [TestCase(80, 24, "2 Network", "1 Program")]
    [TestCase(60, 20, "2 Network", "1 Program")]
    public void A_small_terminal_begins_with_the_network_and_names_the_way_to_the_rest(int width, int height, string shown, string other) =>
        Play("two-layer", width, height, async (_, pilot) =>
    {
        Assert.That(pilot.Lines[1], Does.Contain(shown).And.Contain(other));
        Assert.That(pilot.Lines[2], Does.StartWith("╭ " + shown));
        await pilot.Press("s");
        Assert.That(pilot.Lines[height - 2], Does.Contain("l_h1 ="), "the present instruction is always in sight");
        await pilot.Press("1");
        Assert.That(pilot.Lines[2], Does.StartWith("╭ 1 Program"));
        await pilot.Press("Tab");
        Assert.That(pilot.Lines[2], Does.StartWith("╭ 2 Network"));
        await pilot.Click("4 Why");
        Assert.That(pilot.Lines[2], Does.StartWith("╭ 4 Why"));
    });

    [TestCase(100, 32, 3)]
    [TestCase(120, 40, 4)]
    [TestCase(200, 60, 4)]
    [TestCase(80, 24, 1)]
    [TestCase(80, 50, 2)]
    public void As_many_panes_show_as_fit(int width, int height, int panes) => Play("two-layer", width, height, (_, pilot) =>
    {
        Assert.That(pilot.Text.Split("╭ 1 Pro").Length + pilot.Text.Split("╭ 2 Net").Length + pilot.Text.Split("╭ 3 Val").Length
            + pilot.Text.Split("╭ 4 Why").Length - 4, Is.EqualTo(panes));
        return Task.CompletedTask;
    });

    [Test]
    public void A_pane_is_zoomed_and_Esc_gives_the_room_back() => Play(async (stage, pilot) =>
    {
        await pilot.Press("2 z");
        Assert.That(pilot.Text, Does.Not.Contain("╭ 1 Program").And.Contain("╭ 2 Network"));
        await pilot.Press("Esc");
        Assert.That(pilot.Text, Does.Contain("╭ 1 Program").And.Contain("╭ 2 Network"));
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
    });

    [Test]
    public void Panes_are_resized_with_keys_and_by_dragging_their_border() => Play(async (_, pilot) =>
    {
        int before = pilot.Find("╭ 2 Network")!.Value.X;
        await pilot.Press("1 C-Right C-Right");
        Assert.That(pilot.Find("╭ 2 Network")!.Value.X, Is.EqualTo(before + 4));
        await pilot.Drag(before + 4, 10, before - 6, 10);
        Assert.That(pilot.Find("╭ 2 Network")!.Value.X, Is.EqualTo(before - 6).Within(1));
        int why = pilot.Find("╭ 4 Why")!.Value.Y;
        await pilot.Press("4 C-Down");
        Assert.That(pilot.Find("╭ 4 Why")!.Value.Y, Is.EqualTo(why - 1));
    });

    [TestCase("C-F10", "Quit")]
    [TestCase("C-F10 Right", "Step: one instruction")]
    [TestCase("A-v", "All digits, or six")]
    [TestCase("A-v", "Ctrl-→")]
    [TestCase("A-u", null)]
    [TestCase("h", null)]
    public void Menus_open_with_their_key_and_with_Alt_and_a_letter(string keys, string? shown) => Play(async (stage, pilot) =>
    {
        string before = pilot.Text;
        await pilot.Press(keys);
        Assert.That(pilot.Text, shown is null ? Is.EqualTo(before) : Does.Contain(shown));
        await pilot.Press("Esc");
        Assert.That((stage.State.Place, pilot.Text == before), Is.EqualTo((shown is null ? Place.Home : Place.Debug, shown is not null)));
    });

    [Test]
    public void A_menu_opens_with_a_click_on_its_title_and_does_what_is_clicked_in_it() => Play(async (stage, pilot) =>
    {
        await pilot.Click("Run");
        Assert.That(pilot.Text, Does.Contain("Step: one instruction"));
        await pilot.Click("Step: one instruction");
        Assert.That((stage.State.View!.Now.Executed, pilot.Text.Contains("Step: one instruction", StringComparison.Ordinal)),
            Is.EqualTo((1, false)));
    });

    [Test]
    public void The_menu_bar_can_be_hidden_and_its_room_is_the_header_s() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new ToggleMenu()));
        Assert.That(pilot.Lines[0], Does.StartWith(" two-layer").And.Not.Contain("Run"));
        await pilot.Press("s");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
    });

    [Test]
    public void Every_size_is_survived_at_every_moment() => Play(async (_, pilot) =>
    {
        await pilot.Press("o o o s s s");
        foreach ((int w, int h) in new[] { (1, 1), (10, 4), (40, 10), (220, 60), (60, 20), (84, 28), (110, 32), (109, 80), (120, 40) })
        {
            await pilot.Resize(w, h);
            await pilot.Press("Tab s");
        }
        Assert.That(pilot.Text, Does.Contain("╭ 1 Program").And.Contain("╭ 4 Why"));
    });

    [Test]
    public void It_speaks_Chinese() => Play("two-layer", 120, 40, async (_, pilot) =>
    {
        await pilot.Press("s");
        Assert.That(pilot.Text, Does.Contain("1 程序").And.Contain("单步").And.Contain("前向传播"));
        Point title = pilot.Find("程序")!.Value;
        Assert.That(pilot.At(title.X, title.Y).Grapheme, Is.EqualTo("程"));
        Assert.That(pilot.At(title.X + 2, title.Y).Grapheme, Is.EqualTo("序"));
    }, new Look(Theme.Dark) { Language = Language.ChineseSimplified });

    [Test]
    public void zero_grad_and_backward_name_the_same_gradient() => Play("one-weight", 120, 40, (_, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("w.grad = ∂E/∂w").And.Contain("∂E/∂w = w.grad"));
        return Task.CompletedTask;
    });

    [TestCase(120, 40)]
    [TestCase(80, 24)]
    public void A_double_click_on_a_row_of_the_values_opens_it(int width, int height) => Play("two-layer", width, height,
        async (stage, pilot) =>
        {
            await pilot.Press("s s 3");
            Match[] rows = [.. pilot.Lines.Select(l => Regex.Match(l, @"│ +w3 +0\.1 *[│█]+$"))];
            int y = Array.FindIndex(rows, r => r.Success);
            await pilot.DoubleClick(rows[y].Index + 5, y);
            Assert.That((stage.State.Place, stage.State.Inspection?.Value.Name), Is.EqualTo((Place.Inspector, "w3")), pilot.Text);
        });

    [Test]
    public void Only_what_the_last_step_changed_is_marked() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s s");
        Assert.That(pilot.Text.Split('●'), Has.Length.EqualTo(2), "the value; the knob of the time line is a letter of a name");
        await pilot.Press("c");
        Assert.That(stage.State.View!.Changed, Has.Count.EqualTo(1));
        await pilot.Press("F9");
        Assert.That(stage.State.View!.Changed, Has.Count.EqualTo(1), "a mark that is set moves nothing");
    });

    [Test]
    public void The_tutorial_is_named() => Play(async (_, pilot) =>
    {
        await pilot.Press("s");
        Assert.That(pilot.Text, Does.Contain("the tutorial “PyTorch neural networks” prints 0.385 ✓"));
    });

    [Test]
    public void A_broken_program_says_why_it_stops_as_long_as_it_stands_there() => Play("network1", 120, 40, async (_, pilot) =>
    {
        await pilot.Press("c");
        Assert.That(pilot.Text, Does.Contain("The next step fails."));
        await pilot.Press("b s");
        Assert.That(pilot.Text, Does.Contain("The next step fails."));
    });

    [Test]
    public void The_present_tensor_is_shown_with_its_elements_over_the_rows() => Play("softmax", 120, 40, async (stage, pilot) =>
    {
        await pilot.Press("s 3");
        Tensor content = stage.State.View![stage.State.View.LastInstruction!.Output]!;
        Assert.That(content.Length, Is.GreaterThan(1));
        foreach (double element in content.Data.ToArray()) Assert.That(pilot.Text, Does.Contain(Numbers.Format(element, 4)));
    });
}
