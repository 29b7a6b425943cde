using System.Collections.Immutable;
using Backstep.Engine.Data;

namespace Backstep.Debugger.Tui.Session;

/// <summary>A digit drawn by hand: 28×28 pixels, light on black, and what they were before each stroke.</summary>
public sealed record Sketch(ImmutableArray<byte> Pixels, ImmutableStack<ImmutableArray<byte>> Earlier)
{
    /// <summary>As thick as MNIST's strokes, with an edge of one pixel; the rubber takes more.</summary>
    private const double Pen = 1.1, Rubber = 2;

    private const int Side = DigitImage.Side;

    public static Sketch Blank { get; } = new([.. new byte[Side * Side]], []);

    public bool IsBlank => Pixels.AsSpan().IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Begins what <see cref="Undone"/> takes back as one.</summary>
    public Sketch Begun() => this with { Earlier = Earlier.Push(Pixels) };

    public Sketch Undone() => Earlier.IsEmpty ? this : new(Earlier.Peek(), Earlier.Pop());

    public Sketch Cleared() => Begun() with { Pixels = Blank.Pixels };

    /// <summary>A straight piece of a stroke, in pixels from the upper left corner.</summary>
    public Sketch Drawn((double X, double Y) from, (double X, double Y) to, bool erases)
    {
        byte[] pixels = [.. Pixels];
        double dx = to.X - from.X, dy = to.Y - from.Y, length = dx * dx + dy * dy, radius = erases ? Rubber : Pen;
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = i % Side + 0.5 - from.X, y = i / Side + 0.5 - from.Y;
            double along = length == 0 ? 0 : Math.Clamp((x * dx + y * dy) / length, 0, 1);
            double distance = Math.Sqrt((x - along * dx) * (x - along * dx) + (y - along * dy) * (y - along * dy));
            byte ink = (byte)Math.Round(255 * Math.Clamp(radius + 0.5 - distance, 0, 1));
            pixels[i] = erases ? Math.Min(pixels[i], (byte)(255 - ink)) : Math.Max(pixels[i], ink);
        }
        return this with { Pixels = [.. pixels] };
    }
}
