using System.Collections.Immutable;
using System.Drawing;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>The last row: what can be done now, with the focus where it is, as far as there is room. Each can be clicked.</summary>
internal sealed class ActionBar : StatusBar
{
    private readonly View _screen;
    private readonly ImmutableArray<(ScreenAction Action, Shortcut Shortcut)> _all;
    private string _shown = "";
    private UiTexts _texts = UiTexts.English;

    public ActionBar(View screen, ImmutableArray<(ScreenAction Action, Command Command)> actions)
    {
        _screen = screen;
        BorderStyle = LineStyle.None;
        _all =
        [
            .. actions.Where(a => a.Action.Short is not null)
                .Select(a => (a.Action,
                    new Shortcut(a.Action.FirstKey, "", null) { TargetView = screen, Command = a.Command, Visible = false })),
        ];
        foreach ((_, Shortcut shortcut) in _all) Add(shortcut);
    }

    /// <summary>Shows those that can be done, in their order, as far as there is room.</summary>
    public void Refresh(UiTexts texts)
    {
        _texts = texts;
        int room = Frame.Width;
        // While one types, letters are what is typed.
        bool types = _screen.MostFocused is TextField;
        Key?[] keys = [.. _all.Select(a => types ? a.Action.AllKeys.FirstOrDefault(IsNoLetter) : a.Action.FirstKey)];
        var fits = new bool[_all.Length];
        // The way out and the list of all keys are shown, whatever else has to go.
        foreach (int i in Enumerable.Range(0, _all.Length)
            .OrderBy(i => _all[i].Action.AllKeys.Contains(Key.Esc) || _all[i].Action.AllKeys.Contains(Key.F1) ? 0 : 1))
        {
            if (keys[i] is not { } key || !_all[i].Action.Can() || _all[i].Action.Short!(texts).Length == 0) continue;
            // A blank on either side of key and name, and one behind them.
            int width = CellWidth.Of(KeyWords.Name(key)) + CellWidth.Of(_all[i].Action.Short!(texts)) + 5;
            fits[i] = width <= room;
            if (!fits[i]) break;
            room -= width;
        }
        string shown = string.Join('\t', _all.Select((a, i) => fits[i] ? $"{KeyWords.Name(keys[i]!)} {a.Action.Short!(texts)}" : ""));
        if (shown == _shown) return;
        _shown = shown;
        for (int i = 0; i < fits.Length; i++)
        {
            Shortcut shortcut = _all[i].Shortcut;
            shortcut.Visible = fits[i];
            if (!fits[i]) continue;
            if (shortcut.Title != _all[i].Action.Short!(texts)) shortcut.Title = _all[i].Action.Short!(texts);
            if (shortcut.KeyView.Text != KeyWords.Name(keys[i]!)) shortcut.KeyView.Text = KeyWords.Name(keys[i]!);
        }
    }

    private static bool IsNoLetter(Key key) => key.IsCtrl || key.IsAlt || !Rune.IsLetterOrDigit(key.AsRune);

    // A bar leaves room for those that cannot be seen, too.
    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        base.OnSubViewLayout(args);
        View? before = null;
        foreach ((_, Shortcut shortcut) in _all)
        {
            shortcut.X = before is null || !shortcut.Visible ? 0 : Pos.Right(before);
            if (shortcut.Visible) before = shortcut;
        }
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Refresh(_texts);
    }
}
