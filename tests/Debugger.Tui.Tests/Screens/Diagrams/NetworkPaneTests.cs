using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Screens.Diagrams;

public class NetworkPaneTests
{
    private static readonly string[] Programs = [.. ProgramCatalog.All.Select(p => p.Name)];

    [Test]
    public void At_the_start_weights_and_inputs_are_known_and_everything_else_is_a_dot()
    {
        string[] lines = Lines(At("two-layer", 0), 78, 18);
        Assert.That(lines[..5], Is.EqualTo(new[]
        {
            "                        ╭─ h1 ─────────────╮              ╭─ o1 ─────────────╮",
            "             w1 0.05    │ l_h1   ·         │   w5 0.25    │ l_o1   ·         │",
            "╭─ i1 ───╮              │                  │              │                  │",
            "│ 0.1    │─────────────▸│ out_h1 ·         │─────────────▸│ out_o1 ·         │",
            "╰────────╯⠤            ▸│                  │⠤            ▸│                  │",
        }));
    }

    [Test]
    public void A_weighted_sum_lights_its_neuron_and_the_edges_into_it()
    {
        Screen screen = Paint(At("two-layer", 5), 78, 18);
        Assert.That(ScreenDump.Line(screen, 3),
            Is.EqualTo("│ 0.1    │─────────────▸│ out_h1 0.595078  │━━━━━━━━━━━━━▶┃ out_o1 ·         ┃"));
        Assert.That(ScreenDump.Line(screen, 1), Does.Contain("┃ l_o1   0.85831   ┃"));
        Assert.That(screen[50, 3].Style.Foreground, Is.EqualTo(Theme.Dark.Forward.Foreground));
        Assert.That(screen[12, 3].Style.Foreground, Is.EqualTo(Theme.Dark.Dim.Foreground), "the edge from i1 to h1 is not on the path");
    }

    [Test]
    public void The_gradient_of_w5_stands_below_it_and_travels_back_from_o1_to_h1()
    {
        Screen screen = Paint(At("two-layer", 26), 78, 18);
        Assert.Multiple(() =>
        {
            Assert.That(ScreenDump.Line(screen, 2), Does.Contain("∂ -0.01838").And.Contain("∂ -0.030878"));
            Assert.That(ScreenDump.Line(screen, 3),
                Is.EqualTo("│ 0.1    │─────────────▸│ out_h1 0.595078  │◀━━━━━━━━━━━━━│ out_o1 0.702308  │"));
            Assert.That(screen[50, 3].Style.Foreground, Is.EqualTo(Theme.Dark.Backward.Foreground));
            Assert.That(screen[50, 3].Style.Attributes.HasFlag(TextAttributes.Bold));
        });
    }

    [Test]
    public void A_gradient_that_the_backward_pass_has_not_reached_is_not_shown()
    {
        string text = ScreenDump.Text(Paint(At("two-layer", 26), 78, 18));
        // ∂E/∂out_o1, ∂E/∂l_o1 and ∂E/∂w5; zero_grad's zeros are no gradients yet.
        Assert.That(text.Count(c => c == '∂'), Is.EqualTo(3));
    }

    [Test]
    public void The_update_shows_the_new_weight_under_its_new_name()
    {
        string[] lines = Lines(At("two-layer", 72), 78, 18);
        Assert.That(lines[1], Does.Contain("w5⁺ 0.2684"));
        Assert.That(lines[3], Does.Contain("━━━━━━━━━━━━━▶"));
        Assert.That(string.Join('\n', lines), Does.Contain("w4⁺").And.Not.Contain("w6⁺"));
    }

    [Test]
    public void A_what_if_shows_old_and_new_side_by_side()
    {
        SessionHost host = Open("two-layer");
        host.Execute(new Move(Movement.Into, 8), default);
        SessionView start = ((SessionMsg)host.Execute(new Move(Movement.Back, 8), default)).View;
        host.Execute(new SetValue(start.Program["w5"], null, "0.5"), default);
        SessionView view = ((SessionMsg)host.Execute(new Move(Movement.Into, 8), default)).View;
        Assert.That(ScreenDump.Text(Paint(view, 160, 30)), Does.Contain("w5 0.25→0.5").And.Contain("out_o1 0.70231→0."));
    }

    [Test]
    public void Small_panes_keep_the_picture_and_tiny_ones_list_the_nodes()
    {
        SessionView view = At("two-layer", 26);
        Assert.That(ScreenDump.Text(Paint(view, 45, 14)), Does.Contain("◀━━━").And.Contain("E 0.09687").And.Contain("∂ -0.018"));
        string[] list = Lines(view, 40, 6);
        Assert.That(list, Has.Some.Contains("o1 0.70231").And.Some.Contains("h1 0.59508"));
    }

    [Test]
    public void A_single_neuron_and_what_is_asked_of_it_hang_together()
    {
        string text = ScreenDump.Text(Paint(At("neuron", 8), 78, 18));
        Assert.That(text, Does.Contain("y 9.7").And.Contain("w2 0.03").And.Contain("∂ 180").And.Contain("6 < y < 13").And.Contain("◀━"));
    }

    [Test]
    public void One_weight_shows_its_input_and_every_derivative()
    {
        string text = ScreenDump.Text(Paint(At("one-weight", 6), 78, 18));
        Assert.That(text, Does.Contain("─ x ─").And.Contain("w 0.8").And.Contain("∂ 1.05").And.Contain("∂ 0.7"));
    }

    [Test]
    public void Backward_through_network2_lights_the_layer_and_the_way_that_the_gradient_has_come()
    {
        SessionView view = At("network2", 30);
        Assert.That(view.LastInstruction!.Label, Is.EqualTo("∂loss/∂fc2.weight"));
        string[] lines = Lines(view, 78, 18);
        Assert.That(lines[12], Is.EqualTo("┏fc2━━linear┓   ╭relu4──relu╮   ╭out──linear╮   ╭loss───────╮"));
        Assert.That(lines[13], Is.EqualTo("┃4×60       ┃   │4×60       │   │4×10       │   │scalar     │"));
        Assert.That(lines[14], Does.Contain("┃◀──│").And.Contain("│◀──│2.278711"));
        Assert.That(lines[15], Does.StartWith("┃|∂W| "));
    }

    [Test]
    public void Layers_that_have_not_run_are_dots()
    {
        string[] lines = Lines(At("network2", 5), 78, 18);
        Assert.That(lines[8], Does.Contain("% 0┃──▸│·"), "relu2 has run, pool2 has not");
    }

    [Test]
    public void The_activations_branch_and_meet_again()
    {
        string text = ScreenDump.Text(Paint(At("activations", 20), 78, 18));
        foreach (string name in (string[])["sigmoid", "tanh", "relu", "s_t", "total"]) Assert.That(text, Does.Contain(name));
        Assert.That(text, Does.Contain("relu━"));
    }

    [Test]
    public void A_script_names_the_pass_that_is_shown() =>
        Assert.That(Lines(At("tutorial-net", 60), 78, 18)[0].Trim(), Is.EqualTo("pass 2 of 3"));

    [Test]
    public void The_first_image_is_drawn_where_there_is_room() =>
        Assert.That(ScreenDump.Text(Paint(At("network2", 13), 110, 40)), Does.Contain("x[0]  28×28").And.Contain("label 0  predicted"));

    [Test]
    public void A_shape_error_is_told_where_the_chain_breaks_off() =>
        Assert.That(ScreenDump.Text(Paint(At("network1", 6), 78, 18)), Does.Contain("✗ fc1: Linear(in_features=192"));

    [TestCaseSource(nameof(Programs))]
    public void No_size_and_no_moment_breaks_it_and_every_target_is_a_value(string name)
    {
        SessionHost host = Open(name);
        SessionView view = ((SessionMsg)host.Execute(new Move(Movement.Restart), default)).View;
        int length = view.Program.Instructions.Length;
        for (int step = 0; step <= length; step += 7)
        {
            foreach ((int width, int height) in ((int, int)[])[(0, 0), (1, 1), (9, 3), (20, 30), (30, 5), (45, 14), (60, 20), (78, 18),
                (110, 40), (200, 60)])
            {
                var hits = new HitMap.Builder();
                Paint(view, width, height, hits);
                HitMap map = hits.Build();
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        if (map.At(x, y) is not { } hit) continue;
                        if (hit.Target is not ValueTarget { Slot: var slot } || slot < 0 || slot >= view.Program.Values.Length)
                            Assert.Fail($"{hit.Target} at {x}, {y}");
                    }
                }
            }
            if (host.Execute(new Move(Movement.Into, 7), default) is SessionMsg moved) view = moved.View;
        }
        Assert.That(view.Program.Name, Is.EqualTo(name));
    }

    [Test]
    public void Without_colours_and_Unicode_the_path_is_still_told_apart()
    {
        var look = new Look(Theme.Dark, ColourLevel.None, unicode: false);
        Screen screen = new Screen(78, 18, look.Theme.Base);
        NetworkPane.Paint(new Canvas(screen, look), At("two-layer", 5), null);
        Assert.That(ScreenDump.Line(look.Finish(screen), 3),
            Is.EqualTo("| 0.1    |------------->| out_h1 0.595078  |=============>| out_o1 .         |"));
        Assert.That(ScreenDump.Line(look.Finish(screen), 0), Does.EndWith("+= o1 =============+"));
    }

    [Test]
    public void Every_weight_of_the_walkthrough_can_be_clicked()
    {
        SessionView view = At("two-layer", 67);
        var hits = new HitMap.Builder();
        Paint(view, 78, 18, hits);
        HitMap map = hits.Build();
        var slots = new HashSet<int>();
        for (int y = 0; y < 18; y++)
        {
            for (int x = 0; x < 78; x++)
            {
                if (map.At(x, y)?.Target is ValueTarget target) slots.Add(target.Slot);
            }
        }
        string[] wanted = [.. view.Program.Parameters.Select(p => p.Name), "l_h1", "out_o2", "E", "E_o1", "target_o2", "w5.grad",
            "out_h1.grad"];
        Assert.That(wanted.Where(name => !slots.Contains(view.Program[name].Slot)), Is.Empty);
    }

    private static SessionHost Open(string name)
    {
        var host = new SessionHost(new ReferenceBackend());
        host.Execute(new OpenProgram(name, new ScenarioOptions()), default);
        return host;
    }

    private static SessionView At(string name, int step)
    {
        SessionHost host = Open(name);
        Msg message = step == 0 ? host.Execute(new Move(Movement.Restart), default) : host.Execute(new Move(Movement.Into, step), default);
        return ((SessionMsg)message).View;
    }

    private static Screen Paint(SessionView view, int width, int height, HitMap.Builder? hits = null)
    {
        var look = new Look(Theme.Dark);
        Screen screen = new Screen(width, height, look.Theme.Base);
        NetworkPane.Paint(new Canvas(screen, look), view, hits);
        return screen;
    }

    private static string[] Lines(SessionView view, int width, int height)
    {
        Screen screen = Paint(view, width, height);
        return [.. Enumerable.Range(0, height).Select(y => ScreenDump.Line(screen, y))];
    }
}
