namespace Backstep.Engine.Data;

/// <summary>A grey picture of any size.</summary>
/// <param name="Rows">The height, in pixels.</param>
/// <param name="Columns">The width, in pixels.</param>
/// <param name="Pixels">One byte a pixel, 0 black to 255 white, row after row.</param>
public sealed record GreyPicture(int Rows, int Columns, byte[] Pixels);

/// <summary>
/// Makes an image as MNIST's are of a picture of a digit. MNIST fits each digit into 20×20 pixels, keeping its proportions, with the
/// grey levels of an anti-aliasing filter, and moves it in whole pixels so that its centre of mass is at the middle of 28×28. Source:
/// Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998, section III.A;
/// Y. LeCun, C. Cortes, C. Burges, "The MNIST database".
/// </summary>
public static class DigitImage
{
    /// <summary>Height and width of an image.</summary>
    public const int Side = 28;

    /// <summary>The digit itself is as wide or as high as this.</summary>
    private const int Box = 20;

    /// <summary>Where the files have the centre of mass, by index: 13.5 to 14.5 in all of them.</summary>
    private const double Middle = 14;

    /// <summary>Pictures whose lightest and darkest pixels are nearer to one another than this are of one colour.</summary>
    private const int LeastContrast = 8;

    /// <summary>
    /// The image, 28×28, light on black. What most of the picture's edge shows is its background; whatever is drawn on that may be
    /// darker or lighter.
    /// </summary>
    /// <returns>The pixels, or null where the picture is all one colour.</returns>
    /// <exception cref="ArgumentException">The picture has no pixels, or other ones than its size says.</exception>
    public static byte[]? Prepare(GreyPicture picture)
    {
        (int rows, int columns, byte[] pixels) = picture;
        if (rows < 1 || columns < 1 || pixels.LongLength != (long)rows * columns)
            throw new ArgumentException($"{rows}×{columns} pixels, but {pixels.Length} bytes", nameof(picture));
        byte background = Background(picture), low = pixels.Min(), high = pixels.Max();
        if (high - low < LeastContrast) return null;
        bool isLight = high - background >= background - low;
        byte[] ink = Array.ConvertAll(pixels, p => (byte)(isLight ? Math.Max(p - background, 0) : Math.Max(background - p, 0)));
        // What is much nearer to the paper than to the ink belongs to the paper: shades, and what JPEG leaves around edges.
        int least = Math.Max(Otsu(ink) / 2, 1);
        (int top, int bottom) = Extent(rows, y => ink.AsSpan(y * columns, columns).ContainsAnyInRange((byte)least, byte.MaxValue));
        (int left, int right) = Extent(columns, x => Enumerable.Range(top, bottom - top).Any(y => ink[y * columns + x] >= least));
        double scale = (double)Box / Math.Max(bottom - top, right - left);
        int height = Fitted(bottom - top, scale), width = Fitted(right - left, scale);
        double[,] cut = new double[bottom - top, right - left];
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++)
                cut[y - top, x - left] = ink[y * columns + x] is var p && p >= least ? p : 0;
        return Centred(Turned(Resized(Turned(Resized(cut, height)), width)));
    }

    private static int Fitted(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));

    /// <summary>The median of the pixels at the edge.</summary>
    private static byte Background(GreyPicture picture)
    {
        (int rows, int columns, byte[] pixels) = picture;
        var edge = new List<byte>();
        edge.AddRange(pixels.AsSpan(0, columns));
        edge.AddRange(pixels.AsSpan((rows - 1) * columns, columns));
        for (int y = 1; y < rows - 1; y++) edge.AddRange([pixels[y * columns], pixels[y * columns + columns - 1]]);
        edge.Sort();
        return edge[edge.Count / 2];
    }

    /// <summary>
    /// The grey level that separates two groups best: N. Otsu, "A threshold selection method from gray-level histograms", 1979.
    /// </summary>
    private static int Otsu(byte[] ink)
    {
        var counts = new long[256];
        foreach (byte p in ink) counts[p]++;
        double all = ink.Length, sum = 0, below = 0, sumBelow = 0, best = -1;
        for (int t = 0; t < 256; t++) sum += (double)t * counts[t];
        int threshold = 1;
        for (int t = 0; t < 255; t++)
        {
            below += counts[t];
            sumBelow += (double)t * counts[t];
            if (below == 0 || below == all) continue;
            double distance = sumBelow / below - (sum - sumBelow) / (all - below), between = below * (all - below) * distance * distance;
            if (between > best) (best, threshold) = (between, t + 1);
        }
        return threshold;
    }

    /// <summary>From the first line that has something to behind the last one.</summary>
    private static (int First, int End) Extent(int count, Func<int, bool> has)
    {
        int first = 0, end = count;
        while (!has(first)) first++;
        while (!has(end - 1)) end--;
        return (first, end);
    }

    /// <summary>
    /// As many rows as wanted, each a mean of those around its place that falls off linearly; over as many rows as become one, so that
    /// nothing is skipped.
    /// </summary>
    private static double[,] Resized(double[,] from, int rows)
    {
        int before = from.GetLength(0), columns = from.GetLength(1);
        if (before == rows) return from;
        var to = new double[rows, columns];
        double step = (double)before / rows, reach = Math.Max(1, step);
        for (int y = 0; y < rows; y++)
        {
            double middle = (y + 0.5) * step - 0.5, total = 0;
            int first = Math.Max(0, (int)Math.Ceiling(middle - reach)), last = Math.Min(before - 1, (int)Math.Floor(middle + reach));
            for (int source = first; source <= last; source++)
            {
                double weight = 1 - Math.Abs(source - middle) / reach;
                total += weight;
                for (int x = 0; x < columns; x++) to[y, x] += weight * from[source, x];
            }
            for (int x = 0; x < columns; x++) to[y, x] /= total;
        }
        return to;
    }

    private static double[,] Turned(double[,] from)
    {
        var to = new double[from.GetLength(1), from.GetLength(0)];
        for (int y = 0; y < from.GetLength(0); y++)
            for (int x = 0; x < from.GetLength(1); x++) to[x, y] = from[y, x];
        return to;
    }

    /// <summary>In the middle by its centre of mass, as far as all of it stays inside; the brightest pixel is white.</summary>
    private static byte[] Centred(double[,] digit)
    {
        int rows = digit.GetLength(0), columns = digit.GetLength(1);
        double sum = 0, sumY = 0, sumX = 0, most = 0;
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++)
            {
                double p = digit[y, x];
                (sum, sumY, sumX, most) = (sum + p, sumY + p * y, sumX + p * x, Math.Max(most, p));
            }
        int top = Place(sumY / sum, rows), left = Place(sumX / sum, columns);
        var image = new byte[Side * Side];
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++)
                image[(top + y) * Side + left + x] = (byte)Math.Round(digit[y, x] * byte.MaxValue / most);
        return image;
    }

    private static int Place(double middle, int length) => Math.Clamp((int)Math.Round(Middle - middle), 0, Side - length);
}
