using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>Stand-ins of width 1 for the signs that the program draws, where the terminal shows ASCII only.</summary>
internal static class AsciiGlyphs
{
    public static char For(Rune rune)
    {
        int value = rune.Value;
        if (rune.IsAscii) return (char)value;
        return value switch
        {
            '┅' => '.',
            '─' or '━' or '╌' or '┄' or '┈' or '╴' or '╶' or '–' or '—' or '−' or '‐' or '▔' or '▁' => '-',
            '═' or '≡' => '=',
            '│' or '┃' or '║' or '┆' or '┊' or '▏' or '▎' or '▕' => '|',
            '╲' => '\\',
            '╱' => '/',
            '╳' or '×' or '✗' or '✕' or '☑' => 'x',
            '⟦' => '[',
            '⟧' => ']',
            '▶' or '▸' or '→' or '»' or '►' or '❯' => '>',
            // Apart from the arrow: both mark lines of a listing.
            '›' => ':',
            '◀' or '◂' or '←' or '‹' or '«' or '◄' => '<',
            '▼' or '▾' or '↓' or '∇' => 'v',
            '▲' or '▴' or '↑' => '^',
            '●' or '◉' or '★' or '◆' or '•' or '⬤' => '*',
            '○' or '◯' or '☆' or '◇' or '◌' or '◎' or '☐' => 'o',
            '◐' or '◈' => '+',
            '◍' => '@',
            '·' or '…' or '˙' => '.',
            '✓' or '✔' => 'v',
            '░' => '.',
            '▒' => ':',
            '▓' => '%',
            '█' or '▇' or '▆' or '■' or '▉' or '▊' or '▋' => '#',
            '▅' or '▄' or '▃' or '▂' or '▌' or '▍' => '=',
            '▀' => '"',
            '▐' => '#',
            '∂' or 'δ' => 'd',
            '∑' or 'Σ' or 'σ' => 'S',
            'η' => 'n',
            'Δ' => 'D',
            '≈' => '~',
            '≠' => '!',
            '≤' => '<',
            '≥' => '>',
            '±' or '⊕' => '+',
            '⁺' => '+',
            '²' => '2',
            '³' => '3',
            '½' => '5',
            'ᵀ' => 'T',
            >= '₀' and <= '₉' => (char)('0' + value - '₀'),
            '⁰' or '¹' or (>= '⁴' and <= '⁹') => value == '¹' ? '1' : (char)('0' + value - '⁰'),
            '⁻' => '-',
            'ₖ' => 'k',
            'ₙ' => 'n',
            'ₜ' => 't',
            '√' => 'V',
            '∞' => 'I',
            '÷' => '/',
            '∝' => '~',
            'α' => 'a',
            'β' => 'b',
            'γ' => 'g',
            'ε' => 'e',
            'θ' => 'O',
            'λ' => 'l',
            'μ' => 'm',
            'π' => 'p',
            'τ' => 't',
            '‘' or '’' => '\'',
            '“' or '”' => '"',
            '\u00A0' => ' ',
            >= 0x2500 and <= 0x257F => '+',
            >= 0x2801 and <= 0x28FF => Dots(value - 0x2800),
            0x2800 => ' ',
            _ => '?',
        };
    }

    // Braille: the more dots and the higher they lie, the heavier or higher the sign.
    private static char Dots(int dots)
    {
        int count = int.PopCount(dots);
        if (count >= 6) return '#';
        if (count >= 4) return '*';
        bool top = (dots & 0b0000_1001) != 0, bottom = (dots & 0b1110_0100) != 0;
        if (top && bottom) return ':';
        return top ? '\'' : (dots & 0b0001_0010) != 0 ? '-' : '.';
    }
}
