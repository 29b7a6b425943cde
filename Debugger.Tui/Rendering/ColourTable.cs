namespace Backstep.Debugger.Tui.Rendering;

/// <summary>xterm's palette of 256 colours: 16 named ones, a cube of 6×6×6, 24 greys.</summary>
internal static class ColourTable
{
    // xterm's own values for the 16 named colours.
    private static ReadOnlySpan<byte> Named =>
    [
        0, 0, 0, 205, 0, 0, 0, 205, 0, 205, 205, 0, 0, 0, 238, 205, 0, 205, 0, 205, 205, 229, 229, 229,
        127, 127, 127, 255, 0, 0, 0, 255, 0, 255, 255, 0, 92, 92, 255, 255, 0, 255, 0, 255, 255, 255, 255, 255,
    ];

    private static ReadOnlySpan<byte> CubeSteps => [0, 95, 135, 175, 215, 255];

    public static (byte R, byte G, byte B) Rgb(int index)
    {
        if (index < 16) return (Named[index * 3], Named[index * 3 + 1], Named[index * 3 + 2]);
        if (index >= 232)
        {
            byte grey = (byte)(8 + (index - 232) * 10);
            return (grey, grey, grey);
        }
        int cube = index - 16;
        return (CubeSteps[cube / 36], CubeSteps[cube / 6 % 6], CubeSteps[cube % 6]);
    }

    public static byte Nearest256(byte r, byte g, byte b)
    {
        int cr = NearestStep(r), cg = NearestStep(g), cb = NearestStep(b);
        // Nearest by the distance below: from there the mean weighs each channel as much as the distance does.
        int grey = Math.Clamp(((2 * r + 4 * g + 3 * b) / 9 - 3) / 10, 0, 23);
        int greyValue = 8 + grey * 10;
        int toCube = Distance(r, g, b, CubeSteps[cr], CubeSteps[cg], CubeSteps[cb]);
        int toGrey = Distance(r, g, b, greyValue, greyValue, greyValue);
        return (byte)(toGrey < toCube ? 232 + grey : 16 + cr * 36 + cg * 6 + cb);
    }

    public static byte Nearest16(byte r, byte g, byte b)
    {
        int best = 0, bestDistance = int.MaxValue;
        for (int i = 0; i < 16; i++)
        {
            int distance = Distance(r, g, b, Named[i * 3], Named[i * 3 + 1], Named[i * 3 + 2]);
            if (distance >= bestDistance) continue;
            bestDistance = distance;
            best = i;
        }
        return (byte)best;
    }

    private static int NearestStep(byte value)
    {
        if (value < 48) return 0;
        return value < 115 ? 1 : (value - 35) / 40;
    }

    // The eye weighs green most; 2-4-3 is the usual cheap approximation.
    internal static int Distance(int r, int g, int b, int r2, int g2, int b2) =>
        2 * (r - r2) * (r - r2) + 4 * (g - g2) * (g - g2) + 3 * (b - b2) * (b - b2);
}
