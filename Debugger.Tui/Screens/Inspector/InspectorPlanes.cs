using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// Images, feature maps and kernels beside one another, as large as fits; where they do not fit the one with the cursor stays visible.
/// </summary>
internal static class InspectorPlanes
{
    private const int LargestScale = 16;

    /// <summary>Draws the planes of the cursor's group.</summary>
    public static void Paint(Canvas canvas, InspectorSubject subject, ScrollPlace scroll, HitMap.Builder hits)
    {
        if (canvas.IsEmpty) return;
        InspectorGrid grid = subject.Grid;
        (int plane, int row, int column) = grid.At(subject.Cursor);
        int first = plane / grid.Group * grid.Group, count = Math.Min(grid.Group, grid.Planes - first);
        int size = grid.Rows * grid.Columns;
        bool grey = subject.Value.Kind is ValueKind.Input;
        ReadOnlySpan<double> all = subject.Tensor.Data.Slice(first * size, count * size);
        bool legend = !grey && canvas.Height >= 8;
        Canvas area = canvas.Sub(0, 0, canvas.Width, canvas.Height - (legend ? 2 : 0));
        if (area.IsEmpty) return;
        Tiles tiles = Tiles.For(grid, count, area.Width, area.Height);
        int firstRow = scroll.Keep((plane - first) / tiles.PerRow, tiles.Visible(area.Height), tiles.Rows, 0, 1, 1).Row;
        HeatScale scale = HeatScale.For(canvas.Look, all);
        (double low, double high) = Range(all);
        int bottom = 0;
        for (int i = 0; i < count; i++)
        {
            int x = i % tiles.PerRow * (tiles.Width + 1), y = (i / tiles.PerRow - firstRow) * tiles.Height;
            if (y < 0 || y >= area.Height) continue;
            bool current = first + i == plane;
            string label = Label(subject, first + i, canvas.Texts.Inspector);
            // Over small kernels there is room for their number only.
            if (CellWidth.Of(label) >= tiles.Width) label = label[(label.IndexOf(' ') + 1)..];
            label = (current ? "▸" : " ") + label;
            area.PutCut(x, y, tiles.Width, label, current ? canvas.Theme.Focus : canvas.Theme.Caption);
            Canvas place = area.Sub(x, y + 1, tiles.Width, tiles.Height - 1);
            GridHits drawn = Picture.Paint(place, all.Slice(i * size, size), grid.Rows, grid.Columns, new PictureOptions
            {
                Diverging = !grey,
                Low = grey ? low : null,
                High = grey ? high : scale.Limit,
                Scale = tiles.Scale,
                Cursor = current ? (row, column) : null,
            });
            Click(drawn, grid, first + i, hits);
            bottom = Math.Max(bottom, y + tiles.Height);
        }
        if (legend) Heatmap.Legend(canvas.Line(Math.Min(canvas.Height - 1, Math.Min(bottom, area.Height) + 1)), scale);
        if (tiles.Rows * tiles.Height > area.Height && canvas.Width > 2)
            Scrollbar.Paint(canvas.Sub(canvas.Width - 1, 0, 1, area.Height), firstRow * tiles.Height, area.Height,
                tiles.Rows * tiles.Height);
    }

    /// <summary>What a plane of a value is called.</summary>
    public static string Word(InspectorSubject subject, InspectorTexts texts) => KindOf(subject.Value) switch
    {
        _ when subject.Letters is not null => subject.Value.Shape.Rank > 3 ? texts.HeadPlane : texts.NamePlane,
        PlaneKind.Kernel => texts.Kernel,
        PlaneKind.Image => texts.Image,
        _ => texts.Map,
    };

    private enum PlaneKind
    {
        Kernel,
        Image,
        Map,
    }

    private static PlaneKind KindOf(Value value) =>
        InspectorGrid.IsLearned(value) ? PlaneKind.Kernel
            : value.Kind is ValueKind.Input || value.Shape.Rank == 3 || value.Shape[-3] == 1 ? PlaneKind.Image : PlaneKind.Map;

    private static string Label(InspectorSubject subject, int plane, InspectorTexts texts)
    {
        InspectorGrid grid = subject.Grid;
        int maps = subject.Value.Shape[-3];
        return KindOf(subject.Value) switch
        {
            PlaneKind.Kernel => maps == 1 ? $"{texts.Kernel} {plane}" : $"{plane / maps},{plane % maps}",
            PlaneKind.Image => subject.View.LabelOf(plane, subject.Value.Shape[0]) is { } label
                ? $"{texts.Image} {plane} {texts.Label(label)}" : $"{texts.Image} {plane}",
            _ => $"{texts.Map} {plane % grid.Group}",
        };
    }

    private static void Click(GridHits drawn, InspectorGrid grid, int plane, HitMap.Builder hits)
    {
        for (int y = drawn.Area.Y; y < drawn.Area.Bottom; y++)
        {
            for (int x = drawn.Area.X; x < drawn.Area.Right; x++)
            {
                if (drawn.At(x, y) is { } at) hits.Add(new Rect(x, y, 1, 1), new ElementHit(grid.Offset(plane, at.Row, at.Column)));
            }
        }
    }

    private static (double Low, double High) Range(ReadOnlySpan<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return double.IsFinite(low) ? (low, high) : (0, 1);
    }

    /// <summary>How large each plane is drawn, and how many stand beside one another.</summary>
    private readonly record struct Tiles(int Scale, int Width, int Height, int PerRow, int Rows)
    {
        /// <summary>The largest scale at which all planes are visible; if there is none, pixels of one column.</summary>
        public static Tiles For(InspectorGrid grid, int count, int width, int height)
        {
            // Small kernels that have to scroll are still drawn large enough to be told apart.
            int least = grid.Columns <= 8 ? 2 : 1;
            for (int scale = LargestScale; scale >= 1; scale--)
            {
                Tiles tiles = At(grid, count, width, scale);
                if (tiles.Width <= width && tiles.Rows * tiles.Height <= height) return tiles;
            }
            Tiles small = At(grid, count, width, least);
            return small.Width <= width && small.Height <= height ? small
                : At(grid, count, width, 1) with
                { Width = Math.Min(grid.Columns, width), Height = Math.Min((grid.Rows + 1) / 2 + 1, height) };
        }

        /// <summary>Rows of planes that can be seen whole; one at least.</summary>
        public int Visible(int height) => Math.Clamp(height / Math.Max(1, Height), 1, Math.Max(1, Rows));

        private static Tiles At(InspectorGrid grid, int count, int width, int scale)
        {
            (int columns, int rows) = Picture.SizeOf(grid.Rows, grid.Columns, scale);
            int perRow = Math.Clamp((width + 1) / (columns + 1), 1, Math.Max(count, 1));
            // Whole rows of planes for each output channel, where there is room.
            if (grid.PerOutput > 1 && perRow > grid.PerOutput) perRow -= perRow % grid.PerOutput;
            int lines = (count + perRow - 1) / perRow;
            // Spread evenly: three and three rather than four and two.
            if (grid.PerOutput == 1) perRow = (count + lines - 1) / Math.Max(lines, 1);
            return new Tiles(scale, columns, rows + 1, Math.Max(perRow, 1), lines);
        }
    }
}
