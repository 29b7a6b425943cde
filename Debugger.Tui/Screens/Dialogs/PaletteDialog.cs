using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Palette = Backstep.Debugger.Tui.Views.Palette;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>Something that the palette lists.</summary>
/// <param name="Keys">Its keys, or what is typed for it.</param>
/// <param name="Title">What it does.</param>
/// <param name="Can">Whether it can be done now.</param>
/// <param name="Do">Does it.</param>
internal sealed record PaletteEntry(string Keys, string Title, bool Can, Action Do);

/// <summary>All that can be done on a screen, with its keys, and all words of the debugger: type to find, Enter to do it. It is the help, too.</summary>
internal sealed class PaletteDialog : OwnDialog
{
    private const int KeysWidth = 16, MostColumns = 92, MostRows = 44;

    private readonly ImmutableArray<PaletteEntry> _all;
    private readonly TextField _filter = new() { X = 1, Width = Dim.Fill(1) };
    private readonly OwnList _list = new() { X = 1, Y = 2 };
    private ImmutableArray<PaletteEntry> _found = [];

    public PaletteDialog(Look look, UiTexts texts, ImmutableArray<PaletteEntry> entries) : base(look, texts.Actions.Palette)
    {
        _all = entries;
        Width = Dim.Func(_ => Math.Min(MostColumns, App!.Screen.Width - 2));
        Height = Dim.Func(_ => Math.Min(Math.Min(MostRows, entries.Length + 5), App!.Screen.Height - 2));
        _filter.ValueChanged += (_, e) => Fill(e.NewValue ?? "");
        _filter.KeyDown += (_, key) => key.Handled = Moved(key);
        _filter.Accepting += Run;
        _list.ViewportSettings |= ViewportSettingsFlags.HasVerticalScrollBar;
        _list.Accepting += Run;
        // What cannot be done now is listed, too, but quieter.
        _list.RowRender += (_, row) =>
        {
            if (row.Row < _found.Length && !_found[row.Row].Can && row.Row != _list.SelectedItem) row.RowAttribute = Palette.Of(look.Theme.Dim, look.Theme.Popup.Over(look.Theme.Base));
        };
        Add(_filter, new Label { X = 1, Y = 1, Width = Dim.Fill(1), Text = texts.Dialogs.TypeToFind, HotKeySpecifier = new System.Text.Rune('\uffff') }, _list);
        Fill("");
    }

    /// <summary>What is to be done once the dialog is closed: it gives the focus back first.</summary>
    public PaletteEntry? Chosen { get; private set; }

    private void Fill(string filter)
    {
        _found =
        [
            .. _all.Select((entry, i) => (Entry: entry, Place: i, Score: Fuzzy.Score(filter, entry.Title) is { } title ? (int?)Math.Max(title, Fuzzy.Score(filter, entry.Keys) ?? int.MinValue) : Fuzzy.Score(filter, entry.Keys)))
                .Where(e => e.Score is not null).OrderByDescending(e => e.Score).ThenBy(e => e.Place).Select(e => e.Entry),
        ];
        _list.SetSource(new ObservableCollection<string>(_found.Select(e => e.Keys + new string(' ', Math.Max(1, KeysWidth - CellWidth.Of(e.Keys))) + e.Title)));
        if (_found.Length > 0) _list.SelectedItem = 0;
    }

    /// <summary>The keys that move in the list while the field has the focus.</summary>
    private bool Moved(Key key)
    {
        int page = Math.Max(_list.Viewport.Height - 1, 1);
        int by = key == Key.CursorDown ? 1 : key == Key.CursorUp ? -1 : key == Key.PageDown ? page : key == Key.PageUp ? -page : 0;
        if (by == 0 || _found.Length == 0) return false;
        _list.SelectedItem = Math.Clamp((_list.SelectedItem ?? 0) + by, 0, _found.Length - 1);
        _list.EnsureSelectedItemVisible();
        return true;
    }

    private void Run(object? sender, CommandEventArgs e)
    {
        e.Handled = true;
        if (_found.ElementAtOrDefault(_list.SelectedItem ?? 0) is not { } chosen || !chosen.Can) return;
        Chosen = chosen;
        RequestStop();
    }
}
