using System.Collections.Immutable;
using Backstep.Engine.Random;

namespace Backstep.Engine.Data;

/// <summary>
/// Drawn digits of MNIST's size, for machines without the real data: strokes between a few points, each image with its own shift, size,
/// slant, wobble, thickness, brightness and noise. The same seed gives the same images everywhere.
/// </summary>
public static class SyntheticDigits
{
    public const string Name = "synthetic";
    public const int Side = 28;

    /// <summary>So many images are what training takes where nothing else is asked for.</summary>
    public const int TrainCount = 6000;

    /// <summary>So many images are what testing takes where nothing else is asked for.</summary>
    public const int TestCount = 1000;

    private const int Classes = 10;

    /// <summary>Random numbers that one image takes: those of its shape, then one a pixel for the noise.</summary>
    private const int ShapeNumbers = 7, WobblesPerPoint = 2;

    /// <summary>Each digit's strokes: points (x, y) in a box of 1 by 1, y downwards, a new stroke after each null.</summary>
    private static readonly ImmutableArray<ImmutableArray<(double X, double Y)?>> Glyphs =
    [
        [(0.5, 0), (0.9, 0.25), (0.9, 0.75), (0.5, 1), (0.1, 0.75), (0.1, 0.25), (0.5, 0)],
        [(0.25, 0.25), (0.55, 0), (0.55, 1)],
        [(0.1, 0.25), (0.4, 0), (0.85, 0.2), (0.8, 0.5), (0.1, 1), (0.95, 1)],
        [(0.1, 0.1), (0.6, 0), (0.9, 0.25), (0.45, 0.48), (0.9, 0.75), (0.55, 1), (0.1, 0.9)],
        [(0.7, 1), (0.7, 0), (0.1, 0.65), (0.95, 0.65)],
        [(0.9, 0), (0.2, 0), (0.15, 0.45), (0.65, 0.4), (0.9, 0.7), (0.6, 1), (0.1, 0.95)],
        [(0.75, 0), (0.3, 0.3), (0.1, 0.7), (0.45, 1), (0.85, 0.8), (0.7, 0.52), (0.15, 0.65)],
        [(0.1, 0), (0.9, 0), (0.4, 1), null, (0.3, 0.5), (0.8, 0.5)],
        [(0.5, 0.47), (0.15, 0.22), (0.5, 0), (0.85, 0.22), (0.5, 0.47), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.5, 0.47)],
        [(0.85, 0.3), (0.5, 0.5), (0.15, 0.3), (0.4, 0), (0.85, 0.1), (0.85, 0.4), (0.65, 1)],
    ];

    /// <summary>
    /// <paramref name="count"/> images, normalised as MNIST is in the tutorials; the label of image n is drawn like everything else of it.
    /// Training and test halves are different images of the same kind.
    /// </summary>
    /// <param name="count">How many; 1 or more.</param>
    /// <param name="seed">What all numbers are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is 0 or less.</exception>
    public static Dataset Create(int count, long seed = 0, DatasetSplit split = DatasetSplit.Train)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        // The halves come from different generators, so that neither depends on the size of the other.
        var random = new TorchRandom(unchecked(seed * 2 + (split == DatasetSplit.Train ? 1 : 2)));
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = (byte)(random.NextUInt32() % Classes);
            Draw(Glyphs[labels[n]], random, pixels.AsSpan(n * Side * Side, Side * Side));
        }
        return new(Name, new IdxImages(count, Side, Side, pixels), labels, DatasetKind.Mnist.ClassNames, Normalization.Mnist);
    }

    private static void Draw(ImmutableArray<(double X, double Y)?> glyph, TorchRandom random, Span<byte> image)
    {
        float[] r = random.Uniform(ShapeNumbers, -1, 1), wobble = random.Uniform(glyph.Length * WobblesPerPoint, -1, 1),
            noise = random.Rand(Side * Side);
        double width = 11 + 3 * r[0], height = 16 + 2 * r[1], left = (Side - width) / 2 + 2.5 * r[2], top = (Side - height) / 2 + 2 * r[3];
        double slant = 0.15 * r[4], thickness = 1.3 + 0.45 * r[5], brightness = 0.85 + 0.15 * r[6];
        var points = new (double X, double Y)?[glyph.Length];
        for (int i = 0; i < glyph.Length; i++)
            if (glyph[i] is var (x, y))
                points[i] = (left + (x + slant * (0.5 - y) + 0.05 * wobble[2 * i]) * width, top + (y + 0.04 * wobble[2 * i + 1]) * height);
        // To the nearest stroke, where one is near enough to leave ink.
        double reach = thickness + 0.5;
        Span<double> distances = stackalloc double[Side * Side];
        distances.Fill(double.PositiveInfinity);
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i - 1] is not { } a || points[i] is not { } b) continue;
            ((int firstRow, int lastRow), (int firstColumn, int lastColumn)) = (Near(a.Y, b.Y, reach), Near(a.X, b.X, reach));
            for (int row = firstRow; row <= lastRow; row++)
                for (int column = firstColumn; column <= lastColumn; column++)
                    distances[row * Side + column] =
                        Math.Min(distances[row * Side + column], Distance(column + 0.5, row + 0.5, a, b));
        }
        for (int p = 0; p < image.Length; p++)
        {
            // One pixel wide, the edge fades out.
            double ink = brightness * Math.Clamp(reach - distances[p], 0, 1) + 0.12 * noise[p] * noise[p];
            image[p] = (byte)Math.Round(255 * Math.Min(ink, 1));
        }
    }

    /// <summary>The rows or columns whose middles lie within <paramref name="reach"/> of what is between two coordinates.</summary>
    private static (int First, int Last) Near(double a, double b, double reach) =>
        (Math.Max(0, (int)Math.Floor(Math.Min(a, b) - reach - 0.5)), Math.Min(Side - 1, (int)Math.Ceiling(Math.Max(a, b) + reach - 0.5)));

    /// <summary>From a point to the nearest point of a stroke.</summary>
    private static double Distance(double x, double y, (double X, double Y) a, (double X, double Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, along = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        double ex = x - a.X - along * dx, ey = y - a.Y - along * dy;
        return Math.Sqrt(ex * ex + ey * ey);
    }
}
