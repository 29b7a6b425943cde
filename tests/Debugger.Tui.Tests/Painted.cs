using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests;

/// <summary>Paints a widget on a small screen and gives its lines.</summary>
internal static class Painted
{
    public static Look Dark(ColourLevel colours = ColourLevel.TrueColour, bool unicode = true) => new(Theme.Dark, colours, unicode);

    public static Screen On(int width, int height, Action<Canvas> paint, Look? look = null)
    {
        look ??= Dark();
        Screen screen = new Screen(width, height, look.Theme.Base);
        paint(new Canvas(screen, look));
        return look.Finish(screen);
    }

    public static string[] Lines(Screen screen) => [.. Enumerable.Range(0, screen.Height).Select(y => ScreenDump.Line(screen, y))];

    public static string[] Lines(int width, int height, Action<Canvas> paint, Look? look = null) => Lines(On(width, height, paint, look));
}
