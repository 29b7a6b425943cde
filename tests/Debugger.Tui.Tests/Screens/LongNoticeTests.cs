using System.Drawing;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>What is wide is wrapped, never silently cut.</summary>
public sealed class LongNoticeTests
{
    private const string Long =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
            + "twenty END";

    [Test]
    public void A_notice_wider_than_the_screen_goes_on_in_a_second_row_and_the_panes_stay_where_they_are()
    {
        using var stage = new Stage("two-layer", 80, 24);
        stage.Play(async pilot =>
        {
            string[] before = pilot.Text.Split('\n')[..21];
            await pilot.Do(() => stage.Store.Dispatch(new Say(Long)));
            Assert.Multiple(() =>
            {
                Assert.That(pilot.Text, Does.Contain("END").And.Not.Contain("…"));
                Assert.That(pilot.Text.Split('\n')[..21], Is.EqualTo(before));
            });
            await pilot.Press("s");
            Assert.That(pilot.Text, Does.Contain("Esc  back").And.Not.Contain("END"),
                "the next key takes it away, and does what it always does");
        });
    }

    [Test]
    public void A_notice_of_three_rows_is_seen_whole()
    {
        using var stage = new Stage("two-layer", 60, 24);
        stage.Play(async pilot =>
        {
            await pilot.Do(() => stage.Store.Dispatch(new Say(Long.Replace(" END", " and so on and so on END", StringComparison.Ordinal))));
            Assert.That(pilot.Text, Does.Contain("one two").And.Contain("eighteen").And.Contain("END"));
        });
    }

    [Test]
    public void What_a_what_if_says_covers_nothing()
    {
        using var stage = new Stage("two-layer", 80, 24);
        stage.Play(async pilot =>
        {
            await pilot.Press("s s s : \"set w5 = 0.5\" Enter");
            Assert.Multiple(() =>
            {
                Assert.That(pilot.Text, Does.Contain("what if w5 = 0.5: timeline 1").And.Contain("goes back to timeline 0"));
                Assert.That(pilot.Text, Does.Not.Contain("Close"));
                Assert.That(pilot.Text, Does.Contain("two-layer  timeline 1"), "where the whole name has no room");
            });
        });
    }

    [Test]
    public void The_list_of_commands_wraps_what_is_wide_and_marks_the_selected_one()
    {
        using var stage = new Stage("two-layer", 80, 24);
        stage.Play(async pilot =>
        {
            await pilot.Press("? \":set\"");
            Assert.That(pilot.Text, Does.Contain("until 'undo'").And.Contain("@FILE"));
            // Down leads over the rows in which a title goes on.
            await pilot.Press("Esc ? Down");
            Assert.Multiple(() =>
            {
                Assert.That(Marked(pilot, "s F11"), Is.False);
                Assert.That(Marked(pilot, "b F8"), Is.True);
            });
        });
    }

    private static bool Marked(Pilot pilot, string text)
    {
        Point place = pilot.Find(text + " ")!.Value;
        return pilot.StyleAt(place.X, place.Y).Background == Theme.Dark.Selection.Background;
    }
}
