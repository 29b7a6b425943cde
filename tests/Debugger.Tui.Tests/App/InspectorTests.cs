using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class InspectorTests
{
    [TestCase(60)]
    [TestCase(76)]
    public void On_a_narrow_screen_the_footer_keeps_what_if_and_the_way_out(int width)
    {
        var stage = new OverlayStage("network2", width: width, height: 20);
        Assert.That(stage.Inspect("conv1").Lines(), Has.Some.Contains("= what if").And.Some.Contains("Esc close"));
    }

    [Test]
    public void The_wheel_goes_to_the_next_picture_or_some_rows_on()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv1").Keys("WheelDown@5,5 WheelDown@5,5");
        Assert.That(stage.Inspector.Cursor, Is.EqualTo(2 * 24 * 24));
        Assert.That(stage.Keys("WheelUp@5,5").Inspector.Cursor, Is.EqualTo(24 * 24));
        stage.Close();
        Assert.That(stage.Inspect("fc1.weight").Keys("WheelDown@5,5 WheelDown@5,5 WheelUp@5,5").Inspector.Cursor, Is.EqualTo(3 * 192));
    }

    [Test]
    public void Labels_are_counted_and_pictures_say_theirs()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("labels");
        Assert.That(stage.Lines(), Has.Some.Contains("class 1  50 % (1 of 2)").And.None.Contains("mean"));
        stage.Close();
        Assert.That(stage.Inspect("x").Lines(), Has.Some.Contains("image 1 label 1"));
    }

    [Test]
    public void The_gradient_of_a_kernel_shows_all_kernels_and_the_number_under_the_cursor()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv1.weight.grad").Keys("Down Right");
        string[] lines = stage.Lines();
        double number = stage.Inspector.Subject.Content![6];
        Assert.That(lines[0], Does.StartWith("  ╭ conv1.weight.grad (6, 1, 5, 5) ─").And.EndWith("─ gradient of conv1.weight ─╮"));
        Assert.That(lines[1], Does.StartWith("  │ ▸kernel 0             kernel 1             kernel 2 "));
        Assert.That(lines, Has.Some.Contains(" kernel 3             kernel 4             kernel 5"));
        Assert.That(string.Join(' ', lines), Does.Contain("conv1.weight.grad[0,0,1,1]").And.Contain("= " + Numbers.Format(number)));
        Assert.That(lines[38], Is.EqualTo("  │ ←↑↓→ move  e why?  PgDn kernel  v numbers  = what if  Esc close".PadRight(117) + "│"));
    }

    [Test]
    public void Six_feature_maps_stand_whole_beside_the_convolution_at_the_cursor()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv1").Keys("PageDown PageDown Down Down Down Right");
        string[] lines = stage.Lines();
        Assert.That(lines, Has.Some.Contains(" map 0                    map 1                   ▸map 2 "));
        Assert.That(lines, Has.Some.Contains(" map 3                    map 4                    map 5 "));
        // The last pixel of the last map of this image can be clicked.
        Value conv1 = stage.Program.Find("conv1")!;
        Assert.That(Cells(stage), Does.Contain(conv1.Shape.Offset(0, 5, 22, 23)));
        Assert.That(lines, Has.Some.Contains("patch x[0,0,3:8,1:6]"));
        Assert.That(lines, Has.Some.Contains("× kernel conv1.weight[2,0]"));
    }

    [Test]
    public void The_convolution_adds_up_wherever_the_cursor_is([Values("conv1", "conv2")] string name)
    {
        OverlayStage stage = new OverlayStage("network2").Inspect(name);
        foreach (string keys in new[] { "Right", "Down Down Right", "PageDown End", "PageDown PageDown Down Home" })
        {
            stage.Keys(keys);
            InspectorOverlay inspector = stage.Inspector;
            ConvolutionPlace place = ConvolutionPlace.At(inspector.Subject, inspector.Cursor)!;
            Assert.That(place.Sums.Sum() + place.Bias, Is.EqualTo(inspector.Subject.Content![inspector.Cursor]).Within(1e-12));
            Assert.That(place.Products.Sum(), Is.EqualTo(place.Sums[place.Channel]).Within(1e-12));
            Assert.That(place.Sums.Max(Math.Abs), Is.EqualTo(Math.Abs(place.Sums[place.Channel])));
            string index = string.Join(",", inspector.Subject.Value.Shape.IndexOf(inspector.Cursor));
            Assert.That(stage.Lines(), Has.Some.Match($@"= {name}\[{index}\] +{Numbers.Format(inspector.Subject.Content[inspector.Cursor], 9).Replace(".", "\\.")}"));
        }
    }

    [Test]
    public void A_patch_on_the_padding_is_zero_there()
    {
        OverlayStage stage = new OverlayStage("network3");
        Instruction padded = stage.Program.Instructions.First(i => i.Attributes is Conv2dAttributes { Padding: > 0 } && i.Opcode is Opcode.Conv2d);
        stage.Inspect(padded.Output.Name);
        ConvolutionPlace place = ConvolutionPlace.At(stage.Inspector.Subject, 0)!;
        Assert.That(place.Corner.Row, Is.Negative);
        Assert.That(place.Patch[0], Is.Zero);
        Assert.That(place.Sums.Sum() + place.Bias, Is.EqualTo(stage.Inspector.Subject.Content![0]).Within(1e-12));
    }

    [Test]
    public void A_number_shows_what_it_has_been()
    {
        string[] lines = new OverlayStage("two-layer", iterations: 3).Inspect("w5").Lines();
        Assert.That(lines[1], Does.StartWith("  │  content   gradient"));
        Assert.That(lines[3], Does.StartWith("  │  w5 = 0.308150296054"));
        Assert.That(lines[4], Does.StartWith("  │  w5⁺ = w5 − η·∂E/∂w5"));
        Assert.That(lines, Has.Some.Contains("4 contents   first 0.25   last 0.308150296   min 0.25   max 0.308150296"));
        Assert.That(lines, Has.Some.Match("iteration 1 +0\\.268375021542"));
        Assert.That(lines, Has.Some.Match("start +0\\.25 "));
    }

    [Test]
    public void Arrows_pages_and_ends_move_the_cursor_within_the_tensor()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv1");
        Shape shape = stage.Inspector.Subject.Value.Shape;
        Assert.That(At("Left Up PageUp"), Is.Zero);
        Assert.That(At("Down Right Right"), Is.EqualTo(shape.Offset(0, 0, 1, 2)));
        Assert.That(At("PageDown"), Is.EqualTo(shape.Offset(0, 1, 1, 2)));
        Assert.That(At("End"), Is.EqualTo(shape.Offset(0, 1, 1, 23)));
        Assert.That(At("Right"), Is.EqualTo(shape.Offset(0, 1, 1, 23)));
        Assert.That(At("Home PageUp"), Is.EqualTo(shape.Offset(0, 0, 1, 0)));
        for (int i = 0; i < 20; i++) stage.Keys("PageDown");
        Assert.That(At("End"), Is.EqualTo(shape.Offset(1, 5, 1, 23)));

        int At(string keys) => stage.Keys(keys).Inspector.Cursor;
    }

    [Test]
    public void A_vector_wraps_after_ten_and_its_last_row_may_be_short()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv2.bias");
        Assert.That(stage.Keys("Right Right Down").Inspector.Cursor, Is.EqualTo(11));
        Assert.That(stage.Keys("Up").Inspector.Cursor, Is.EqualTo(1));
    }

    [Test]
    public void A_click_moves_the_cursor_and_a_click_outside_closes()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("out");
        stage.Lines();
        Value value = stage.Inspector.Subject.Value;
        (int x, int y) = Place(stage, value.Shape.Offset(1, 3));
        stage.Click(x, y);
        Assert.That(stage.Inspector.Cursor, Is.EqualTo(value.Shape.Offset(1, 3)));
        stage.Lines();
        stage.Click(0, 0);
        Assert.That(stage.Model.Overlays.IsEmpty, Is.True);
    }

    [Test]
    public void Tab_and_v_switch_what_is_shown_and_e_explains_the_element()
    {
        OverlayStage stage = new OverlayStage("network2").Inspect("conv1").Keys("Tab Tab");
        Assert.That(stage.Inspector.Tab, Is.EqualTo(InspectorTab.Kernel));
        Assert.That(stage.Lines()[0], Does.Contain("conv1.weight (6, 1, 5, 5)"));
        stage.Keys("v Right");
        Assert.That(stage.Lines(), Has.Some.Contains("[0,0,:,:]   kernel 0 of 6"));
        stage.Keys("Tab Down e");
        Assert.That(stage.Explanation.Trail[0].Explanation.Subject, Is.EqualTo("conv1[0,0,1,0]"));
    }

    [Test]
    public void An_edit_from_the_inspector_shows_the_new_number_and_what_it_was()
    {
        OverlayStage stage = new OverlayStage("two-layer").Inspect("w5").Keys("= C-e C-u 0 . 5 Enter");
        Assert.That(stage.Inspector.Subject.Content!.Data[0], Is.EqualTo(0.5));
        Assert.That(stage.Lines()[3], Does.Contain("w5 = 0.5  was 0.268375021542"));
    }

    [Test]
    public void No_value_of_any_program_fails_to_paint_at_any_size()
    {
        (int, int)[] sizes = [(0, 0), (1, 1), (5, 3), (20, 6), (41, 12), (60, 20), (80, 24), (120, 40), (200, 60)];
        Look[] looks = [new(Theme.Dark), new(Theme.Light, ColourLevel.None, unicode: false)];
        foreach (ProgramEntry entry in ProgramCatalog.All)
        {
            var stage = new OverlayStage(entry.Name);
            foreach (Value value in stage.Program.Values)
            {
                stage.Inspect(value.Name);
                int last = Math.Max(value.Shape.Length - 1, 0);
                foreach (InspectorTab tab in Enum.GetValues<InspectorTab>())
                {
                    foreach ((int width, int height) in sizes)
                    {
                        stage.Resize(width, height);
                        bool table = (width + height) % 2 == 0;
                        var shown = new InspectorOverlay(stage.Inspector.Subject, tab, width % 3 == 0 ? last : 0, table);
                        var hits = new HitMap.Builder();
                        Look look = looks[width % 2];
                        var screen = look.NewScreen(width, height);
                        Assert.DoesNotThrow(() => InspectorView.Paint(new Canvas(screen, look), stage.Model, shown, hits), $"{entry.Name} {value.Name} {tab} {width}×{height}");
                    }
                }
                stage.Close();
            }
        }
    }

    private static HashSet<int> Cells(OverlayStage stage)
    {
        var found = new HashSet<int>();
        for (int y = 0; y < stage.Model.Size.Height; y++)
        {
            for (int x = 0; x < stage.Model.Size.Width; x++)
            {
                if (stage.Model.Hits.At(x, y)?.Target is CellTarget cell) found.Add(cell.Offset);
            }
        }
        return found;
    }

    private static (int X, int Y) Place(OverlayStage stage, int offset)
    {
        for (int y = 0; y < stage.Model.Size.Height; y++)
        {
            for (int x = 0; x < stage.Model.Size.Width; x++)
            {
                if (stage.Model.Hits.At(x, y)?.Target is CellTarget cell && cell.Offset == offset) return (x, y);
            }
        }
        throw new AssertionException($"element {offset} is nowhere on the screen");
    }
}
