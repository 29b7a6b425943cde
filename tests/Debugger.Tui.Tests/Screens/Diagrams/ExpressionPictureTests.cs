using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Screens.Diagrams;

/// <summary>The picture of an expression whose numbers are used more than once.</summary>
public sealed class ExpressionPictureTests
{
    private static SessionView At(string value)
    {
        var host = new SessionHost(new ReferenceBackend());
        host.Adopt(ProgramCatalog.Get("micrograd").Create(new ScenarioOptions()));
        Program program = ((SessionMsg)host.Execute(new Move(Movement.Into), default)).View.Program;
        return ((SessionMsg)host.Execute(new RunToValue(program[value]), default)).View;
    }

    private static string[] Lines(SessionView view, int width, int height, Look? look = null) =>
        Painted.Lines(width, height, c => NetworkPane.Paint(c, view, null), look);

    private static string Row(string[] lines, string title) => lines.First(l => l.Contains(title, StringComparison.Ordinal));

    [Test]
    public void Operations_stand_from_the_upper_left_to_the_lower_right_and_a_number_with_two_uses_has_two_branches()
    {
        string[] lines = Lines(At("o"), 78, 20);
        int e = Array.FindIndex(lines, l => l.Contains("e = d + c", StringComparison.Ordinal)),
            f = Array.FindIndex(lines, l => l.Contains("f = d·e", StringComparison.Ordinal));
        Assert.That(lines[e], Does.Contain("├──").And.Contain("▸e"));
        Assert.That(lines[f], Does.Contain("╰──").And.Contain("▸f"));
        Assert.That(lines[e].IndexOf('├', StringComparison.Ordinal), Is.EqualTo(lines[f].IndexOf('╰', StringComparison.Ordinal)));
        Assert.That(lines, Has.Some.Contains("used by e, f"));
    }

    [Test]
    public void Backward_it_says_which_uses_have_sent_their_part_and_which_are_awaited()
    {
        SessionView view = At("f.grad");
        string[] lines = Lines(view, 100, 40);
        Assert.That(string.Join('\n', lines), Does.Not.Contain("∂ from f"), "f has its gradient, and has sent none on yet");
        SessionView first = At(view.Program.Instructions.First(i => i.Phase == Phase.Backward && i.Output.Name.EndsWith("@f",
            StringComparison.Ordinal) && i.Output.Name.Contains("(e)", StringComparison.Ordinal)).Output.Name);
        Assert.That(Row(Lines(first, 100, 40), "∂ from f"), Does.Contain("∂ from n").Or.Contain("awaits n"));
        Assert.That(Row(Lines(first, 100, 40), "awaits"), Does.Contain("awaits"));
        string all = string.Join('\n', Lines(At("a.grad"), 100, 40));
        Assert.That(all, Does.Not.Contain("awaits").And.Contain("✓"));
    }

    [TestCase(52, 26)]
    [TestCase(78, 20)]
    [TestCase(91, 45)]
    public void The_usual_sizes_have_the_picture_in_every_kind_of_terminal(int width, int height)
    {
        SessionView view = At("c.grad");
        foreach (Look look in new[]
            { new Look(Theme.Light), new(Theme.Dark, ColourLevel.Ansi16), new(Theme.Dark, ColourLevel.None, false) })
        {
            string text = string.Join('\n', Lines(view, width, height, look));
            Assert.That(text, Does.Contain("target").And.Contain("bias").And.Contain("0.462"), text);
        }
    }

    [TestCase(48, 25)]
    [TestCase(78, 20)]
    [TestCase(91, 45)]
    public void Both_parts_of_a_gradient_are_there_with_all_their_digits_and_lines_that_meet_are_joined(int width, int height)
    {
        string text = string.Join('\n', Lines(At("c.grad"), width, height));
        Assert.That(text, Does.Contain("∂ from f 0.25381").And.Contain("∂ from n -0.592223").And.Contain("✓"), text);
        Assert.That(text, Does.Contain("∂ -0.846033").And.Contain("┼").And.Contain("┴"), text);
    }

    [Test]
    public void Every_number_is_found_by_the_mouse()
    {
        var hits = new HitMap.Builder();
        SessionView view = At("a.grad");
        Painted.On(78, 20, c => NetworkPane.Paint(c, view, hits));
        string[] found = [.. hits.Build().Regions.Select(r => view.Program.Values[((ValueTarget)r.Target).Slot].Name)];
        Assert.That(found, Is.SupersetOf(new[] { "d", "d.grad", "a", "a.grad", "target", "L", "w2", "w2.grad" }));
    }
}
