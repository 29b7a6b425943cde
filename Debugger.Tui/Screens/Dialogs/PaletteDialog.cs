using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>All that can be done on a screen, with its keys: type to filter, Enter to do it.</summary>
internal sealed class PaletteDialog : OwnDialog
{
    private readonly UiTexts _texts;
    private readonly ImmutableArray<ScreenAction> _actions;
    private readonly OwnList _list = new() { Y = 1 };
    private ImmutableArray<ScreenAction> _found = [];

    public PaletteDialog(Look look, UiTexts texts, ImmutableArray<ScreenAction> actions) : base(look, texts.Actions.Palette)
    {
        (_texts, _actions) = (texts, actions);
        (Width, Height) = (Dim.Percent(60), Dim.Percent(70));
        var filter = new TextField { Width = Dim.Fill() };
        filter.ValueChanged += (_, e) => Fill(e.NewValue ?? "");
        filter.Accepting += (_, e) =>
        {
            e.Handled = true;
            Run();
        };
        _list.Accepting += (_, e) =>
        {
            e.Handled = true;
            Run();
        };
        Add(filter, _list);
        Fill("");
    }

    private void Fill(string filter)
    {
        _found = [.. _actions.Where(a => a.Title(_texts).Contains(filter, StringComparison.OrdinalIgnoreCase))];
        _list.SetSource(new ObservableCollection<string>(_found.Select(a => $"{string.Join(" ", a.AllKeys.Select(KeyWords.Name)),-14} {a.Title(_texts)}")));
    }

    private void Run()
    {
        ScreenAction? chosen = _found.ElementAtOrDefault(_list.SelectedItem ?? 0);
        RequestStop();
        if (chosen is not null && chosen.Can()) App!.AddTimeout(TimeSpan.Zero, () =>
        {
            chosen.Do();
            return false;
        });
    }
}
