using System.Collections.Immutable;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Color = Terminal.Gui.Drawing.Color;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>All values so far: a field that filters them, the watches, a table with what has just been written first, and the selected value in full.</summary>
internal sealed class ValuesView : View, IPainted
{
    /// <summary>From so many rows on, the selected value stands below the table.</summary>
    private const int RowsForDetail = 18;

    private readonly TextField _filter = new() { X = 2, Width = Dim.Fill(), Height = 1 };
    private readonly Marks _slash = new(canvas => canvas.Put(0, 0, "/", canvas.Theme.Focus)) { Width = 2, Height = 1 };
    private readonly Marks _watches;
    private readonly ValueDetail _detail = new() { X = 0, Width = Dim.Fill() };
    private readonly Table _table;
    private readonly Source _rows = new();

    public ValuesView()
    {
        CanFocus = true;
        _watches = new Marks(PaintWatches) { Y = 1, Width = Dim.Fill() };
        _table = new Table(_rows) { Width = Dim.Fill(), FullRowSelect = true, CollectionNavigator = null, MultiSelect = false };
        TableStyle style = _table.Style;
        (style.ShowHeaders, style.ShowHorizontalHeaderOverline, style.ShowHorizontalHeaderUnderline) = (false, false, false);
        (style.ShowVerticalCellLines, style.ShowVerticalHeaderLines, style.ExpandLastColumn) = (false, false, true);
        ColumnStyle name = style.GetOrCreateColumnStyle(0), number = style.GetOrCreateColumnStyle(1);
        name.ColorGetter = args => Coloured(args, _rows.NameStyle(args.RowIndex, Look));
        number.Alignment = Alignment.End;
        number.ColorGetter = args => Coloured(args, _rows.ValueStyle(args.RowIndex, Look));
        foreach ((Key key, Command command) in (ReadOnlySpan<(Key, Command)>)[(Key.J, Command.Down), (Key.K, Command.Up), (Key.Home, Command.Start), (Key.End, Command.End)])
            _table.KeyBindings.ReplaceCommands(key, command);
        _filter.ValueChanged += (_, e) =>
        {
            _rows.Filter = e.NewValue ?? "";
            Refill();
            First();
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
        Add(_slash, _filter, _watches, _table, _detail);
    }

    /// <summary>Enter or a double click on a row.</summary>
    public event Action? Opened;

    public event Action? FilterChanged;

    /// <summary>The value of the selected row; null if there is none.</summary>
    public Value? Value => _table.Value?.SelectedCell.Y is int row && row >= 0 && row < _rows.Rows ? _rows.Values[row] : null;

    /// <summary>How many values the table lists.</summary>
    public int Count => _rows.Rows;

    public Look Look
    {
        get;
        set
        {
            if (field == value) return;
            field = _rows.Look = value;
            _table.SetNeedsDraw();
        }
    } = new(Theme.Dark);

    public void Show(SessionView? view)
    {
        if (ReferenceEquals(view, _rows.View)) return;
        bool moved = _rows.View?.Now != view?.Now;
        int watches = _rows.View?.Watches.Length ?? 0;
        Value? selected = Value;
        _rows.View = view;
        Refill();
        if (moved) First();
        else if (selected is not null) Select(selected);
        if (view?.Watches.Length != watches) SetNeedsLayout();
        _watches.SetNeedsDraw();
        ShowDetail();
    }

    /// <summary>Selects a value, if the table lists it.</summary>
    public void Select(Value value)
    {
        int row = _rows.Values.IndexOf(value);
        if (row >= 0) _table.SetSelection(0, row, false);
    }

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
        foreach (Value value in _rows.Values)
            text.Append(value.Name).Append('\t').Append(_rows.View![value] is { } content ? ValueText.Whole(content) : "").Append('\n');
        return text.ToString();
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        int height = Viewport.Height, watches = Math.Min(_rows.View?.Watches.Length ?? 0, Math.Max(height / 3, 1));
        int top = 1 + (watches > 0 ? watches + 1 : 0), detail = height >= RowsForDetail ? Math.Clamp(height / 4, 5, 12) : 0;
        Set(_watches, 1, watches > 0 ? watches + 1 : 0);
        Set(_table, top, Math.Max(height - top - detail, 0));
        Set(_detail, height - detail, detail);
        base.OnSubViewLayout(args);

        static void Set(View view, int y, int rows)
        {
            if (view.Visible != rows > 0) view.Visible = rows > 0;
            if (view.Frame.Y != y || view.Frame.Height != rows) (view.Y, view.Height) = (y, rows);
        }
    }

    private void Refill()
    {
        _rows.Fill();
        // A table that was empty has no selection, and gets none by itself.
        if (_table.Value is null && _rows.Rows > 0) _table.Table = _rows;
        _table.Update();
    }

    private void First()
    {
        if (_rows.Rows > 0) _table.SetSelection(0, 0, false);
        ShowDetail();
    }

    private void ShowDetail() => _detail.Show(_rows.View, Value);

    private void PaintWatches(Canvas canvas)
    {
        if (_rows.View is not { } view) return;
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

    /// <summary>A cell in a style of its own; the selected row keeps its colours.</summary>
    private Scheme? Coloured(CellColorGetterArgs args, Style style)
    {
        Color fore = Palette.Of(style, Look.Theme.Base).Foreground;
        return new Scheme(args.RowScheme) { Normal = args.RowScheme.Normal with { Foreground = fore, Style = Palette.Of(style, Look.Theme.Base).Style } };
    }

    /// <summary>The wheel scrolls; Terminal.Gui's own table moves the selection.</summary>
    private sealed class Table : TableView
    {
        private const int WheelRows = 3;

        public Table(ITableSource rows) : base(rows)
        {
            AddCommand(Command.ScrollUp, () => ScrollVertical(-WheelRows));
            AddCommand(Command.ScrollDown, () => ScrollVertical(WheelRows));
            MouseBindings.ReplaceCommands(MouseFlags.WheeledUp, Command.ScrollUp);
            MouseBindings.ReplaceCommands(MouseFlags.WheeledDown, Command.ScrollDown);
        }
    }

    private sealed class Marks(Action<Canvas> paint) : PaintedView
    {
        protected override void Paint(Canvas canvas, HitMap.Builder hits) => paint(canvas);
    }

    private sealed class Source : ITableSource
    {
        public SessionView? View;
        public Look Look = new(Theme.Dark);
        public string Filter = "";

        public ImmutableArray<Value> Values { get; private set; } = [];

        public string[] ColumnNames { get; } = ["", ""];

        public int Columns => 2;

        public int Rows => Values.Length;

        public object this[int row, int col]
        {
            get
            {
                Value value = Values[row];
                if (col == 0) return $"{(View!.Changed.Contains(value.Slot) ? "●" : " ")} {Title(value)}";
                Tensor content = View![value]!;
                if (!View.Before.TryGetValue(value.Slot, out Tensor? before)) return ValueText.Of(content, Look).Text;
                return content.Shape.IsScalar ? ValueText.OldAndNew(before.ScalarValue, content.ScalarValue) : $"{ValueText.Of(content, Look).Text} ≠";
            }
        }

        public Style NameStyle(int row, Look look) => View!.Changed.Contains(Values[row].Slot) ? look.Theme.Bright : look.Theme.Text;

        public Style ValueStyle(int row, Look look)
        {
            Value value = Values[row];
            return View!.Before.ContainsKey(value.Slot) ? look.Theme.Changed : ValueText.Of(View[value]!, look).Style;
        }

        public void Fill() => Values = View is not { } view ? [] :
        [
            .. view.Program.Values.Where(v => view[v] is not null && ListFilterMatches(v)).OrderByDescending(v => view.LastInstruction?.Output == v),
        ];

        // Single steps of the chain rule have a name that is written as in the program pane, not as it is typed.
        private static string Title(Value value) => value.Kind is ValueKind.Derivative ? value.Label : value.Name;

        private bool ListFilterMatches(Value value) => Widgets.ListFilter.Matches(value.Name, Filter) || Widgets.ListFilter.Matches(value.Label, Filter);
    }
}
