using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>What keys do in the inspector: the arrows move a cursor over the elements, Tab switches between content, gradient and kernel.</summary>
public static class InspectorUpdate
{
    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, InspectorOverlay inspector, Keystroke key)
    {
        Tensor? shown = Shown(inspector);
        if (key.Is('q')) return new(app.Close());
        if (key.Is('v')) return new(app.Replace(inspector with { AsTable = !inspector.AsTable }));
        if (key.Is(KeyCode.Tab)) return new(app.Replace(inspector with { Tab = Next(inspector), Cursor = 0 }));
        if (shown is null) return new(app);
        if (key.Is('e') || key.Is(KeyCode.Enter))
            return ShownValue(app, inspector) is { } value ? new(app, new Session.Explain(new ElementRef(value, inspector.Cursor, app.Debug!.View.Now))) : new(app);
        if (key.Is('=') && ShownValue(app, inspector) is { } edited)
        {
            return new(app.Open(new EditOverlay(edited, inspector.Cursor, new LineEditor())));
        }
        return new(app.Replace(inspector with { Cursor = Moved(shown.Shape, inspector.Cursor, key) }));
    }

    /// <summary>The tensor that the present tab shows; null if it has none.</summary>
    public static Tensor? Shown(InspectorOverlay inspector) => inspector.Tab switch
    {
        InspectorTab.Gradient => inspector.Subject.Gradient,
        InspectorTab.Kernel => inspector.Subject.Patch?.Weight,
        _ => inspector.Subject.Content,
    };

    /// <summary>The value that the present tab shows.</summary>
    public static Value? ShownValue(AppModel app, InspectorOverlay inspector) => inspector.Tab switch
    {
        InspectorTab.Gradient => app.Debug?.View.Program.Find($"{inspector.Subject.Value.Name}.grad"),
        InspectorTab.Kernel => inspector.Subject.Patch?.Instruction.Inputs[1],
        _ => inspector.Subject.Value,
    };

    /// <summary>Whether a tab has something to show.</summary>
    public static bool Has(InspectorOverlay inspector, InspectorTab tab) => Shown(inspector with { Tab = tab }) is not null;

    private static InspectorTab Next(InspectorOverlay inspector)
    {
        for (int i = 1; i <= 3; i++)
        {
            var tab = (InspectorTab)(((int)inspector.Tab + i) % 3);
            if (Has(inspector, tab)) return tab;
        }
        return inspector.Tab;
    }

    /// <summary>Left and right go along the last dimension, up and down along the one before, PageUp and PageDown to the next matrix (feature map, image).</summary>
    private static int Moved(Shape shape, int cursor, Keystroke key)
    {
        int columns = shape.Rank >= 1 ? shape[-1] : 1, rows = shape.Rank >= 2 ? shape[-2] : 1, plane = Math.Max(rows * columns, 1);
        int column = cursor % Math.Max(columns, 1), row = cursor / Math.Max(columns, 1) % Math.Max(rows, 1), at = cursor / plane, planes = shape.Length / plane;
        switch (key.Code)
        {
            case KeyCode.Left: column = Math.Max(column - 1, 0); break;
            case KeyCode.Right: column = Math.Min(column + 1, columns - 1); break;
            case KeyCode.Up: row = Math.Max(row - 1, 0); break;
            case KeyCode.Down: row = Math.Min(row + 1, rows - 1); break;
            case KeyCode.PageUp: at = Math.Max(at - 1, 0); break;
            case KeyCode.PageDown: at = Math.Min(at + 1, planes - 1); break;
            case KeyCode.Home: column = 0; break;
            case KeyCode.End: column = columns - 1; break;
        }
        return at * plane + row * columns + column;
    }
}
