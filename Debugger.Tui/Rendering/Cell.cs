using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// One cell of the grid. A wide cluster fills two cells: the first holds it with <see cref="Width"/> 2, the second is a
/// <see cref="Continuation"/> with width 0.
/// </summary>
public readonly struct Cell : IEquatable<Cell>
{
    private readonly string? _cluster;
    private readonly int _rune;
    private readonly byte _width;

    private Cell(string? cluster, int rune, byte width, Style style)
    {
        _cluster = cluster;
        _rune = rune;
        _width = width;
        Style = style;
    }

    /// <summary>A cell with one rune.</summary>
    public Cell(Rune rune, int width, Style style) : this(null, rune.Value, (byte)width, style)
    {
    }

    /// <summary>A cell with a cluster of several runes.</summary>
    public Cell(string cluster, int width, Style style) : this(cluster, 0, (byte)width, style)
    {
    }

    /// <summary>How it looks.</summary>
    public Style Style { get; }

    /// <summary>Columns: 1, 2, or 0 for the second half of a wide cluster.</summary>
    public int Width => _width;

    /// <summary>The only rune, or the first of the cluster.</summary>
    public Rune Rune => _cluster is null ? new Rune(_rune) : Rune.GetRuneAt(_cluster, 0);

    /// <summary>The cluster when it has several runes, otherwise null.</summary>
    public string? Cluster => _cluster;

    /// <summary>True for the second half of a wide cluster.</summary>
    public bool IsContinuation => _width == 0;

    /// <summary>An empty cell.</summary>
    public static Cell Blank(Style style) => new(null, ' ', 1, style);

    /// <summary>The second half of a wide cluster.</summary>
    public static Cell Continuation(Style style) => new(null, ' ', 0, style);

    /// <summary>The same glyph in another style.</summary>
    public Cell With(Style style) => new(_cluster, _rune, _width, style);

    /// <summary>The text in this cell; empty for a continuation.</summary>
    public string Text => IsContinuation ? "" : _cluster ?? new Rune(_rune).ToString();

    /// <inheritdoc/>
    public bool Equals(Cell other) =>
        _rune == other._rune && _width == other._width && Style.Equals(other.Style)
        && (ReferenceEquals(_cluster, other._cluster) || string.Equals(_cluster, other._cluster, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_cluster, _rune, _width, Style);

    /// <summary>True when glyph, width and style are the same.</summary>
    public static bool operator ==(Cell left, Cell right) => left.Equals(right);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(Cell left, Cell right) => !left.Equals(right);
}
