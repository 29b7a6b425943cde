using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class LineEditorTests
{
    private static string Show(LineEditor line) => line.Text.Insert(line.Cursor, "|");

    private static LineEditor Typed(string text) => new LineEditor().Insert(text);

    [Test]
    public void Typing_and_deleting_go_by_whole_signs() => Assert.Multiple(() =>
    {
        Assert.That(Show(Typed("a👩‍🔬b").Left().Backspace()), Is.EqualTo("a|b"));
        Assert.That(Show(Typed("e\u0301x").Home().Delete()), Is.EqualTo("|x"));
        Assert.That(Show(Typed("ab").Left().Insert("误\u001b\nc")), Is.EqualTo("a误 c|b"));
        Assert.That(Show(Typed("").Backspace().Delete().Left().Right()), Is.EqualTo("|"));
    });

    [Test]
    public void Words_and_ends_are_reached() => Assert.Multiple(() =>
    {
        Assert.That(Show(Typed("break w5 if x").WordLeft().WordLeft()), Is.EqualTo("break w5 |if x"));
        Assert.That(Show(Typed("break w5").Home().WordRight()), Is.EqualTo("break| w5"));
        Assert.That(Show(Typed("break w5 ").KillWord()), Is.EqualTo("break |"));
        Assert.That(Show(Typed("break w5").WordLeft().KillToStart()), Is.EqualTo("|w5"));
        Assert.That(Show(Typed("break w5").WordLeft().KillToEnd()), Is.EqualTo("break |"));
    });

    [Test]
    public void History_goes_back_and_returns_to_what_was_being_typed()
    {
        LineEditor line = Typed("one").Enter().Insert("two").Enter().Insert("two").Enter().Insert(" ").Enter().Insert("dra");
        Assert.Multiple(() =>
        {
            Assert.That(line.History, Is.EqualTo(new[] { "one", "two" }));
            Assert.That(Show(line.Older()), Is.EqualTo("two|"));
            Assert.That(Show(line.Older().Older().Older()), Is.EqualTo("one|"));
            Assert.That(Show(line.Older().Older().Newer().Newer()), Is.EqualTo("dra|"));
            Assert.That(Show(line.Newer()), Is.EqualTo("dra|"));
        });
    }

    [Test]
    public void The_only_candidate_is_taken_with_a_blank() =>
        Assert.That(Show(Typed("break l_").Complete(word => word == "l_" ? ["l_h1"] : [])), Is.EqualTo("break l_h1 |"));

    [Test]
    public void Several_candidates_give_what_they_share_and_then_one_after_another()
    {
        IReadOnlyList<string> Names(string word) => ["w5.grad", "w5.data", "w5"];
        LineEditor shared = Typed("watch w").Complete(Names);
        LineEditor first = shared.Complete(Names), second = first.Complete(Names);
        Assert.Multiple(() =>
        {
            Assert.That((Show(shared), shared.Offers.Count, shared.Offer), Is.EqualTo(("watch w5|", 3, -1)));
            Assert.That((Show(first), first.Offer), Is.EqualTo(("watch w5.grad|", 0)));
            Assert.That((Show(second), second.Offer), Is.EqualTo(("watch w5.data|", 1)));
            Assert.That(Show(second.Complete(Names).Complete(Names)), Is.EqualTo("watch w5.grad|"));
            Assert.That(Show(first.Complete(Names, backward: true)), Is.EqualTo("watch w5|"));
            Assert.That(second.Insert("x").Offers, Is.Empty);
        });
    }

    [Test]
    public void Going_back_from_the_first_offer_gives_the_last()
    {
        IReadOnlyList<string> Names(string word) => ["ab", "ac", "ad"];
        Assert.That(Show(Typed("a").Complete(Names, backward: true)), Is.EqualTo("ad|"));
    }

    [Test]
    public void The_line_scrolls_so_that_its_cursor_is_visible()
    {
        Screen screen = Painted.On(8, 1, canvas => InputLine.Paint(canvas, Typed("abcdefgh误"), ": "));
        Assert.That((ScreenDump.Line(screen, 0), screen.Cursor), Is.EqualTo((": fgh误", ((int, int)?)(7, 0))));
    }
}
