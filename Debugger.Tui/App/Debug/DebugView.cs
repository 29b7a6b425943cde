using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>Lays the debugger's screen out for the room at hand: all panes, or one at a time with tabs.</summary>
internal static class DebugView
{
    /// <summary>From this size on all panes are shown at once.</summary>
    private const int WideColumns = 110, WideRows = 30;

    private static ImmutableArray<string> PaneNames(DebugTexts t) => [t.ProgramPane, t.NetworkPane, t.ValuesPane, t.WhyPane];

    /// <summary>Whether all panes are shown; otherwise the line above the time line shows the present instruction, which nothing may cover.</summary>
    public static bool IsWide((int Width, int Height) size) => size is { Width: >= WideColumns, Height: >= WideRows };

    public static void Paint(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        DebugModel model = app.Debug!;
        PaintHeader(canvas.Line(0), app, model);
        KeyBinding<DebugAction>[] keys = [.. DebugKeys.All.Where(k => k.Short is not null)];
        foreach (Hit hit in KeyFooter.Paint(canvas.Line(canvas.Height - 1), [.. keys.Select(k => new KeyHint(KeyNaming.Name(k.Keys[0]), k.Short!.In(app.Look.Language)))]))
            hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Keys[0]));
        TimelineBar.Paint(canvas.Sub(1, canvas.Height - 2, canvas.Width - 2, 1), model.View, hits);
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 3);
        if (IsWide((canvas.Width, canvas.Height))) PaintWide(body, model, hits);
        else PaintNarrow(body, model, hits);
    }

    private static void PaintHeader(Canvas line, AppModel app, DebugModel model)
    {
        SessionView view = model.View;
        Theme theme = line.Theme;
        DebugTexts texts = app.Texts.Debug;
        int x = line.Put(1, 0, "backstep", theme.Focus);
        x = line.Put(x, 0, $" · {view.Program.Name}", theme.Bright);
        if (view.Gpu is { } gpu) x = line.Put(x, 0, $" · {(gpu.IsProcessor ? texts.ProcessorAsGpu(gpu.Index) : texts.Gpu(gpu.Index))}", theme.Text);
        if (view.Timelines.Length > 1) x = line.Put(x, 0, texts.TimelineNow(view.Timeline, view.Timelines[view.Timeline]), theme.Changed);
        if (app.IsBusy) line.Put(x + 2, 0, "…", theme.Warning);
        Phase? phase = (view.LastInstruction ?? view.NextInstruction)?.Phase;
        string name = phase is { } p ? texts.PhaseNow(p) : "", place = texts.IterationNow(view.Now.Iteration + 1);
        int left = line.PutRight(line.Width - 1, 0, name, phase is { } q ? PhaseLook.Style(theme, q).Bold : theme.Text);
        if (left - CellWidth.Of(place) > x + 3) left = line.PutRight(left, 0, place, theme.Text);
        if (view.Losses.Length > 1 && left - 20 > x + 3)
        {
            line.PutRight(left - 2, 0, Sparkline.Text(view.Losses, 12), theme.Loss);
            line.PutRight(left - 15, 0, texts.Loss, theme.Caption);
        }
    }

    private static void PaintWide(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        int why = Math.Clamp(canvas.Height / 4, 7, 11);
        Rect[] rows = Layout.Rows(canvas.Local, Track.Fraction(), Track.Fixed(why));
        int left = Math.Clamp(canvas.Width * 32 / 100, 38, 64), right = Math.Clamp(canvas.Width * 24 / 100, 30, 48);
        Rect[] columns = Layout.Columns(rows[0], Track.Fixed(left), Track.Fraction(), Track.Fixed(right));
        ProgramPane.Paint(canvas.Sub(columns[0]), model, hits);
        PaintNetwork(canvas.Sub(columns[1]), model, hits);
        ValuesPane.Paint(canvas.Sub(columns[2]), model, hits);
        WhyPane.Paint(canvas.Sub(rows[1]), model, hits);
    }

    private static void PaintNarrow(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        foreach (Hit hit in Tabs.Paint(canvas.Line(0), PaneNames(canvas.Texts.Debug), (int)model.Focus)) hits.Add(hit.Area, new PaneTarget((Pane)hit.Index));
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        switch (model.Focus)
        {
            case Pane.Program: ProgramPane.Paint(body, model, hits); break;
            case Pane.Network: PaintNetwork(body, model, hits); break;
            case Pane.Values: ValuesPane.Paint(body, model, hits); break;
            default: WhyPane.Paint(body, model, hits); break;
        }
        PaintPresent(canvas.Line(canvas.Height - 1), model);
    }

    private static void PaintNetwork(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        hits.Add(canvas.OnScreen(canvas.Local), new PaneTarget(Pane.Network));
        Canvas inside = Panel.Paint(canvas, canvas.Texts.Debug.NetworkPane, model.Focus == Pane.Network);
        NetworkPane.Paint(inside, model.View, hits);
    }

    /// <summary>The present instruction and its value, always in sight.</summary>
    private static void PaintPresent(Canvas line, DebugModel model)
    {
        Theme theme = line.Theme;
        if (model.View.Last is not { } last)
        {
            line.Put(1, 0, line.Texts.Debug.PressToStep, theme.Dim);
            return;
        }
        Style phase = PhaseLook.Style(theme, last.Instruction.Phase);
        if (model.Verdict is { } verdict)
        {
            line.PutCut(1, 0, line.Width - 2, verdict, model.IsVerdictRight ? theme.Success : theme.Warning);
            return;
        }
        int x = line.Put(1, 0, "▶ ", theme.Focus);
        x = line.PutCut(x, 0, line.Width - x - 1, last.Instruction.Label, phase.Bold);
        // Of a tensor the shape is shown, which is no result that it equals.
        string brief = last.Instruction.Output.Shape.IsScalar ? $" = {last.Result}" : $" → {last.Result}";
        string text = last.Symbolic == last.Result ? brief : $" = {last.Symbolic}{brief}";
        line.PutCut(x, 0, line.Width - x - 1, CellWidth.Of(text) <= line.Width - x - 1 ? text : brief, theme.Bright);
    }
}
