using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class ListTests
{
    [Test]
    public void A_panel_has_title_status_and_footer() =>
        Assert.That(Painted.Lines(20, 4, canvas => Panel.Paint(canvas, "Why", false, "3/5", footer: "end").Put(0, 0, "x")),
            Is.EqualTo(new[] { "╭ Why ─────── 3/5 ─╮", "│x                 │", "│                  │", "╰──────────── end ─╯" }));

    [Test]
    public void A_long_title_is_cut_and_the_status_gives_way() =>
        Assert.That(Painted.Lines(10, 2, canvas => Panel.Paint(canvas, "误差反向传播", false, "12/34")),
            Is.EqualTo(new[] { "╭ 误差… ─╮", "╰────────╯" }));

    [Test]
    public void Without_colours_the_focused_panel_has_a_double_frame() =>
        Assert.That(Painted.Lines(6, 2, canvas => Panel.Paint(canvas, "A", true), Painted.Dark(ColourLevel.None)),
            Is.EqualTo(new[] { "╔ A ═╗", "╚════╝" }));

    [Test]
    public void The_chosen_tab_is_visible_where_room_is_short() => Assert.Multiple(() =>
    {
        Assert.That(Painted.Lines(20, 1, canvas => Tabs.Paint(canvas, ["one", "two", "three"], 0)),
            Is.EqualTo(new[] { " one   two   three" }));
        Assert.That(Painted.Lines(8, 1, canvas => Tabs.Paint(canvas, ["one", "two", "three"], 2)), Is.EqualTo(new[] { " three" }));
    });

    [Test]
    public void A_list_scrolls_to_its_selection_and_shows_a_bar()
    {
        string[] rows = [.. Enumerable.Range(1, 9).Select(i => "row " + i)];
        List<Hit> hits = [];
        Screen screen = Painted.On(8, 3, canvas => hits = ListView.Paint(canvas, rows, new ListState(5, 0).Reveal(9, 3), true));
        Assert.Multiple(() =>
        {
            Assert.That(Painted.Lines(screen), Is.EqualTo(new[] { "row 5  │", "row 6  █", "row 7  │" }));
            Assert.That(hits.At(3, 1), Is.EqualTo(5));
            Assert.That(screen[0, 1].Style.Background, Is.EqualTo(Theme.Dark.Selection.Background));
            Assert.That(screen[0, 0].Style.Background, Is.EqualTo(Theme.Dark.Base.Background));
        });
    }

    [Test]
    public void Without_colours_the_selected_row_is_reversed()
    {
        Screen screen = Painted.On(5, 2, canvas => ListView.Paint(canvas, ["a", "b"], new ListState(1, 0), true),
            Painted.Dark(ColourLevel.None));
        Assert.That((screen[0, 0].Style.Attributes.HasFlag(TextAttributes.Reverse),
            screen[0, 1].Style.Attributes.HasFlag(TextAttributes.Reverse), screen[4, 1].Style.Attributes.HasFlag(TextAttributes.Reverse)),
            Is.EqualTo((false, true, true)));
    }

    [TestCase(0, 10, 4, 0)]
    [TestCase(9, 10, 4, 6)]
    [TestCase(5, 10, 4, 3)]
    [TestCase(5, 10, 1, 5)]
    [TestCase(5, 3, 4, 0)]
    [TestCase(0, 0, 4, 0)]
    public void The_selected_row_is_revealed_with_context(int selected, int count, int height, int offset) =>
        Assert.That(new ListState(selected, 0).Reveal(count, height).Offset, Is.EqualTo(offset));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool The_revealed_row_is_always_visible(byte selected, byte offset, byte count, byte height)
    {
        ListState state = new ListState(selected, offset).Reveal(count, height);
        return height == 0 || count == 0
            || (state.Selected >= state.Offset && state.Selected < state.Offset + height && state.Offset >= 0
                && state.Offset <= Math.Max(0, count - height));
    }

    [Test]
    public void A_filter_wants_all_its_words_in_any_case_and_order()
    {
        string[] names = ["conv1.weight", "conv1.weight.grad", "fc1.weight.grad", "w5"];
        Assert.Multiple(() =>
        {
            Assert.That(ListFilter.Apply(names, name => name, "GRAD conv"), Is.EqualTo(new[] { 1 }));
            Assert.That(ListFilter.Apply(names, name => name, " "), Is.EqualTo(new[] { 0, 1, 2, 3 }));
            Assert.That(ListFilter.Highlight("conv1", "NV", default, Theme.Dark.Focus),
                Is.EqualTo(new Fragment[] { new("co"), new("nv", Theme.Dark.Focus), new("1") }));
        });
    }
}
