namespace Backstep.Debugger.Tui.Rendering;

/// <summary>A piece of text in one style; lines of several styles are lists of fragments.</summary>
public readonly record struct Fragment(string Text, Style Style = default)
{
    /// <summary>Columns it takes.</summary>
    public int Width => CellWidth.Of(Text);

    /// <summary>A plain piece of text.</summary>
    public static implicit operator Fragment(string text) => new(text);

    /// <summary>The same as the implicit conversion.</summary>
    public static Fragment FromString(string text) => new(text);
}
