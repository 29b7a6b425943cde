namespace Backstep.Debugger.Tui.Rendering;

/// <summary>One part of a split: a fixed number of cells, or a share of what is left with a least size.</summary>
public readonly record struct Track
{
    private Track(int cells, double weight, int least)
    {
        Cells = cells;
        Weight = weight;
        Least = least;
    }

    /// <summary>Cells of a fixed part.</summary>
    public int Cells { get; }

    /// <summary>Share of a flexible part, 0 for a fixed one.</summary>
    public double Weight { get; }

    /// <summary>Least size of a flexible part, in cells.</summary>
    public int Least { get; }

    /// <summary>A part of exactly so many cells, as long as there is room.</summary>
    public static Track Fixed(int cells) => new(Math.Max(0, cells), 0, 0);

    /// <summary>A share of what the fixed parts leave, never less than <paramref name="least"/> cells as long as there is room.</summary>
    public static Track Fraction(double weight = 1, int least = 0) => new(0, Math.Max(0.0001, weight), Math.Max(0, least));
}

/// <summary>
/// Splits a rectangle into rows or columns. The parts never leave the rectangle; where room is short the last ones shrink first.
/// </summary>
public static class Layout
{
    /// <summary>Parts beside one another.</summary>
    public static Rect[] Columns(Rect area, params ReadOnlySpan<Track> tracks)
    {
        int[] sizes = Sizes(area.Width, tracks);
        var parts = new Rect[sizes.Length];
        int x = area.X;
        for (int i = 0; i < sizes.Length; i++)
        {
            parts[i] = new Rect(x, area.Y, sizes[i], area.Height);
            x += sizes[i];
        }
        return parts;
    }

    /// <summary>Parts below one another.</summary>
    public static Rect[] Rows(Rect area, params ReadOnlySpan<Track> tracks)
    {
        int[] sizes = Sizes(area.Height, tracks);
        var parts = new Rect[sizes.Length];
        int y = area.Y;
        for (int i = 0; i < sizes.Length; i++)
        {
            parts[i] = new Rect(area.X, y, area.Width, sizes[i]);
            y += sizes[i];
        }
        return parts;
    }

    private static int[] Sizes(int total, ReadOnlySpan<Track> tracks)
    {
        var sizes = new int[tracks.Length];
        int rest = total;
        for (int i = 0; i < tracks.Length; i++)
        {
            sizes[i] = tracks[i].Weight > 0 ? tracks[i].Least : tracks[i].Cells;
            rest -= sizes[i];
        }
        if (rest > 0) Share(sizes, tracks, total);
        int left = total;
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Min(sizes[i], left);
            left -= sizes[i];
        }
        return sizes;
    }

    // A part whose share would be less than its least size keeps that, and the others share what then remains.
    private static void Share(int[] sizes, ReadOnlySpan<Track> tracks, int total)
    {
        var held = new bool[tracks.Length];
        for (bool again = true; again;)
        {
            again = false;
            int pool = total;
            double weights = 0;
            for (int i = 0; i < tracks.Length; i++)
            {
                if (tracks[i].Weight > 0 && !held[i]) weights += tracks[i].Weight;
                else pool -= sizes[i];
            }
            if (weights == 0) return;
            for (int i = 0; i < tracks.Length && !again; i++)
            {
                if (tracks[i].Weight == 0 || held[i] || pool * tracks[i].Weight / weights >= tracks[i].Least) continue;
                held[i] = true;
                again = true;
                sizes[i] = tracks[i].Least;
            }
            if (again) continue;
            double sum = 0;
            int given = 0;
            for (int i = 0; i < tracks.Length; i++)
            {
                if (tracks[i].Weight == 0 || held[i]) continue;
                sum += pool * tracks[i].Weight / weights;
                sizes[i] = (int)Math.Round(sum) - given;
                given += sizes[i];
            }
        }
    }
}
