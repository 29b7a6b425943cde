using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Text;
using Cell = Terminal.Gui.Drawing.Cell;
using Screen = Backstep.Debugger.Tui.Rendering.Screen;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>What the driver shows, as the grid that the dumps (text, ANSI, SVG) take.</summary>
public static class ScreenPicture
{
    /// <summary>The cells as a terminal of this look shows them.</summary>
    public static Screen Of(IDriver driver, Look look)
    {
        Cell[,] cells = driver.Contents!;
        var screen = new Screen(driver.Cols, driver.Rows);
        for (int y = 0; y < driver.Rows; y++)
        {
            for (int x = 0; x < driver.Cols; x++)
            {
                Cell cell = cells[y, x];
                string grapheme = cell.Grapheme is { Length: > 0 } g && g[0] != '\0' ? g : " ";
                screen.Put(x, y, grapheme, cell.Attribute is { } attribute ? Palette.StyleOf(attribute) : look.Theme.Base);
                if (grapheme.GetColumns() == 2) x++;
            }
        }
        return look.Finish(screen);
    }

    /// <summary>The screen as <c>text</c>, <c>ansi</c> or <c>svg</c>.</summary>
    public static string Dump(IDriver driver, Look look, string format)
    {
        Screen screen = Of(driver, look);
        return format switch
        {
            "svg" => SvgDump.Render(screen, look.Theme, look.Colours),
            "ansi" => ScreenDump.Ansi(screen, look.Colours),
            _ => ScreenDump.Text(screen),
        };
    }
}
