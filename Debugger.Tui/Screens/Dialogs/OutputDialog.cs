using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>A text to read, such as what a command printed: as large as it needs to be, it scrolls, and all of it can be copied.</summary>
internal sealed class OutputDialog : OwnDialog
{
    /// <summary>What is around the text: frame, buttons and their gaps, and the margin that dialogs keep where a shadow could be.</summary>
    private const int Around = 6;

    private readonly Action _copy;

    public OutputDialog(Look look, string title, string text, Action copy) : base(look, title)
    {
        _copy = copy;
        string[] lines = text.TrimEnd('\n').Split('\n');
        int width = Math.Max(lines.Max(l => CellWidth.Of(l)) + Around, 40);
        Width = Dim.Func(_ => Math.Min(width, App!.Screen.Width - 2));
        Height = Dim.Func(_ => Math.Min(Page.Rows(lines, Math.Min(width, App!.Screen.Width - 2) - Around).Length + Around,
            App!.Screen.Height - 2));
        Add(new Page(lines) { X = 1, Width = Dim.Fill(), Height = Dim.Fill() });
        AddButton(UiTexts.In(look.Language).Dialogs.Copy, copy);
        AddButton(UiTexts.In(look.Language).Dialogs.Close);
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Y) _copy();
        else if (key == Key.Q) RequestStop();
        else return base.OnKeyDown(key);
        return true;
    }

    private sealed class Page(string[] lines) : ScrolledView
    {
        private ImmutableArray<string> _rows = [];

        public static ImmutableArray<string> Rows(string[] lines, int width) =>
            [.. lines.SelectMany(l => l.Length == 0 ? [""] : TextWrap.Wrap(l, Math.Max(width, 1)))];

        protected override int Measure(int width) => (_rows = Rows(lines, width)).Length;

        protected override void PaintPage(Canvas page, HitMap.Builder hits)
        {
            for (int y = 0; y < _rows.Length; y++) page.Put(0, y, _rows[y]);
        }
    }
}
