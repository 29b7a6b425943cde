using System.Collections;
using System.Collections.Specialized;
using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Screen = Backstep.Debugger.Tui.Rendering.Screen;

namespace Backstep.Debugger.Tui.Views;

/// <summary>Terminal.Gui's list with rows that are painted: selection, scrolling, keys and mouse are the list's.</summary>
public abstract class PaintedList : OwnList, IPainted
{
    private readonly RowSource _rows = new();

    protected PaintedList()
    {
        KeyBindings.Add(Key.J, Command.Down);
        KeyBindings.Add(Key.K, Command.Up);
        KeyBindings.ReplaceCommands(Key.CursorLeft, Command.ScrollLeft);
        KeyBindings.ReplaceCommands(Key.CursorRight, Command.ScrollRight);
        Source = _rows;
    }

    public Look Look
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            SetNeedsDraw();
        }
    } = new(Theme.Dark);

    /// <summary>What it lies on; the page unless it is part of a dialog.</summary>
    public Func<Theme, Style> Beneath { get; set; } = theme => theme.Base;

    /// <summary>How many rows there are.</summary>
    protected int RowCount
    {
        get => _rows.Count;
        set
        {
            if (_rows.Count == value) return;
            if (SelectedItem >= value) SelectedItem = value > 0 ? value - 1 : null;
            _rows.Resize(value, _rows.MaxItemLength);
        }
    }

    /// <summary>Columns of the widest row; a list that is narrower scrolls sideways. 1 where rows fit themselves to the room.</summary>
    protected int ContentWidth
    {
        get => _rows.MaxItemLength;
        set
        {
            if (_rows.MaxItemLength != value) _rows.Resize(_rows.Count, value);
        }
    }

    /// <summary>How many columns are scrolled out to the left.</summary>
    protected int Scrolled => Viewport.X;

    /// <summary>Whether the selected row is marked; a list that follows something by itself marks none.</summary>
    protected virtual bool MarksSelection => true;

    /// <summary>Paints a row; where it is selected, the mark already lies beneath.</summary>
    protected abstract void PaintRow(Canvas line, int row);

    /// <summary>Shows so many rows around one, without selecting it.</summary>
    protected void Reveal(int row, int ahead)
    {
        int height = Viewport.Height;
        if (height <= 0) return;
        int last = Math.Min(row + Math.Min(ahead, Math.Max(height - 1, 0)), RowCount - 1), top = Viewport.Y;
        if (last >= top + height) top = last - height + 1;
        if (row < top) top = row;
        top = Math.Clamp(top, 0, Math.Max(0, RowCount - height));
        if (top != Viewport.Y) Viewport = Viewport with { Y = top };
    }

    protected override bool OnClearingViewport() => true;

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var screen = new Screen(Viewport.Width, Viewport.Height, Beneath(Look.Theme).Over(Look.Theme.Base));
        var canvas = new Canvas(screen, Look);
        bool scrolls = RowCount > canvas.Height && canvas.Width > 2;
        int width = scrolls ? canvas.Width - 1 : canvas.Width;
        for (int y = 0; y < canvas.Height && Viewport.Y + y < RowCount; y++)
        {
            Canvas line = canvas.Sub(0, y, width, 1);
            bool marked = MarksSelection && Viewport.Y + y == SelectedItem;
            Style mark = HasFocus ? Look.Theme.Selection : Look.Theme.SelectionIdle;
            if (marked) line.Clear(mark);
            PaintRow(line, Viewport.Y + y);
            if (marked) Widgets.ListView.Mark(line, mark);
        }
        if (scrolls) Widgets.Scrollbar.Paint(canvas.Sub(width, 0, 1, canvas.Height), Viewport.Y, canvas.Height, RowCount);
        Blit.Put(this, screen, ViewportToScreen(Viewport with { Location = Point.Empty }), Look.Theme.Base);
        return true;
    }

    private sealed class RowSource : IListDataSource
    {
        public event NotifyCollectionChangedEventHandler? CollectionChanged;

        public int Count { get; private set; }

        public int MaxItemLength { get; private set; } = 1;

        public bool SuspendCollectionChangedEvent { get; set; }

        public void Resize(int count, int width)
        {
            (Count, MaxItemLength) = (count, width);
            CollectionChanged?.Invoke(this, new NotifyCollectionChangedEventArgs(NotifyCollectionChangedAction.Reset));
        }

        public bool IsMarked(int item) => false;

        public void SetMark(int item, bool value)
        {
        }

        public IList ToList() => Array.Empty<object>();

        public void Render(ListView listView, bool selected, int item, int col, int row, int width, int viewportX = 0)
        {
        }

        public void Dispose()
        {
        }
    }
}
