using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>The user's themes: <c>themes.json</c> in the folder of the saved game, which README describes.</summary>
/// <param name="Preferred">The theme to begin with; null for the terminal's.</param>
/// <param name="Themes">The program's themes, and the user's.</param>
internal sealed record ThemeFile(string? Preferred, ImmutableArray<Theme> Themes)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Where a file of the user's is, or would be; null where the user has no folder.</summary>
    public static string? Path(Func<string, string?> environment, string name = "themes.json")
    {
        try
        {
            return System.IO.Path.Combine(ProgressFolder.Find(null, environment, UserFolder.ThisSystem), name);
        }
        catch (ProgressException)
        {
            return null;
        }
    }

    /// <summary>Reads it; without a file there are the program's themes.</summary>
    /// <exception cref="UsageException">It cannot be read or understood.</exception>
    public static ThemeFile Read(string? path, UsageTexts texts)
    {
        if (!File.Exists(path)) return new(null, Theme.All);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Read(document.RootElement, path, texts);
        }
        catch (JsonException e)
        {
            throw new UsageException(texts.ThemesNoJson(path, (int)(e.LineNumber ?? 0) + 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(texts.ThemesUnreadable(path, e.Message.TrimEnd('.')));
        }
    }

    private static ThemeFile Read(JsonElement root, string path, UsageTexts texts)
    {
        ImmutableArray<Theme> themes = Theme.All;
        foreach ((string name, JsonElement entry) in Members(root, "", "theme", "themes").Where(m => m.Name == "themes")
            .SelectMany(m => Members(m.Value, "themes")))
            themes = [.. themes.Where(t => t.Name != name), One(name, entry)];
        string? preferred = root.TryGetProperty("theme", out JsonElement wanted) ? Named(wanted, "theme").Name : null;
        return new(preferred, themes);

        Theme One(string name, JsonElement entry)
        {
            Theme from = Theme.Dark;
            var tones = new Dictionary<Tone, Colour>();
            foreach ((string key, JsonElement value) in Members(entry, $"themes.{name}"))
            {
                string place = $"themes.{name}.{key}";
                if (key == "from") from = Named(value, place);
                else if (char.IsAsciiLetterLower(key[0]) && Enum.TryParse(key, ignoreCase: true, out Tone tone))
                    tones[tone] = ColourOf(value, place);
                else throw new UsageException(texts.ThemesUnknown(path, place,
                    string.Join(", ", Enum.GetNames<Tone>().Select(JsonNamingPolicy.CamelCase.ConvertName).Prepend("from"))));
            }
            return from.With(name, tones);
        }

        Theme Named(JsonElement value, string place) =>
            themes.FirstOrDefault(t => value.ValueKind == JsonValueKind.String && t.Name == value.GetString())
            ?? throw new UsageException(texts.ThemesNoTheme(path, place, value.GetRawText(),
                string.Join(", ", themes.Select(t => t.Name))));

        Colour ColourOf(JsonElement value, string place) =>
            value.ValueKind == JsonValueKind.String && value.GetString() is ['#', .. { Length: 6 } hex]
                && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb)
                ? Colour.Hex(rgb)
                : throw new UsageException(texts.ThemesNoColour(path, place, value.GetRawText()));

        IEnumerable<(string Name, JsonElement Value)> Members(JsonElement value, string place, params string[] only)
        {
            if (value.ValueKind != JsonValueKind.Object)
                throw new UsageException(texts.ThemesNoObject(path, place.Length > 0 ? place : "{ }"));
            foreach (JsonProperty member in value.EnumerateObject())
                yield return only.Length == 0 || only.Contains(member.Name) && member.Name.Length > 0 ? (member.Name, member.Value)
                    : throw new UsageException(texts.ThemesUnknown(path, member.Name, string.Join(", ", only)));
        }
    }
}
