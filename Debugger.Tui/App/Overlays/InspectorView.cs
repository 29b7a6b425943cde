using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>One value in full: a number with its history, a matrix as heatmap or table, images, feature maps and kernels as pictures.</summary>
internal static class InspectorView
{
    private const int Wide = 90;
    private const int Medium = 60;
    private const int Narrow = 76;

    /// <summary>Draws the inspector over the screen.</summary>
    public static void Paint(Canvas canvas, AppModel app, InspectorOverlay overlay, HitMap.Builder hits)
    {
        Value? value = InspectorUpdate.ShownValue(app, overlay) ?? overlay.Subject.Value;
        Tensor? shown = InspectorUpdate.Shown(overlay);
        InspectorTexts texts = app.Texts.Inspector;
        InspectorGrid grid = InspectorGrid.Of(value);
        string shape = value.Shape.Length == 1 ? "" : $" {value.Shape}";
        Canvas inner = OverlayFrame.Paint(canvas, value.Name + shape, overlay.Tab == InspectorTab.Kernel ? texts.AsRead(overlay.Subject.Value.Name) : Kind(value, texts), Keys(overlay, value, grid, shown, canvas.Width < Narrow, app.Texts), hits);
        if (inner.IsEmpty) return;
        bool tabs = Tabbed(inner, app, overlay, hits);
        Canvas body = inner.Sub(0, tabs ? 1 : 0, inner.Width, inner.Height - (tabs ? 1 : 0));
        if (shown is null || shown.Length == 0)
        {
            string why = shown is null ? texts.NotComputed(value.Name) : texts.IsEmpty(value.Name);
            Prose.Paint(body.Inset(1, 1), why, canvas.Theme.Caption);
            return;
        }
        int cursor = Math.Clamp(overlay.Cursor, 0, shown.Length - 1);
        var subject = new InspectorSubject(app, value, shown, grid, cursor, overlay.AsTable, overlay.Subject.FactsOf(shown));
        if (shown.Length == 1) InspectorScalar.Paint(body, subject, value == overlay.Subject.Value ? overlay.Subject : null);
        else if (overlay.Tab == InspectorTab.Content && !overlay.AsTable && ConvolutionPlace.At(overlay.Subject, cursor) is { } place) Convolution(body, subject, place, hits);
        else Elements(body, subject, hits);
    }

    /// <summary>Elements at the left, what the cursor is on and how all are spread at the right or below.</summary>
    private static void Elements(Canvas body, InspectorSubject subject, HitMap.Builder hits)
    {
        if (body.Width >= Medium)
        {
            int side = body.Width >= 2 * Wide ? 56 : body.Width >= Wide ? 36 : 28;
            Grid(body.Sub(0, 0, body.Width - side - 2, body.Height), subject, hits);
            Canvas right = body.Sub(body.Width - side, 0, side, body.Height);
            int row = RowPicture(right, subject);
            InspectorFacts.Paint(right.Sub(0, 0, side, right.Height - row), subject);
            return;
        }
        int facts = Math.Min(InspectorFacts.Height, body.Height / 2);
        Grid(body.Sub(0, 0, body.Width, body.Height - facts), subject, hits);
        InspectorFacts.Paint(body.Sub(0, body.Height - facts, body.Width, facts), subject);
    }

    /// <summary>The weights of one neuron on an image of 28×28 pixels are such an image themselves; returns the rows taken at the bottom.</summary>
    private static int RowPicture(Canvas canvas, InspectorSubject subject)
    {
        const int Side = 28;
        if (subject.Value.Shape.Rank != 2 || subject.Grid.Columns != Side * Side || canvas.Width < Side || canvas.Height < 30) return 0;
        (int _, int row, int column) = subject.Grid.At(subject.Cursor);
        Canvas place = canvas.Sub(0, canvas.Height - Side / 2 - 1, canvas.Width, Side / 2 + 1);
        place.PutCut(0, 0, place.Width, canvas.Texts.Inspector.RowAsPixels(row), canvas.Theme.Caption);
        Picture.Paint(place.Sub(0, 1, Side, Side / 2), subject.Tensor.Data.Slice(row * Side * Side, Side * Side), Side, Side, new PictureOptions
        {
            Diverging = subject.Value.Kind is not ValueKind.Input && !subject.Value.Name.StartsWith("flat", StringComparison.Ordinal),
            Scale = 1,
            Cursor = (column / Side, column % Side),
        });
        return place.Height;
    }

    /// <summary>Feature maps at the left with the facts below; the convolution at the cursor at the right.</summary>
    private static void Convolution(Canvas body, InspectorSubject subject, ConvolutionPlace place, HitMap.Builder hits)
    {
        if (body.Width < Medium)
        {
            int rows = Math.Min(body.Height / 2, 8);
            Grid(body.Sub(0, 0, body.Width, body.Height - rows), subject, hits);
            InspectorConvolution.Paint(body.Sub(0, body.Height - rows, body.Width, rows), subject, place);
            return;
        }
        int side = body.Width >= 2 * Wide ? 44 : 36;
        int left = body.Width - side - 2;
        // On low screens the maps need all rows; on high ones there is room below the sum.
        bool below = body.Height is < 28 or >= 52;
        int facts = below ? 0 : body.Height >= 42 ? 9 : 7;
        Grid(body.Sub(0, 0, left, body.Height - facts), subject, hits);
        if (!below) InspectorFacts.Paint(body.Sub(0, body.Height - facts, left, facts), subject);
        for (int y = 0; y < body.Height; y++) body.Set(left, y, '│', body.Theme.Border);
        Canvas right = body.Sub(body.Width - side, 0, side, body.Height);
        int used = InspectorConvolution.Paint(right, subject, place);
        if (below) InspectorFacts.Paint(right.Sub(0, used + 1, side, right.Height - used - 1), subject, element: false);
    }

    private static void Grid(Canvas canvas, InspectorSubject subject, HitMap.Builder hits)
    {
        if (subject.AsTable) InspectorMatrix.PaintTable(canvas, subject, hits);
        else if (subject.Grid.IsPicture) InspectorPlanes.Paint(canvas, subject, hits);
        else InspectorMatrix.PaintHeatmap(canvas, subject, hits);
    }

    private static bool Tabbed(Canvas inner, AppModel app, InspectorOverlay overlay, HitMap.Builder hits)
    {
        InspectorTab[] tabs = [.. Enum.GetValues<InspectorTab>().Where(t => t == overlay.Tab || InspectorUpdate.Has(overlay, t))];
        if (tabs.Length < 2 || inner.Height < 6) return false;
        string[] names = [.. tabs.Select(t => t switch
        {
            InspectorTab.Content => app.Texts.Inspector.Content,
            InspectorTab.Gradient => app.Texts.Inspector.Gradient,
            _ => app.Texts.Inspector.KernelTab(InspectorUpdate.ShownValue(app, overlay with { Tab = t })?.Name ?? ""),
        })];
        foreach (Hit hit in Tabs.Paint(inner.Line(0), names, Array.IndexOf(tabs, overlay.Tab))) hits.Add(hit.Area, new TabTarget((int)tabs[hit.Index]));
        return true;
    }

    private static string Kind(Value value, InspectorTexts texts) => value.Kind switch
    {
        ValueKind.Input => texts.Input,
        ValueKind.Parameter => texts.Parameter,
        ValueKind.Gradient => texts.GradientOf(value.GradientOf?.Name ?? ""),
        ValueKind.Derivative => texts.Derivative,
        ValueKind.OptimizerState => texts.OptimizerState,
        ValueKind.Hyperparameter => texts.Hyperparameter,
        _ => texts.Activation,
    };

    private static List<OverlayKey> Keys(InspectorOverlay overlay, Value value, InspectorGrid grid, Tensor? shown, bool narrow, UiTexts all)
    {
        InspectorTexts texts = all.Inspector;
        var keys = new List<OverlayKey>();
        var whatIf = new OverlayKey("=", texts.WhatIf, new Keystroke('='));
        bool many = shown is { Length: > 1 };
        // That arrows move can be guessed; where there is little room the others come first.
        if (many && !narrow) keys.Add(new("←↑↓→", texts.Move, new Keystroke(KeyCode.Right)));
        if (shown is not null) keys.Add(new("e", texts.Why, new Keystroke('e')));
        if (shown is not null && narrow) keys.Add(whatIf);
        if (many && grid.Planes > 1) keys.Add(new("PgDn", InspectorPlanes.Word(value, texts), new Keystroke(KeyCode.PageDown)));
        if (Enum.GetValues<InspectorTab>().Count(t => InspectorUpdate.Has(overlay, t)) > 1) keys.Add(new("Tab", texts.Switch, new Keystroke(KeyCode.Tab)));
        if (many) keys.Add(new("v", overlay.AsTable ? texts.Picture : texts.Numbers, new Keystroke('v')));
        if (shown is not null && !narrow) keys.Add(whatIf);
        keys.Add(new("Esc", all.Overlays.Close, new Keystroke(KeyCode.Escape)));
        return keys;
    }
}

/// <summary>What the parts of the inspector are about.</summary>
/// <param name="App">The whole state.</param>
/// <param name="Value">What is shown.</param>
/// <param name="Tensor">Its content.</param>
/// <param name="Grid">How it is laid out.</param>
/// <param name="Cursor">The element that the cursor is on.</param>
/// <param name="AsTable">Whether numbers are wanted.</param>
/// <param name="Facts">What all of its numbers are like.</param>
internal sealed record InspectorSubject(AppModel App, Value Value, Tensor Tensor, InspectorGrid Grid, int Cursor, bool AsTable, TensorFacts Facts)
{
    /// <summary>The number that the cursor is on.</summary>
    public double Present => Tensor[Cursor];

    /// <summary>The element's index in brackets; empty for a single number.</summary>
    public string Index => Value.Shape.IsScalar ? "" : $"[{string.Join(",", Value.Shape.IndexOf(Cursor))}]";

    /// <summary>What the element was in the timeline that this what-if was made from; null if it is the same.</summary>
    public double? Before => App.Debug?.View.Before.GetValueOrDefault(Value.Slot) is { } before && before.Length == Tensor.Length && before[Cursor] != Present ? before[Cursor] : null;

    /// <summary>Whether the numbers are classes: their mean and size say nothing.</summary>
    public bool IsClasses => Value.Shape.Rank == 1 && App.Debug?.View.Program.Target == Value;

    /// <summary>Marks an element as something to click.</summary>
    public static void Clickable(HitMap.Builder hits, Rect area, int offset) => hits.Add(area, new CellTarget(offset));
}
