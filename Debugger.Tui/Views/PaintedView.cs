using System.Collections.Immutable;
using System.Drawing;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Cell = Backstep.Debugger.Tui.Rendering.Cell;
using GuiCell = Terminal.Gui.Drawing.Cell;
using Screen = Backstep.Debugger.Tui.Rendering.Screen;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A view that paints with a look; screens and dialogs hand theirs on to all such views within them.</summary>
public interface IPainted
{
    Look Look { get; set; }
}

/// <summary>
/// A view that paints all of its viewport itself: network, heatmaps, pictures, formulas, time line, charts. The painter works on a grid of
/// its own; the grid goes into the driver's cells inside of the clip, which is five times as fast as a call for each cell.
/// </summary>
public abstract class PaintedView : View, IPainted
{

    protected PaintedView()
    {
        CanFocus = true;
        // Names of values have underscores, which Terminal.Gui takes for the mark of a hot key.
        HotKeySpecifier = new Rune('\uffff');
    }

    public Look Look
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            SetNeedsDraw();
        }
    } = new(Theme.Dark);

    /// <summary>What it lies on; the page unless it is part of a dialog or a bar.</summary>
    public Func<Theme, Style> Beneath { get; set; } = theme => theme.Base;

    /// <summary>Paints the viewport; what is added to <paramref name="hits"/> can be clicked.</summary>
    protected abstract void Paint(Canvas canvas, HitMap.Builder hits);

    /// <summary>Something that was added to the hits was clicked, or with <paramref name="twice"/> double clicked.</summary>
    protected virtual void OnHit(HitTarget target, Point place, bool twice)
    {
    }

    /// <summary>What can be clicked in what was painted last.</summary>
    protected HitMap Hits { get; private set; } = HitMap.Empty;

    /// <summary>What a place of the viewport means.</summary>
    protected HitTarget? At(Point place) => Hits.At(place.X, place.Y)?.Target;

    protected override bool OnClearingViewport() => true;

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var screen = new Screen(Viewport.Width, Viewport.Height, Beneath(Look.Theme).Over(Look.Theme.Base));
        var hits = new HitMap.Builder();
        Paint(new Canvas(screen, Look), hits);
        Hits = hits.Build();
        Blit.Put(this, screen, ViewportToScreen(Viewport with { Location = Point.Empty }), Look.Theme.Base);
        return true;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { } place || (mouse.Flags & (MouseFlags.LeftButtonClicked | MouseFlags.LeftButtonDoubleClicked)) == 0)
            return base.OnMouseEvent(mouse);
        if (CanFocus && !HasFocus) SetFocus();
        if (At(place) is not { } target) return base.OnMouseEvent(mouse);
        OnHit(target, place, mouse.Flags.HasFlag(MouseFlags.LeftButtonDoubleClicked));
        return true;
    }
}

/// <summary>A view that only holds others.</summary>
public class HoldingView : View
{
    protected override bool OnClearingViewport() => Blit.Clear(this);
}

/// <summary>A painted grid into the driver's cells.</summary>
internal static class Blit
{
    /// <summary>Puts a grid into its area of the screen, or into a part of that, where it is visible.</summary>
    public static void Put(View view, Screen screen, Rectangle area, Style beneath, Rectangle? only = null)
    {
        if (view.App?.Driver is not { Contents: { } cells } driver) return;
        bool[] dirty = driver.GetOutputBuffer().DirtyLines;
        Style last = default;
        Attribute attribute = Palette.Of(last, beneath);
        foreach (Rectangle part in (driver.Clip ?? new Region(area)).GetRectangles())
        {
            Rectangle visible = Rectangle.Intersect(Rectangle.Intersect(part, only ?? area), new Rectangle(0, 0, driver.Cols, driver.Rows));
            for (int y = visible.Y; y < visible.Bottom; y++)
            {
                ReadOnlySpan<Cell> row = screen.Row(y - area.Y);
                for (int x = visible.X; x < visible.Right; x++)
                {
                    Cell cell = row[x - area.X];
                    if (cell.Style != last)
                    {
                        last = cell.Style;
                        attribute = Palette.Of(last, beneath);
                    }
                    ref GuiCell there = ref cells[y, x];
                    // Half of a wide glyph at the edge of the clip stays blank.
                    string text = cell.IsContinuation ? x == visible.X ? " " : "\0" : cell.Width == 2 && x + 1 >= visible.Right ? " "
                        : GlyphOf(cell, there.Grapheme);
                    if (there.Grapheme == text && there.Attribute == attribute) continue;
                    there = new GuiCell(attribute, true, text);
                    dirty[y] = true;
                }
            }
        }
    }

    /// <summary>
    /// Blanks a view's viewport where it is visible; all within it has to be drawn anew. For <see cref="View.OnClearingViewport"/>:
    /// Terminal.Gui's own way asks the clip for each cell, and took 40 % of the time of a frame.
    /// </summary>
    /// <returns>True: nothing is left to clear.</returns>
    public static bool Clear(View view)
    {
        if (view.App?.Driver is not { Contents: { } cells } driver) return true;
        bool[] dirty = driver.GetOutputBuffer().DirtyLines;
        Rectangle area = view.ViewportToScreen(view.Viewport with { Location = Point.Empty });
        Attribute blank = view.GetAttributeForRole(view.Enabled ? VisualRole.Normal : VisualRole.Disabled);
        foreach (Rectangle part in (driver.Clip ?? new Region(area)).GetRectangles())
        {
            Rectangle visible = Rectangle.Intersect(Rectangle.Intersect(part, area), new Rectangle(0, 0, driver.Cols, driver.Rows));
            for (int y = visible.Y; y < visible.Bottom; y++)
            {
                for (int x = visible.X; x < visible.Right; x++)
                {
                    ref GuiCell there = ref cells[y, x];
                    if (there.Grapheme == " " && there.Attribute == blank) continue;
                    there = new GuiCell(blank, true, " ");
                    dirty[y] = true;
                }
            }
        }
        view.SetNeedsDraw();
        return true;
    }

    /// <summary>
    /// One string for each glyph; what is beyond the table (Chinese) is the string that stands there already, where it is the same.
    /// </summary>
    private static string GlyphOf(Cell cell, string there) => cell.Cluster
        ?? (cell.Rune.Value < Glyphs.Length ? Glyphs[cell.Rune.Value]
        : there.Length > 0 && Rune.TryGetRuneAt(there, 0, out Rune same) && same == cell.Rune && same.Utf16SequenceLength == there.Length
            ? there
        : cell.Rune.ToString());

    private static ImmutableArray<string> Glyphs { get; } = [.. Enumerable.Range(0, 0x2C00).Select(value => ((char)value).ToString())];
}
