using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The instruction that has just run as a formula: in symbols, with numbers, the result, a sentence, and the tutorial's digits beside ours.
/// </summary>
internal sealed class WhyView : ScrolledView
{
    private const int Blank = 1, TallFrom = 5;

    private AppState? _state;

    public void Show(AppState state)
    {
        if (ReferenceEquals(state.View, _state?.View) && ReferenceEquals(state.Debug, _state?.Debug)) return;
        bool moved = state.View?.Now != _state?.View?.Now;
        _state = state;
        if (moved) KeepInSight(0, 1);
        Remeasure();
    }

    protected override int Measure(int width)
    {
        // Painted where there is room for all of it, and counted.
        var screen = new Screen(width, 200);
        return Page(new Canvas(screen, Look), tall: Viewport.Height >= TallFrom);
    }

    protected override void PaintPage(Canvas page, HitMap.Builder hits) => Page(page, tall: Viewport.Height >= TallFrom);

    private int Page(Canvas page, bool tall)
    {
        if (_state?.View is not { } view) return 0;
        Canvas canvas = page.Inset(Blank, 0);
        Theme theme = canvas.Theme;
        DebugTexts texts = canvas.Texts.Debug;
        if (view.Last is not { } last)
        {
            string next = view.Next is { } n ? texts.Next(n.Instruction.Label, n.Symbolic) : "";
            return Prose.Paint(canvas,
                [new(texts.NothingHasRun, theme.Text), new("s", theme.Key), new(texts.StepsForward, theme.Text), new("b", theme.Key),
                new(texts.StepsBack, theme.Text), new("e", theme.Key),
                new(texts.AsksWhy, theme.Text), new(next, theme.Dim)]);
        }
        int y = WhyFormula.Paint(canvas, last, PhaseLook.Style(theme, last.Instruction.Phase), tall);
        if (last.Published is { } digits)
        {
            int x = canvas.Put(0, y, texts.TutorialPrints(digits), theme.Caption);
            canvas.Put(x, y++, "✓", theme.Success);
        }
        if (_state.Debug.Verdict is { } verdict)
            y += Prose.Paint(Rest(), $"{(verdict.IsRight ? "✓" : "✗")} {verdict.Text}", verdict.IsRight ? theme.Success : theme.Warning);
        y += Prose.Paint(Rest(), last.Sentence, theme.Text);
        // A broken program stays where it is; why is said as long as it stands there, not only while the notice lasts.
        if (view.Next is null && view.Program.Fault is { } fault)
        {
            y++;
            y += Prose.Paint(Rest(), texts.NextStepFails(fault.In(texts.Language)), theme.Error);
        }
        if (view.Next is { } coming)
        {
            // At the foot where there is room, else behind all else.
            string text = texts.Coming(coming.Instruction.Label, coming.Symbolic);
            int rows = TextWrap.Wrap(text, Math.Max(canvas.Width, 1)).Count;
            int at = Math.Max(y, Math.Min(Viewport.Height, page.Height) - rows);
            Prose.Paint(canvas.Sub(0, at, canvas.Width, canvas.Height - at), text, theme.Dim);
            y = page.Height > 150 ? y + rows : at + rows;
        }
        return y;

        Canvas Rest() => canvas.Sub(0, y, canvas.Width, canvas.Height - y);
    }
}
