using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class LayoutTests
{
    private static int[] Widths(int total, params Track[] tracks) =>
        [.. Layout.Columns(new Rect(0, 0, total, 1), tracks).Select(part => part.Width)];

    [Test]
    public void Fractions_share_what_fixed_parts_leave() =>
        Assert.That(Widths(100, Track.Fixed(10), Track.Fraction(1), Track.Fraction(2)), Is.EqualTo(new[] { 10, 30, 60 }));

    [Test]
    public void A_part_keeps_its_least_size_and_the_others_share_the_rest() =>
        Assert.That(Widths(30, Track.Fraction(1, 20), Track.Fraction(1), Track.Fraction(1)), Is.EqualTo(new[] { 20, 5, 5 }));

    [Test]
    public void Where_room_is_short_the_last_parts_shrink_first() =>
        Assert.That(Widths(12, Track.Fixed(10), Track.Fraction(1, 5), Track.Fixed(4)), Is.EqualTo(new[] { 10, 2, 0 }));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Parts_follow_one_another_and_never_leave_the_area(byte total, (byte Size, byte Least, bool Fixed)[] parts)
    {
        if (parts is null || parts.Length == 0) return true;
        Track[] tracks = [.. parts.Select(part => part.Fixed ? Track.Fixed(part.Size) : Track.Fraction(part.Size + 1, part.Least))];
        Rect[] rows = Layout.Rows(new Rect(3, 4, 7, total), tracks);
        int y = 4;
        foreach (Rect row in rows)
        {
            if (row.Y != y || row.X != 3 || row.Width != 7) return false;
            y = row.Bottom;
        }
        bool fills = parts.All(part => part.Fixed) || y == 4 + total;
        return y <= 4 + total && fills;
    }
}
