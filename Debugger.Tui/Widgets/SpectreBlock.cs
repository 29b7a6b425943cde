using Backstep.Debugger.Tui.Rendering;
using Spectre.Console;
using Spectre.Console.Rendering;
using Canvas = Backstep.Debugger.Tui.Rendering.Canvas;
using Style = Backstep.Debugger.Tui.Rendering.Style;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>
/// Draws what Spectre.Console renders (prose, tables) on a canvas. Rendering takes milliseconds, so results are kept by content and width;
/// not for what changes with each frame. One object for each screen, not for several threads at once.
/// </summary>
public sealed class SpectreBlock
{
    private const int Most = 64;

    // Spectre.Console does not come back from wrapping a wide sign into one column; narrower places show the left part.
    private const int LeastWidth = 8;
    private readonly Dictionary<(string Key, int Width, bool Unicode), List<List<Fragment>>> _kept = [];

    /// <summary>Draws from line <paramref name="scroll"/> on; returns how many lines there are in all.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="key">Names the content: another content needs another key.</param>
    /// <param name="content">Makes what is to be drawn; called only when it is not kept yet.</param>
    /// <param name="scroll">First visible line.</param>
    public int Paint(Canvas canvas, string key, Func<IRenderable> content, int scroll = 0)
    {
        if (canvas.IsEmpty) return 0;
        var place = (key, canvas.Width, canvas.Look.Unicode);
        if (!_kept.TryGetValue(place, out List<List<Fragment>>? lines))
        {
            if (_kept.Count >= Most) _kept.Clear();
            _kept[place] = lines = Lines(content(), canvas.Width, canvas.Height, canvas.Look);
        }
        scroll = Math.Clamp(scroll, 0, Math.Max(0, lines.Count - canvas.Height));
        for (int y = 0; y < canvas.Height && scroll + y < lines.Count; y++) canvas.Put(0, y, lines[scroll + y]);
        return lines.Count;
    }

    /// <summary>The lines of a renderable at a width.</summary>
    public static List<List<Fragment>> Lines(IRenderable content, int width, int height, Look look)
    {
        width = Math.Max(LeastWidth, width);
        var options = new RenderOptions(new Abilities(look.Unicode), new Size(width, Math.Max(1, height)));
        var lines = new List<List<Fragment>>();
        foreach (SegmentLine line in Segment.SplitLines(content.Render(options, width)))
        {
            var fragments = new List<Fragment>();
            foreach (Segment segment in line)
            {
                if (!segment.IsControlCode) fragments.Add(new Fragment(segment.Text, Convert(segment.Style)));
            }
            lines.Add(fragments);
        }
        return lines;
    }

    private static Style Convert(Spectre.Console.Style style)
    {
        TextAttributes attributes = TextAttributes.None;
        if (style.Decoration.HasFlag(Decoration.Bold)) attributes |= TextAttributes.Bold;
        if (style.Decoration.HasFlag(Decoration.Dim)) attributes |= TextAttributes.Dim;
        if (style.Decoration.HasFlag(Decoration.Italic)) attributes |= TextAttributes.Italic;
        if (style.Decoration.HasFlag(Decoration.Underline)) attributes |= TextAttributes.Underline;
        if (style.Decoration.HasFlag(Decoration.Invert)) attributes |= TextAttributes.Reverse;
        if (style.Decoration.HasFlag(Decoration.Strikethrough)) attributes |= TextAttributes.Strike;
        return new Style(Convert(style.Foreground), Convert(style.Background), attributes);
    }

    private static Colour Convert(Color colour) => colour == Color.Default ? Colour.Inherit : Colour.Rgb(colour.R, colour.G, colour.B);

    private sealed class Abilities(bool unicode) : IReadOnlyCapabilities
    {
        public ColorSystem ColorSystem => ColorSystem.TrueColor;

        public bool Ansi => true;

        public bool Links => false;

        public bool Legacy => false;

        public bool IsTerminal => true;

        public bool Interactive => false;

        public bool Unicode => unicode;
    }
}
