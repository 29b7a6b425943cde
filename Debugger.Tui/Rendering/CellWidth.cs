using System.Globalization;
using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// How many columns a text takes. The table holds the wide and full-width ranges of Unicode's EastAsianWidth.txt (W and F),
/// joined over unassigned code points; clusters come from <see cref="StringInfo"/>.
/// </summary>
public static class CellWidth
{
    private static ReadOnlySpan<int> WideRanges =>
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
        0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
        0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
        0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x18D00, 0x1B2FF,
        0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335,
        0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4,
        0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567,
        0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC,
        0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB,
        0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x2FFFD,
        0x30000, 0x3FFFD,
    ];

    /// <summary>Columns of one rune: 0 for controls, combining marks and joiners, 2 for wide ones, otherwise 1.</summary>
    public static int Of(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300) return value < 0x20 || value is >= 0x7F and < 0xA0 ? 0 : 1;
        // Medial and final jamo join the syllable before it.
        if (value is >= 0x1160 and <= 0x11FF) return 0;
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return 0;
        }
        return IsWide(value) ? 2 : 1;
    }

    /// <summary>Columns of a whole text; control characters count as nothing.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        int width = 0;
        while (!text.IsEmpty)
        {
            int length = NextCluster(text, out int columns);
            width += columns;
            text = text[length..];
        }
        return width;
    }

    /// <summary>Length in characters of the first cluster of a text, and its columns (0 for what is not shown).</summary>
    public static int NextCluster(ReadOnlySpan<char> text, out int columns)
    {
        if (text.IsEmpty)
        {
            columns = 0;
            return 0;
        }
        char first = text[0];
        if (StandsAlone(first) && (text.Length == 1 || StandsAlone(text[1])))
        {
            columns = first < 0x1100 ? 1 : IsWide(first) ? 2 : 1;
            return 1;
        }
        int length = StringInfo.GetNextTextElementLength(text);
        columns = OfCluster(text[..length]);
        return length;
    }

    /// <summary>The longest beginning of a text that fits into so many columns: its length in characters.</summary>
    public static int Fit(ReadOnlySpan<char> text, int columns, out int used)
    {
        int at = 0;
        used = 0;
        while (at < text.Length)
        {
            int length = NextCluster(text[at..], out int width);
            if (used + width > columns) break;
            used += width;
            at += length;
        }
        return at;
    }

    /// <summary>The text cut to so many columns, its end replaced by an ellipsis where it was longer.</summary>
    public static string Ellipsis(string text, int columns)
    {
        if (columns <= 0) return "";
        if (text.Length <= columns && Fit(text, columns, out _) == text.Length || Of(text) <= columns) return text;
        return string.Concat(text.AsSpan(0, Fit(text, columns - 1, out _)), "…");
    }

    private static int OfCluster(ReadOnlySpan<char> cluster)
    {
        int width = 0, regional = 0;
        bool emoji = false;
        while (!cluster.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(cluster, out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
                rune = Rune.ReplacementChar;
            if (width == 0) width = Of(rune);
            if (rune.Value == 0xFE0F) emoji = true;
            if (rune.Value is >= 0x1F1E6 and <= 0x1F1FF) regional++;
            cluster = cluster[used..];
        }
        // An emoji selector or a pair of regional indicators (a flag) makes a narrow sign wide.
        return width == 1 && (emoji || regional == 2) ? 2 : width;
    }

    // Characters that neither extend the one before nor are extended unless the next one is an extender: they need no StringInfo.
    private static bool StandsAlone(char c) =>
        c is (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u02FF' and not '\u00AD') or (>= '\u0391' and <= '\u03FF')
            or (>= '\u0410' and <= '\u044F')
            or (>= '\u2010' and <= '\u2027') or (>= '\u2070' and <= '\u209C') or (>= '\u2190' and <= '\u2BFF')
            or (>= '\u3000' and <= '\u3029') or (>= '\u3041' and <= '\u3096') or (>= '\u30A1' and <= '\u30FF')
            or (>= '\u3400' and <= '\u9FFF') or (>= '\uFF01' and <= '\uFF60');

    private static bool IsWide(int value)
    {
        if (value < 0x1100) return false;
        ReadOnlySpan<int> ranges = WideRanges;
        int low = 0, high = ranges.Length / 2 - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (value < ranges[2 * middle]) high = middle - 1;
            else if (value > ranges[2 * middle + 1]) low = middle + 1;
            else return true;
        }
        return false;
    }
}
