using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>Keys that come in one read, as from fast hands or a slow line: none is lost between two screens or dialogs.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class TypeAheadTests
{
    private static Key[] Keys(string words) => [.. words.Split(' ').Select(KeyWords.Parse)];

    private static void Play(Func<Stage, Pilot, Task> script)
    {
        using var stage = new Stage("two-layer");
        stage.Play(pilot => script(stage, pilot));
    }

    [TestCase("? Esc s", 1)]
    [TestCase("? Esc s s s", 3)]
    [TestCase("? Esc ? Esc s s", 2)]
    [TestCase("F2 Esc s", 1)]
    [TestCase("C-o Esc s s", 2)]
    [TestCase(": p r o g r a m Enter s s", 2)]
    public void What_is_typed_as_a_dialog_closes_is_the_screen_s(string keys, int steps) => Play(async (stage, pilot) =>
    {
        await pilot.Press(Keys(keys));
        await pilot.Wait(TimeSpan.Zero);
        Assert.That(pilot.App.TopRunnableView, Is.EqualTo(stage.Screen), pilot.Text);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(steps), pilot.Text);
    });

    [Test]
    public void What_is_typed_as_a_dialog_opens_is_the_dialog_s() => Play(async (stage, pilot) =>
    {
        await pilot.Press(Keys("? i t e r Enter b"));
        await pilot.Wait(TimeSpan.Zero);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(stage.State.View.Program.Instructions.Length - 1), pilot.Text);
    });

    [Test]
    public void What_is_typed_as_one_screen_gives_way_to_another_is_the_other_one_s() => Play(async (stage, pilot) =>
    {
        await pilot.Press(Keys("s Enter Esc s Enter"));
        await pilot.Wait(TimeSpan.Zero);
        Assert.That(stage.State.Place, Is.EqualTo(Place.Inspector).Or.EqualTo(Place.Explanation), pilot.Text);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(2), pilot.Text);
        await pilot.Press(Keys("Esc s s"));
        await pilot.Wait(TimeSpan.Zero);
        Assert.That((stage.State.Place, stage.State.View.Now.Executed), Is.EqualTo((Place.Debug, 4)), pilot.Text);
    });
}
