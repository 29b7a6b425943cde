using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>What keys do in the inspector: the arrows move a cursor over the elements, Tab switches between content, gradient and kernel.</summary>
public static class InspectorUpdate
{
    private const int PageRows = 10;

    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, InspectorOverlay inspector, Keystroke key)
    {
        Tensor? shown = Shown(inspector);
        if (key.Is('q')) return new(app.Close());
        if (key.Is('v')) return new(app.Replace(inspector with { AsTable = !inspector.AsTable }));
        if (key.Is(KeyCode.Tab)) return new(app.Replace(inspector with { Tab = Next(inspector), Cursor = 0 }));
        if (shown is null || ShownValue(app, inspector) is null) return new(app);
        if (key.Is('e') || key.Is(KeyCode.Enter))
            return ShownValue(app, inspector) is { } value ? new(app, new Session.Explain(new ElementRef(value, inspector.Cursor, When(app, inspector)))) : new(app);
        if (key.Is('=') && ShownValue(app, inspector) is { } edited)
        {
            return new(app.Open(new EditOverlay(edited, inspector.Cursor, new LineEditor())));
        }
        return new(app.Replace(inspector with { Cursor = Moved(ShownValue(app, inspector)!, inspector.Cursor, key) }));
    }

    /// <summary>The wheel was turned: to the next picture, or some rows on.</summary>
    public static Step Wheel(AppModel app, InspectorOverlay inspector, int rows)
    {
        if (Shown(inspector) is not { Length: > 1 } || ShownValue(app, inspector) is not { } value) return new(app);
        bool down = rows > 0;
        Keystroke key = InspectorGrid.Of(value).Planes > 1 && !inspector.AsTable
            ? new(down ? KeyCode.PageDown : KeyCode.PageUp)
            : new(down ? KeyCode.Down : KeyCode.Up);
        int cursor = inspector.Cursor;
        for (int i = 0; i < (key.Code is KeyCode.Up or KeyCode.Down ? Math.Abs(rows) : 1); i++) cursor = Moved(value, cursor, key);
        return new(app.Replace(inspector with { Cursor = cursor }));
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

    /// <summary>The moment that the shown numbers are of: kernels are shown as the convolution read them.</summary>
    private static Moment When(AppModel app, InspectorOverlay inspector) => inspector is { Tab: InspectorTab.Kernel, Subject.Patch: { } patch }
        ? app.Debug!.View.Now with { Executed = patch.Instruction.Index }
        : app.Debug!.View.Now;

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

    /// <summary>Left and right go along the last dimension, up and down along the one before, PageUp and PageDown to the next matrix (feature map, image) or ten rows on.</summary>
    private static int Moved(Value value, int cursor, Keystroke key)
    {
        if (value.Shape.Length == 0) return 0;
        InspectorGrid grid = InspectorGrid.Of(value);
        (int plane, int row, int column) = grid.At(cursor);
        switch (key.Code)
        {
            case KeyCode.Left: column--; break;
            case KeyCode.Right: column++; break;
            case KeyCode.Up: row--; break;
            case KeyCode.Down: row++; break;
            case KeyCode.PageUp when grid.Planes > 1: plane--; break;
            case KeyCode.PageDown when grid.Planes > 1: plane++; break;
            case KeyCode.PageUp: row -= PageRows; break;
            case KeyCode.PageDown: row += PageRows; break;
            case KeyCode.Home: column = 0; break;
            case KeyCode.End: column = grid.Columns - 1; break;
        }
        int moved = grid.Offset(Math.Clamp(plane, 0, grid.Planes - 1), Math.Clamp(row, 0, grid.Rows - 1), Math.Clamp(column, 0, grid.Columns - 1));
        // The last row of a vector may be shorter.
        return Math.Min(moved, value.Shape.Length - 1);
    }
}
