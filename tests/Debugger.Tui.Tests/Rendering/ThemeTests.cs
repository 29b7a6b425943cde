using System.Reflection;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class ThemeTests
{
    private static Theme[] Themes => [.. Theme.All];

    /// <summary>What is read; borders and marks of the cursor are not.</summary>
    private static IEnumerable<(string Name, Style Style)> Words(Theme theme) =>
        typeof(Theme).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.PropertyType == typeof(Style) && p.Name is not nameof(Theme.Border))
            .Select(p => (p.Name, (Style)p.GetValue(theme)!));

    /// <summary>WCAG 2.1, 1.4.3: 4.5 to 1 is what text needs that is no title.</summary>
    [TestCaseSource(nameof(Themes))]
    public void All_that_is_read_stands_out_from_what_it_lies_on(Theme theme)
    {
        double least = theme == Theme.HighContrast ? 7 : 4.5;
        foreach ((string name, Style style) in Words(theme))
        {
            foreach (Style beneath in new[] { theme.Base, theme.Popup, theme.CurrentLine, theme.SelectionIdle })
            {
                // What has a background of its own lies on that, and takes the ordinary text's colour where it has none.
                (Colour back, Colour fore) = (style.Background.IsInherit ? beneath.Background : style.Background,
                    style.Foreground.IsInherit ? theme.Text.Foreground : style.Foreground);
                // Only dim and ordinary text lie on marked rows.
                if (beneath != theme.Base && beneath != theme.Popup
                    && name is not (nameof(Theme.Dim) or nameof(Theme.Caption) or nameof(Theme.Text))) continue;
                Assert.That(Contrast(fore, back), Is.GreaterThanOrEqualTo(least), $"{name} {fore} on {back}");
            }
        }
    }

    /// <summary>What a row is made of keeps its colours when the row is selected; 3 to 1 is what sixteen colours give.</summary>
    [TestCaseSource(nameof(Themes))]
    public void In_sixteen_colours_numbers_of_a_selected_row_are_read_as_well_as_others(Theme theme)
    {
        Theme few = theme.For(ColourLevel.Ansi16);
        foreach (Style number in new[] { few.Positive, few.Negative })
        {
            Style shown = number.Over(few.Selection).Downgrade(ColourLevel.Ansi16);
            Colour back = shown.Background.IsInherit ? theme.Base.Background : shown.Background;
            Assert.That(Contrast(shown.Foreground, back), Is.GreaterThanOrEqualTo(3), $"{shown.Foreground} on {back}");
        }
    }

    [TestCaseSource(nameof(Themes))]
    public void A_theme_has_a_colour_for_everything(Theme theme) => Assert.That(theme.Tones.Tones, Is.EquivalentTo(Enum.GetValues<Tone>()));

    private static double Contrast(Colour a, Colour b) =>
        (Math.Max(Luminance(a), Luminance(b)) + 0.05) / (Math.Min(Luminance(a), Luminance(b)) + 0.05);

    private static double Luminance(Colour colour)
    {
        var (r, g, b) = colour.ToRgb();
        return 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);

        static double Linear(byte part) => part / 255.0 <= 0.03928 ? part / 255.0 / 12.92 : Math.Pow((part / 255.0 + 0.055) / 1.055, 2.4);
    }
}
