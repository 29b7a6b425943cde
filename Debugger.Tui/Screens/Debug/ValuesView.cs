using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>All values so far: a field that filters them, the watches, the table, and the selected value in full.</summary>
internal sealed class ValuesView : HoldingView
{
    /// <summary>From so many rows on, the selected value stands below the table.</summary>
    private const int RowsForDetail = 18;

    private readonly LineField _filter = new() { X = 2, Width = Dim.Fill(), Height = 1 };
    private readonly Marks _slash = new(canvas => canvas.Put(0, 0, "/", canvas.Theme.Focus)) { Width = 2, Height = 1 };
    private readonly Marks _watches;
    private readonly ValueList _table = new();
    private readonly ValueDetail _detail = new() { Width = Dim.Fill() };
    private readonly Marks _empty;
    private SessionView? _view;

    public ValuesView()
    {
        CanFocus = true;
        _watches = new Marks(PaintWatches) { Y = 1, Width = Dim.Fill() };
        _empty = new Marks(PaintEmpty) { X = 0, Width = Dim.Fill(), Visible = false };
        _filter.ValueChanged += (_, e) =>
        {
            _table.Filter = e.NewValue ?? "";
            ShowDetail();
            FilterChanged?.Invoke();
        };
        _filter.Accepting += (_, e) =>
        {
            e.Handled = true;
            _table.SetFocus();
        };
        _filter.KeyDown += (_, key) =>
        {
            if (key != Key.CursorDown && key != Key.Esc) return;
            key.Handled = true;
            if (key == Key.Esc) _filter.Text = "";
            _table.SetFocus();
        };
        _table.Accepting += (_, e) =>
        {
            e.Handled = true;
            if (Value is not null) Opened?.Invoke();
        };
        _table.ValueChanged += (_, _) => ShowDetail();
        // The first that can have the focus gets it.
        Add(_table, _slash, _filter, _watches, _detail, _empty);
    }

    /// <summary>Enter or a double click on a row.</summary>
    public event Action? Opened;

    public event Action? FilterChanged;

    /// <summary>The value of the selected row; null if there is none.</summary>
    public Value? Value => _table.Selected;

    /// <summary>How many values the table lists.</summary>
    public int Count => _table.Values.Length;

    public void Show(SessionView? view)
    {
        if (ReferenceEquals(view, _view)) return;
        int watches = _view?.Watches.Length ?? 0;
        _view = view;
        _table.Show(view);
        if (view?.Watches.Length != watches) SetNeedsLayout();
        _watches.SetNeedsDraw();
        ShowDetail();
    }

    /// <summary>Selects a value, if the table lists it.</summary>
    public void Select(Value value) => _table.Select(value);

    public void FocusFilter() => _filter.SetFocus();

    /// <summary>Lets go of the filter; false if there was none.</summary>
    public bool ClearFilter()
    {
        if (_filter.Text.Length == 0) return false;
        _filter.Text = "";
        return true;
    }

    /// <summary>The table as tab-separated text.</summary>
    public string AsText()
    {
        var text = new StringBuilder();
        foreach (Value value in _table.Values)
            text.Append(value.Name).Append('\t').Append(_view![value] is { } content ? TensorText.Whole(content) : "").Append('\n');
        return text.ToString();
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        int height = Viewport.Height, watches = Math.Min(_view?.Watches.Length ?? 0, Math.Max(height / 3, 1));
        int top = 1 + (watches > 0 ? watches + 1 : 0);
        // Two tensors side by side have half the columns.
        int share = _view?.Recorded.IsEmpty == false ? 2 : 4, detail = height >= RowsForDetail ? Math.Clamp(height / share, 5, 12) : 0;
        Set(_watches, 1, watches > 0 ? watches + 1 : 0);
        Set(_table, top, Count > 0 ? Math.Max(height - top - detail, 0) : 0);
        Set(_empty, top, Count > 0 ? 0 : Math.Max(height - top - detail, 0));
        Set(_detail, height - detail, detail);
        base.OnSubViewLayout(args);

        static void Set(View view, int y, int rows)
        {
            if (view.Visible != rows > 0) view.Visible = rows > 0;
            if (view.Frame.Y != y || view.Frame.Height != rows) (view.Y, view.Height) = (y, rows);
        }
    }

    private void ShowDetail()
    {
        _detail.Show(_view, Value);
        if (_empty.Visible != (Count == 0)) SetNeedsLayout();
    }

    private void PaintEmpty(Canvas canvas) =>
        Prose.Paint(canvas, _filter.Text.Length > 0 ? canvas.Texts.Debug.NoValueContains(_filter.Text) : canvas.Texts.Debug.NothingComputed,
            canvas.Theme.Dim);

    private void PaintWatches(Canvas canvas)
    {
        if (_view is not { } view) return;
        Theme theme = canvas.Theme;
        for (int y = 0; y < canvas.Height - 1 && y < view.Watches.Length; y++)
        {
            (string text, string value) = view.Watches[y];
            canvas.Put(0, y, "◉", theme.Focus);
            int right = canvas.PutRight(canvas.Width, y, CellWidth.Ellipsis(value, Math.Max(canvas.Width - 10, 4)), theme.Bright);
            canvas.PutCut(2, y, right - 3, text, theme.Code);
        }
        canvas.Fill(new Rect(0, canvas.Height - 1, canvas.Width, 1), '─', theme.Border);
    }

    private sealed class Marks : PaintedView
    {
        private readonly Action<Canvas> _paint;

        public Marks(Action<Canvas> paint)
        {
            _paint = paint;
            CanFocus = false;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits) => _paint(canvas);
    }
}
