using System.Globalization;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// One value in full: a number with its history, a matrix as heatmap or table, images, feature maps and kernels as pictures.
/// </summary>
public sealed class InspectorScreen : AppScreen
{
    private readonly InspectorCursor _cursor = new();
    private readonly InspectorBody _body;
    private readonly PaneFrame _pane;

    public InspectorScreen(Store store) : base(store)
    {
        _body = new InspectorBody(_cursor);
        _pane = new PaneFrame(_body);
        Body.Add(_pane);
        _body.Elements.Opened += Explain;
        _cursor.Changed += OnCursor;
        Build(
        [
            new("e Enter", t => t.Actions.Why, Explain) { Short = t => t.Actions.WhyShort, Menu = MenuGroup.Value, Can = HasElement },
            new("=", t => t.Actions.WhatIf, WhatIf) { Short = t => t.Actions.WhatIfShort, Menu = MenuGroup.Value, Can = HasElement },
            new("Tab", t => t.Inspector.NextTab, () => _cursor.Step(1))
                { Short = t => t.Inspector.Switch, Menu = MenuGroup.View, Can = () => _cursor.Tabs.Length > 1 },
            new("S-Tab", t => t.Inspector.TabBefore, () => _cursor.Step(-1)) { Menu = MenuGroup.View, Can = () => _cursor.Tabs.Length > 1 },
            new("v", t => t.Inspector.PictureOrNumbers, _cursor.SwitchTable)
                { Short = t => _cursor.AsTable ? t.Inspector.Picture : t.Inspector.Numbers, Menu = MenuGroup.View,
                    Can = () => Subject is { Tensor.Length: > 1 } },
            new("PageDown", t => t.Inspector.NextPicture, () => _cursor.MoveImage(1))
                { Short = NextWord, Menu = MenuGroup.View, Can = () => Subject is { Grid.Planes: > 1 }, StartsGroup = true },
            new("PageUp", t => t.Inspector.PictureBefore, () => _cursor.MoveImage(-1))
                { Menu = MenuGroup.View, Can = () => Subject is { Grid.Planes: > 1 } },
            new("]", t => t.Inspector.NextMap, () => _cursor.MovePlane(1))
                { Short = t => t.Inspector.Map, Menu = MenuGroup.View, Can = HasMaps },
            new("[", t => t.Inspector.MapBefore, () => _cursor.MovePlane(-1)) { Menu = MenuGroup.View, Can = HasMaps },
            new("g", t => t.Inspector.GoToElement, GoTo) { Menu = MenuGroup.View, Can = () => Subject is { Tensor.Length: > 1 } },
            new("y", t => t.Actions.CopyValue, CopyValue)
                { Short = t => t.Actions.CopyShort, Menu = MenuGroup.Value, Can = HasElement, StartsGroup = true },
            new("Y T", t => t.Inspector.CopyTable, CopyTable) { Menu = MenuGroup.Value, Can = () => Subject is { Tensor.Length: > 1 } },
            new("s F11", t => t.Actions.Into, () => Store.Ask(new Move(Movement.Into)))
            {
                Short = t => t.Actions.IntoShort, Menu = MenuGroup.Run,
                Can = () => State is { View: not null, Debug.IsPredicting: false },
            },
            new("b F8", t => t.Actions.StepBack, () => Store.Ask(new Move(Movement.Back)))
                { Short = t => t.Actions.StepBackShort, Menu = MenuGroup.Run, Can = () => State.View is not null },
            new("d", t => t.Actions.Digits, () => Store.Dispatch(new ToggleDigits())) { Menu = MenuGroup.View },
        ]);
    }

    private InspectorSubject? Subject => _cursor.Subject;

    private InspectorTexts Words => Texts.Inspector;

    protected override void FocusBody() => _body.Elements.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Place != Place.Inspector) return;
        _cursor.Show(state.Inspection, state.View);
        _body.Elements.Fit(state.Look);
        NamePane();
    }

    private void OnCursor()
    {
        NamePane();
        RefreshBars();
    }

    private void NamePane()
    {
        Value? value = _cursor.Value;
        string shape = value is null || value.Shape.Length == 1 ? "" : $" {value.Shape}";
        _pane.Name($"{value?.Name}{shape}",
            value is null ? "" : _cursor.Tab == InspectorTab.Kernel ? Words.AsRead(State.Inspection!.Value.Name) : Kind(value));
    }

    protected override void PaintHeader(Canvas line)
    {
        if (State.View is { } view) HeaderText.Paint(line, view);
    }

    protected override bool OnKeyDown(Key key)
    {
        // A number is the number of an image, wherever the focus is.
        if (key.AsRune is { Value: >= '0' and <= '9' } digit && _body.Batch.IsWanted)
        {
            _body.Batch.Type((char)digit.Value);
            return true;
        }
        _body.Batch.EndTyping();
        return base.OnKeyDown(key);
    }

    private bool HasElement() => Subject is not null;

    private bool HasMaps() => Subject is { Images: > 1, Grid: { IsPicture: true, Group: > 1 } grid } && grid.Group < grid.Planes;

    private string NextWord(UiTexts texts) =>
        Subject is not { } subject ? "" : subject.Images > 1 ? texts.Inspector.Image : InspectorPlanes.Word(subject, texts.Inspector);

    private void Explain()
    {
        if (Subject is { } subject) Store.Ask(new Session.Explain(new ElementRef(subject.Value, subject.Cursor, _cursor.Moment)));
    }

    private void WhatIf()
    {
        if (Subject is not { } subject) return;
        AskLine(Texts.Actions.WhatIfPrompt(subject.Value.Name + subject.Index, State.Look.Number(subject.Present)),
            line => Store.Ask(new SetValue(subject.Value, subject.Cursor, line)),
            State.View is { } view ? HistoryResolver.NamesOf(view.Program) : []);
    }

    /// <summary>An element by its index: <c>3 0 11 4</c>, <c>[3,0,11,4]</c>.</summary>
    private void GoTo()
    {
        if (Subject is not { } subject) return;
        AskLine(Words.GoToPrompt(subject.Value.Shape.ToString()), line =>
        {
            int[] dims = [.. subject.Value.Shape.Dims];
            string[] parts = line.Split(['[', ']', ',', ' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
            int[] index = [.. parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
            if (index.Length != dims.Length || index.Zip(dims).Any(i => i.First < 0 || i.First >= i.Second))
                Store.Dispatch(new Say(Words.NoElement(line, subject.Value.Shape.ToString()), IsProblem: true));
            else _cursor.MoveTo(subject.Value.Shape.Offset(index));
        });
    }

    private void CopyValue()
    {
        if (Subject is { } subject)
            Store.Dispatch(new Copy(subject.Present.ToString("R", CultureInfo.InvariantCulture), subject.Value.Name + subject.Index));
    }

    /// <summary>The matrix that the cursor is on: a line a row, columns between tabs, as spreadsheets take it.</summary>
    private void CopyTable()
    {
        if (Subject is not { } subject) return;
        InspectorGrid grid = subject.Grid;
        int plane = grid.At(subject.Cursor).Plane;
        var table = new StringBuilder();
        for (int row = 0; row < grid.Rows; row++)
        {
            if (row > 0) table.Append('\n');
            for (int column = 0; column < grid.Columns && grid.Offset(plane, row, column) is var offset
                && offset < subject.Tensor.Length; column++)
                table.Append(column > 0 ? "\t" : "").Append(subject.Tensor[offset].ToString("R", CultureInfo.InvariantCulture));
        }
        string index = grid.Planes > 1 ? $"[{string.Join(",", subject.Value.Shape.IndexOf(subject.Cursor)[..^2])}]" : "";
        Store.Dispatch(new Copy(table.ToString(), Words.TableOf(subject.Value.Name + index, grid.Rows, grid.Columns)));
    }

    private string Kind(Value value) => value.Kind switch
    {
        ValueKind.Input => Words.Input,
        ValueKind.Parameter => Words.Parameter,
        ValueKind.Gradient => Words.GradientOf(value.GradientOf?.Name ?? ""),
        ValueKind.Derivative => Words.Derivative,
        ValueKind.OptimizerState => Words.OptimizerState,
        ValueKind.Hyperparameter => Words.Hyperparameter,
        _ => Words.Activation,
    };
}
