using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>What the cursor is on and how all numbers are spread; where a convolution made the number, how it did at this place.</summary>
internal sealed class FactsView : PaintedView
{
    private const int HighEnoughForBoth = 52;

    /// <summary>The weights of one neuron on an image of 28×28 pixels are such an image themselves.</summary>
    private const int Side = 28;

    private readonly InspectorCursor _cursor;

    public FactsView(InspectorCursor cursor)
    {
        _cursor = cursor;
        CanFocus = false;
        cursor.Changed += SetNeedsDraw;
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_cursor.Subject is not { Tensor.Length: > 1 } subject) return;
        if (subject.Convolution is { } place)
        {
            int used = InspectorConvolution.Paint(canvas, subject, place);
            bool low = canvas.Height < 28;
            if (low || canvas.Height >= HighEnoughForBoth)
                InspectorFacts.Paint(canvas.Sub(0, used + 1, canvas.Width, canvas.Height - used - 1), subject, element: false);
            return;
        }
        int row = RowPicture(canvas, subject);
        InspectorFacts.Paint(canvas.Sub(0, 0, canvas.Width, canvas.Height - row), subject);
    }

    /// <summary>Returns the rows taken at the bottom.</summary>
    private static int RowPicture(Canvas canvas, InspectorSubject subject)
    {
        if (subject.Value.Shape.Rank != 2 || subject.Grid.Columns != Side * Side || canvas.Width < Side || canvas.Height < 30) return 0;
        (int _, int row, int column) = subject.Grid.At(subject.Cursor);
        Canvas place = canvas.Sub(0, canvas.Height - Side / 2 - 1, canvas.Width, Side / 2 + 1);
        place.PutCut(0, 0, place.Width, canvas.Texts.Inspector.RowAsPixels(row), canvas.Theme.Caption);
        Picture.Paint(place.Sub(0, 1, Side, Side / 2), subject.Tensor.Data.Slice(row * Side * Side, Side * Side), Side, Side,
            new PictureOptions
            {
                Diverging = subject.Value.Kind is not ValueKind.Input && !subject.Value.Name.StartsWith("flat", StringComparison.Ordinal),
                Scale = 1,
                Cursor = (column / Side, column % Side),
            });
        return place.Height;
    }
}
