using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// The inspector's views and their places: tabs and the slider of the batch on top, the elements, and beside or below them what the cursor
/// is on. A single number has all the room for itself.
/// </summary>
internal sealed class InspectorBody : HoldingView
{
    private const int Medium = 60, Wide = 90, VeryWide = 180;

    private readonly InspectorCursor _cursor;
    private readonly TabLine _tabs;
    private readonly BatchBar _batch;
    private readonly FactsView _facts;
    private readonly StatisticsView _statistics;
    private readonly Rule _rule = new();

    public InspectorBody(InspectorCursor cursor)
    {
        _cursor = cursor;
        CanFocus = true;
        _tabs = new TabLine(cursor);
        _batch = new BatchBar(cursor);
        Elements = new ElementsView(cursor);
        _facts = new FactsView(cursor);
        _statistics = new StatisticsView(cursor);
        Add(_tabs, _batch, Elements, _rule, _facts, _statistics);
        cursor.Changed += SetNeedsLayout;
    }

    public ElementsView Elements { get; }

    public BatchBar Batch => _batch;

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        Arrange(Viewport.Width - 2, Viewport.Height);
        base.OnSubViewLayout(args);
    }

    private void Arrange(int width, int height)
    {
        int tabs = _tabs.IsWanted && height >= 6 ? 1 : 0, batch = _batch.IsWanted && height >= 8 ? 1 : 0, top = tabs + batch;
        Put(_tabs, 0, 0, width, tabs);
        Put(_batch, 0, tabs, width, batch);
        Rectangle elements = new(0, top, width, height - top), facts = default, statistics = default, rule = default;
        if (_cursor.Subject is { Tensor.Length: > 1 } subject)
        {
            bool convolution = subject.Convolution is not null;
            if (width < Medium)
            {
                int rows = Math.Min(elements.Height / 2, convolution ? 8 : InspectorFacts.Height);
                elements.Height -= rows;
                facts = new(0, elements.Bottom, width, rows);
            }
            else
            {
                int side = convolution ? width >= VeryWide ? 44 : 36 : width >= VeryWide ? 56 : width >= Wide ? 36 : 28;
                facts = new(width - side, top, side, elements.Height);
                elements.Width = width - side - 2;
                if (convolution)
                {
                    rule = new(elements.Right, top, 1, elements.Height);
                    // On low screens the maps need all rows; on high ones there is room below the sum.
                    int rows = elements.Height is < 28 or >= 52 ? 0 : elements.Height >= 42 ? 9 : 7;
                    elements.Height -= rows;
                    statistics = new(0, elements.Bottom, elements.Width, rows);
                }
            }
        }
        Put(Elements, elements.X, elements.Y, elements.Width, elements.Height);
        Put(_facts, facts.X, facts.Y, facts.Width, facts.Height);
        Put(_statistics, statistics.X, statistics.Y, statistics.Width, statistics.Height);
        Put(_rule, rule.X, rule.Y, rule.Width, rule.Height);
    }

    private static void Put(View view, int x, int y, int width, int height)
    {
        bool visible = width > 0 && height > 0;
        if (view.Visible != visible) view.Visible = visible;
        var place = new Rectangle(x + 1, y, Math.Max(width, 0), Math.Max(height, 0));
        if (visible && view.Frame != place) (view.X, view.Y, view.Width, view.Height) = (place.X, place.Y, place.Width, place.Height);
    }

    private sealed class Rule : PaintedView
    {
        public Rule() => CanFocus = false;

        protected override void Paint(Canvas canvas, HitMap.Builder hits) => canvas.Fill(canvas.Local, '│', canvas.Theme.Border);
    }

    private sealed class StatisticsView : PaintedView
    {
        private readonly InspectorCursor _cursor;

        public StatisticsView(InspectorCursor cursor)
        {
            _cursor = cursor;
            CanFocus = false;
            cursor.Changed += SetNeedsDraw;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_cursor.Subject is { } subject) InspectorFacts.Paint(canvas, subject);
        }
    }
}
