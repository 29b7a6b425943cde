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

/// <summary>Theme, colours, language, signs, digits, menu bar: each is worn as soon as it is chosen.</summary>
internal sealed class SettingsDialog : OwnDialog
{
    private static ImmutableArray<ColourLevel> Levels { get; } = [ColourLevel.TrueColour, ColourLevel.Palette256, ColourLevel.Ansi16,
        ColourLevel.None];

    private readonly Store _store;

    public SettingsDialog(Store store) : base(store.State.Look, store.State.Texts.Dialogs.Settings)
    {
        _store = store;
        AppState state = store.State;
        DialogTexts texts = state.Texts.Dialogs;
        int y = 0;
        string[] themes = [.. state.Themes.Select(t => t.Name)], names = [.. themes.Select(t => Name(t, texts))];
        int columns = Math.Max(64, names.Sum(n => CellWidth.Of(n) + 4) + 4);
        (Width, Height) = (Dim.Func(_ => Math.Min(columns, App!.Screen.Width - 2)), Dim.Func(_ => Math.Min(15, App!.Screen.Height - 2)));
        Choose(texts.Theme, names, Array.IndexOf(themes, state.Look.Theme.Name), i => new SwitchTheme(themes[i]));
        Choose(texts.Colours, ["24 bit", "256", "16", texts.NoColours], Levels.IndexOf(state.Look.Colours),
            i => new SwitchColours(Levels[i]));
        Choose(texts.Tongue, ["English", "中文"], state.Look.Language == Language.English ? 0 : 1,
            i => new SwitchLanguage(i == 0 ? Language.English : Language.ChineseSimplified));
        Check(texts.Ascii, !state.Look.Unicode, new ToggleAscii());
        Check(texts.AllDigits, state.Look.Digits > Look.FewDigits, new ToggleDigits());
        Check(texts.MenuBar, state.ShowsMenu, new ToggleMenu());
        AddButton(texts.Close);
        store.Changed += Wear;

        void Choose(string name, string[] labels, int chosen, Func<int, Msg> message)
        {
            var options = new OptionSelector
            { X = 1, Y = y + 1, Orientation = Orientation.Horizontal, HorizontalSpace = 2, Labels = labels, Value = chosen };
            options.ValueChanged += (_, e) => { if (e.NewValue is int i) store.Dispatch(message(i)); };
            Add(new Label { X = 1, Y = y, Text = name }, options);
            y += 2;
        }

        void Check(string name, bool isOn, Msg toggle)
        {
            var box = new CheckBox { X = 1, Y = y++, Text = name, Value = isOn ? CheckState.Checked : CheckState.UnChecked };
            box.ValueChanged += (_, _) => store.Dispatch(toggle);
            Add(box);
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
        SetScheme(Palette.Popup(Look.Theme));
        Looks.HandOn(this, Look, Look.Theme.Popup);
        SetNeedsDraw();
    }
}
