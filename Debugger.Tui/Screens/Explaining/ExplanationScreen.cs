using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>
/// Why a number is what it is: the formula with symbols and numbers, the paths to the loss, and the terms, each of which opens, to the
/// right. What was opened stands on top as a trail; where there is room, the explanation that one came from stands at the left.
/// </summary>
public sealed class ExplanationScreen : AppScreen
{
    /// <summary>From this width on the explanation that one came from stands beside the present one.</summary>
    private const int Wide = 150;

    private const int ParentColumns = 56;

    private const int HighEnoughForBlank = 26;

    private readonly TrailLine _trail = new() { X = 1, Width = Dim.Fill(1) };
    private readonly ExplanationView _page = new() { X = 1, Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly ExplanationView _parent = new() { IsParent = true, X = 1, Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly PaneFrame _pane, _left;

    public ExplanationScreen(Store store) : base(store)
    {
        _left = new PaneFrame { Width = Dim.Func(_ => HasParent ? ParentColumns : 0), TabStop = TabBehavior.NoStop, CanFocus = false };
        _left.Add(_parent);
        _pane = new PaneFrame { X = Pos.Right(_left) };
        // Where it is high the formula stands apart from the trail.
        _page.Y = Pos.Func(_ => _pane.Viewport.Height >= HighEnoughForBlank ? 2 : 1);
        _pane.Add(_trail, _page);
        Body.Add(_left, _pane);
        _trail.Chosen += level => Store.Dispatch(new TrailTo(level));
        _page.Opened += OpenRow;
        _page.Changed += RefreshBars;
        _parent.Changed += () => Store.Dispatch(new TrailTo(State.Trail.Count - 2));
        Body.FrameChanged += (_, _) => ShowParent();
        Build(
        [
            new("Enter Right e", t => t.Explanation.OpenTerm, OpenRow)
                { Short = t => t.Explanation.OpenTermShort, Menu = MenuGroup.Value, Can = () => _page.Row?.Opens is not null },
            new("Backspace Left", t => t.Explanation.CloseTerm, () => Store.Dispatch(new Back()))
                { Short = t => t.Explanation.CloseTermShort, Menu = MenuGroup.Value },
            new("g", t => t.Explanation.NextGrouping, _page.NextGrouping)
                { Short = t => t.Explanation.NextGroupingShort, Menu = MenuGroup.View, Can = () => Present is { Groups.Length: > 0 } },
            new("i", t => t.Explanation.ShowValue, () => Store.Ask(new Inspect(Present!.Element.Value)))
                { Short = t => t.Actions.InspectShort, Menu = MenuGroup.Value, Can = () => Present is { Element.Value.Shape.Length: > 0 } },
            new("y", t => t.Actions.CopyFormula,
                () => Store.Dispatch(new Copy(ExplanationFormula.Text(Present!, State.Look), Present!.Subject)))
                { Short = t => t.Actions.CopyShort, Menu = MenuGroup.Value, Can = () => Present is not null, StartsGroup = true },
            new("Y", t => t.Explanation.CopyTerms, CopyTerms) { Menu = MenuGroup.Value, Can = () => _page.Row is not null },
            new("d", t => t.Actions.Digits, () => Store.Dispatch(new ToggleDigits())) { Menu = MenuGroup.View },
        ]);
    }

    private Explanation? Present => State.Trail.LastOrDefault();

    private bool HasParent => State.Trail.Count > 1 && Body.Viewport.Width >= Wide;

    protected override void FocusBody() => _page.SetFocus();

    /// <summary>The selected term in full, and what Enter opens.</summary>
    protected override Action<Canvas>? PaintMessage => line =>
    {
        if (_page.Row is not { } row) return;
        int x = 1;
        if (row.Opens is { } opens)
        {
            x = line.Put(x, 0, "Enter", line.Theme.Key);
            x = line.Put(x, 0, Texts.Overlays.Opens, line.Theme.KeyText);
            x = line.PutCut(x, 0, line.Width - x - 1, ExplanationRows.NameOf(opens, State.View, Texts.Explanation), line.Theme.Focus) + 3;
        }
        if (row.Group is null && !row.IsFactor && row.Numeric.Length > 0 && x < line.Width - 12)
            line.PutCut(x, 0, line.Width - x - 1, $"{row.Symbolic} = {row.Numeric} = {State.Look.Number(row.Value)}", line.Theme.Caption);
    };

    protected override void Show(AppState state)
    {
        if (state.Place != Place.Explanation) return;
        Explanation? before = state.Trail.Count > 1 ? state.Trail[^2] : null;
        _parent.Adopt(_page);
        _parent.Show(before, state.View, state.Trail);
        _page.Show(Present, state.View, state.Trail);
        _trail.Show(state.Trail, state.View);
        OverlayTexts texts = state.Texts.Overlays;
        if (Present is { } present)
        {
            long iteration = present.Element.Moment.Iteration + 1;
            _pane.Name(texts.Why, present.Line is int line ? texts.IterationAndLine(iteration, line)
                : state.Texts.Debug.Iteration(iteration));
        }
        _left.Name(before?.Subject ?? "");
        ShowParent();
    }

    protected override void PaintHeader(Canvas line)
    {
        if (State.View is not { } view) return;
        HeaderText.Paint(line, view);
    }

    private void ShowParent()
    {
        if (_left.Visible == HasParent) return;
        _left.Visible = HasParent;
        Body.SetNeedsLayout();
    }

    private void OpenRow()
    {
        if (_page.Row?.Opens is { } opens) Store.Ask(opens);
        else Store.Dispatch(new Say(Texts.Overlays.WhereItBegins));
    }

    /// <summary>All rows as a table: term, number, share.</summary>
    private void CopyTerms()
    {
        ImmutableArray<ExplanationRow> rows = ExplanationRows.Of(Present!, _page.By, State.View,
            State.Look with { Digits = Look.AllDigits });
        string table = string.Join('\n', rows.Where(r => !r.IsFactor).Select(r =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{r.Symbolic}\t{r.Value:R}{(r.Share is { } share ? $"\t{share:R}" : "")}")));
        Store.Dispatch(new Copy(table, Texts.Explanation.CopiedTerms(rows.Length, Present!.Subject)));
    }
}
