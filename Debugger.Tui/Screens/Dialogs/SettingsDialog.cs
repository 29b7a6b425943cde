using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Texts;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Palette = Backstep.Debugger.Tui.Views.Palette;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>Theme, colours, language, signs, digits, menu bar, mouse: each is worn as soon as it is chosen.</summary>
internal sealed class SettingsDialog : OwnDialog
{
    private static ImmutableArray<ColourLevel> Levels { get; } = [ColourLevel.TrueColour, ColourLevel.Palette256, ColourLevel.Ansi16,
        ColourLevel.None];

    private readonly Store _store;
    private readonly List<Action<DialogTexts>> _words = [];

    public SettingsDialog(Store store) : base(store.State.Look, store.State.Texts.Dialogs.Settings)
    {
        _store = store;
        AppState state = store.State;
        DialogTexts texts = state.Texts.Dialogs;
        int y = 0;
        string[] themes = [.. state.Themes.Select(t => t.Name)], names = [.. themes.Select(t => Name(t, texts))];
        _words.Add(t => Title = t.Settings);
        int columns = Math.Max(64, names.Sum(n => CellWidth.Of(n) + 4) + 4);
        (Width, Height) = (Dim.Func(_ => Math.Min(columns, App!.Screen.Width - 2)), Dim.Func(_ => Math.Min(16, App!.Screen.Height - 2)));
        Choose(t => t.Theme, t => [.. themes.Select(name => Name(name, t))], Array.IndexOf(themes, state.Look.Theme.Name),
            i => new SwitchTheme(themes[i]));
        Choose(t => t.Colours, t => ["24 bit", "256", "16", t.NoColours], Levels.IndexOf(state.Look.Colours),
            i => new SwitchColours(Levels[i]));
        Choose(t => t.Tongue, _ => ["English", store.State.Look is { Unicode: false, Language: Language.English } ? "Chinese" : "中文"],
            state.Look.Language == Language.English ? 0 : 1,
            i => new SwitchLanguage(i == 0 ? Language.English : Language.ChineseSimplified));
        Check(t => t.Ascii, !state.Look.Unicode, new ToggleAscii());
        Check(t => t.AllDigits, state.Look.Digits > Look.FewDigits, new ToggleDigits());
        Check(t => t.MenuBar, state.ShowsMenu, new ToggleMenu());
        Check(t => t.Mouse, state.UsesMouse, new ToggleMouse());
        Button close = AddButton(texts.Close);
        _words.Add(t => close.Text = t.Close);
        store.Changed += Wear;

        void Choose(Func<DialogTexts, string> name, Func<DialogTexts, string[]> labels, int chosen, Func<int, Msg> message)
        {
            var options = new Choice
            { X = 1, Y = y + 1, Orientation = Orientation.Horizontal, HorizontalSpace = 2, Labels = labels(texts), Value = chosen };
            options.ValueChanged += (_, e) => { if (e.NewValue is int i) store.Dispatch(message(i)); };
            var label = new Label { X = 1, Y = y, Text = name(texts) };
            Add(label, options);
            _words.Add(t => label.Text = name(t));
            // New labels make new boxes, which would take the focus from the one that has it.
            _words.Add(t => { if (!options.Labels!.SequenceEqual(labels(t))) options.Labels = labels(t); });
            y += 2;
        }

        void Check(Func<DialogTexts, string> name, bool isOn, Msg toggle)
        {
            var box = new CheckBox { X = 1, Y = y++, Text = name(texts), Value = isOn ? CheckState.Checked : CheckState.UnChecked };
            box.ValueChanged += (_, _) => store.Dispatch(toggle);
            Add(box);
            _words.Add(t => box.Text = name(t));
        }
    }

    private static string Name(string theme, DialogTexts texts) => theme switch
    {
        "dark" => texts.Dark,
        "light" => texts.Light,
        "high-contrast" => texts.HighContrast,
        _ => theme,
    };

    protected override void Dispose(bool disposing)
    {
        _store.Changed -= Wear;
        base.Dispose(disposing);
    }

    private void Wear(AppState state)
    {
        if (state.Look == Look) return;
        Look = state.Look;
        foreach (Action<DialogTexts> say in _words) say(state.Texts.Dialogs);
        SetScheme(Palette.Popup(Look.Theme));
        Looks.HandOn(this, Look, Look.Theme.Popup);
        SetNeedsDraw();
    }
}
