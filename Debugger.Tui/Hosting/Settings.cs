using System.Text.Json;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// What a person has chosen on the screen, for the next start: <c>settings.json</c> in the folder of the saved game. Null is what was never
/// chosen, and stays as the terminal or the command line has it.
/// </summary>
internal sealed record Settings
{
    public string? Theme { get; init; }

    public ColourLevel? Colours { get; init; }

    public Language? Language { get; init; }

    public bool? Ascii { get; init; }

    public bool? AllDigits { get; init; }

    public bool? Menu { get; init; }

    public bool? Mouse { get; init; }

    public PaneSizes Panes { get; init; } = new();

    /// <summary>
    /// Reads them; a file that is none gives none, and says so. What is unknown or of another kind counts as never chosen.
    /// </summary>
    public static (Settings Settings, string? Problem) Read(string? path, UsageTexts texts)
    {
        if (!File.Exists(path)) return (new(), null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? (Of(document.RootElement), null)
                : (new(), texts.SettingsDamaged(path, 1));
        }
        catch (JsonException e)
        {
            return (new(), texts.SettingsDamaged(path, (int)(e.LineNumber ?? 0) + 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (new(), texts.SettingsNotKept(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Writes them; the old file or the new one is whole, whenever the program ends.</summary>
    /// <exception cref="WeightsException">They cannot be written.</exception>
    /// <exception cref="IOException">Their folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Their folder may not be made.</exception>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, file =>
        {
            using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            Text("theme", Theme);
            Text("colours", Colours?.ToString());
            Text("language", Language?.ToString());
            Flag("ascii", Ascii);
            Flag("allDigits", AllDigits);
            Flag("menu", Menu);
            Flag("mouse", Mouse);
            json.WriteStartObject("panes");
            Number("left", Panes.Left);
            Number("right", Panes.Right);
            Number("why", Panes.Why);
            json.WriteEndObject();
            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null) json.WriteString(name, value);
            }

            void Flag(string name, bool? value)
            {
                if (value is { } known) json.WriteBoolean(name, known);
            }

            void Number(string name, int? value)
            {
                if (value is { } known) json.WriteNumber(name, known);
            }
        });
    }

    /// <summary>A state with what was chosen; a theme that is not there any more is as if it never was.</summary>
    public AppState On(AppState state) => state with
    {
        Look = state.Look.In(state.Themes.FirstOrDefault(t => t.Name == Theme), Colours, !Ascii) with
        {
            Language = Language ?? state.Look.Language,
            Digits = AllDigits is { } all ? all ? Look.AllDigits : Look.FewDigits : state.Look.Digits,
        },
        ShowsMenu = Menu ?? state.ShowsMenu,
        UsesMouse = Mouse ?? state.UsesMouse,
        Panes = Panes,
    };

    /// <summary>With what is another from one state to the next.</summary>
    public Settings With(AppState before, AppState now) => this with
    {
        Theme = before.Look.Theme.Name != now.Look.Theme.Name ? now.Look.Theme.Name : Theme,
        Colours = before.Look.Colours != now.Look.Colours ? now.Look.Colours : Colours,
        Language = before.Look.Language != now.Look.Language ? now.Look.Language : Language,
        Ascii = before.Look.Unicode != now.Look.Unicode ? !now.Look.Unicode : Ascii,
        AllDigits = before.Look.Digits != now.Look.Digits ? now.Look.Digits > Look.FewDigits : AllDigits,
        Menu = before.ShowsMenu != now.ShowsMenu ? now.ShowsMenu : Menu,
        Mouse = before.UsesMouse != now.UsesMouse ? now.UsesMouse : Mouse,
        Panes = now.Panes,
    };

    private static Settings Of(JsonElement root)
    {
        return new Settings
        {
            Theme = Text("theme"),
            Colours = Enum.TryParse(Text("colours"), out ColourLevel colours) && Enum.IsDefined(colours) ? colours : null,
            Language = Enum.TryParse(Text("language"), out Language language) && Enum.IsDefined(language) ? language : null,
            Ascii = Flag("ascii"),
            AllDigits = Flag("allDigits"),
            Menu = Flag("menu"),
            Mouse = Flag("mouse"),
            Panes = root.TryGetProperty("panes", out JsonElement panes) && panes.ValueKind == JsonValueKind.Object
                ? new(Number(panes, "left"), Number(panes, "right"), Number(panes, "why")) : new(),
        };

        string? Text(string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        bool? Flag(string name) => root.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.True ? true : value.ValueKind == JsonValueKind.False ? false : null : null;

        static int? Number(JsonElement from, string name) =>
            from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out int number) ? number : null;
    }
}

/// <summary>Writes settings down as soon as they are other ones.</summary>
/// <param name="path">The file; null where the user has no folder.</param>
/// <param name="settings">As they were read.</param>
/// <param name="state">The first state, with them.</param>
/// <param name="texts">For what goes wrong.</param>
internal sealed class SettingsKeeper(string? path, Settings settings, AppState state, UsageTexts texts)
{
    private Settings _settings = settings;
    private AppState _state = state;

    /// <summary>The next state; what is to be said if the settings cannot be written.</summary>
    public string? Keep(AppState now)
    {
        Settings next = _settings.With(_state, now);
        _state = now;
        if (path is null || next == _settings) return null;
        _settings = next;
        try
        {
            next.Write(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WeightsException)
        {
            return texts.SettingsNotKept(path, (e.InnerException ?? e).Message.TrimEnd('.'));
        }
    }
}
