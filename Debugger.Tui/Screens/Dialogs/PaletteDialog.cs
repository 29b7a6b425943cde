using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Drawing;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.Drawing;
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
/// <param name="English">The title in English, whose letters find it, too: Chinese takes an input method.</param>
internal sealed record PaletteEntry(string Keys, string Title, bool Can, Action Do, string English);

/// <summary>
/// All that can be done on a screen, with its keys, and all words of the debugger: type to find, Enter to do it. It is the help, too.
/// </summary>
internal sealed class PaletteDialog : OwnDialog
{
    private const int KeysWidth = 16, MostColumns = 92, MostRows = 44;

    private readonly ImmutableArray<PaletteEntry> _all;
    private readonly LineField _filter = new() { X = 3, Width = Dim.Fill(1) };
    private readonly OwnList _list = new() { X = 1, Y = 2 };
    // A title that is wider than the list goes on in further rows.
    private ImmutableArray<(PaletteEntry Entry, string Text)> _rows = [];
    private readonly string _nothing;
    private int _wrappedAt;

    public PaletteDialog(Look look, UiTexts texts, ImmutableArray<PaletteEntry> entries) : base(look, texts.Actions.Palette)
    {
        (_all, _nothing) = (entries, texts.Dialogs.NothingFound);
        Width = Dim.Func(_ => Math.Min(MostColumns, App!.Screen.Width - 2));
        Height = Dim.Func(_ => Math.Min(Math.Min(MostRows, entries.Length + 5), App!.Screen.Height - 2));
        _filter.ValueChanged += (_, e) => Fill(e.NewValue ?? "");
        _filter.KeyDown += (_, key) => key.Handled = Moved(key);
        _filter.Accepting += Run;
        _list.ViewportSettings |= ViewportSettingsFlags.HasVerticalScrollBar;
        _list.Accepting += Run;
        // What cannot be done now is listed, too, but quieter; and Enter does the selected one, though the field has the focus.
        _list.RowRender += (_, row) =>
        {
            if (row.Row >= _rows.Length) return;
            if (_rows[row.Row].Entry == Present)
                row.RowAttribute = Palette.Of(look.Theme.Selection, look.Theme.Popup.Over(look.Theme.Base));
            else if (!_rows[row.Row].Entry.Can) row.RowAttribute = Palette.Of(look.Theme.Dim, look.Theme.Popup.Over(look.Theme.Base));
        };
        var prompt = new Label { X = 1, Text = "›" };
        prompt.SetScheme(new Scheme(Palette.Of(look.Theme.Focus, look.Theme.Popup.Over(look.Theme.Base))));
        var hint = new Label { X = 1, Y = 1, Width = Dim.Fill(1), Text = texts.Dialogs.TypeToFind, HotKeySpecifier = new Rune('\uffff') };
        hint.SetScheme(new Scheme(Palette.Of(look.Theme.Caption, look.Theme.Popup.Over(look.Theme.Base))));
        Add(_filter, prompt, hint, _list);
    }

    /// <summary>What is to be done once the dialog is closed: it gives the focus back first.</summary>
    public PaletteEntry? Chosen { get; private set; }

    private PaletteEntry? Present => _rows.ElementAtOrDefault(_list.SelectedItem ?? 0).Entry;

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        // Frame, margins, scroll bar and a gap before it.
        if (frame.Width - 6 == _wrappedAt) return;
        _wrappedAt = frame.Width - 6;
        Fill(_filter.Text);
    }

    private void Fill(string filter)
    {
        int width = Math.Max(_wrappedAt - KeysWidth, 1);
        _rows =
        [
            .. _all.Select((entry, i) => (Entry: entry, Place: i,
                Score: new[] { entry.Title, entry.Keys, entry.English }.Max(words => Fuzzy.Score(filter, words))))
                .Where(e => e.Score is not null).OrderByDescending(e => e.Score).ThenBy(e => e.Place)
                .SelectMany(e => TextWrap.Wrap(e.Entry.Title, width)
                    .Select((line, i) => (e.Entry, Padded(i == 0 ? e.Entry.Keys : "") + line))),
        ];
        _list.SetSource(new ObservableCollection<string>(_rows.Length > 0 ? _rows.Select(r => r.Text) : [_nothing]));
        if (_rows.Length > 0) _list.SelectedItem = 0;

        static string Padded(string keys) => keys + new string(' ', Math.Max(1, KeysWidth - CellWidth.Of(keys)));
    }

    /// <summary>The keys that move in the list while the field has the focus.</summary>
    private bool Moved(Key key)
    {
        int page = Math.Max(_list.Viewport.Height - 1, 1);
        int by = key == Key.CursorDown ? 1 : key == Key.CursorUp ? -1 : key == Key.PageDown ? page : key == Key.PageUp ? -page : 0;
        if (by == 0 || _rows.Length == 0) return false;
        PaletteEntry? before = Present;
        int row = Math.Clamp((_list.SelectedItem ?? 0) + by, 0, _rows.Length - 1);
        // From the middle of a title on to the next one, or back to its beginning.
        while (by > 0 && row < _rows.Length - 1 && _rows[row].Entry == before) row++;
        while (row > 0 && _rows[row - 1].Entry == _rows[row].Entry) row--;
        _list.SelectedItem = row;
        _list.EnsureSelectedItemVisible();
        return true;
    }

    private void Run(object? sender, CommandEventArgs e)
    {
        e.Handled = true;
        if (Present is not { Can: true } chosen) return;
        Chosen = chosen;
        RequestStop();
    }
}
