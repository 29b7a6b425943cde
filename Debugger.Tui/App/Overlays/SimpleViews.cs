using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>Painters of the small overlays: help, what a command printed, and the lines that are typed.</summary>
internal static class SimpleViews
{
    private static ImmutableArray<(string Keys, string Help)> HomeKeys(OverlayTexts t) =>
    [
        (t.UpDownKeys, t.Choose), (t.EnterKeys, t.OpenEntry), (t.EscapeKeys, t.BackToLeftList), ("q", t.Quit), ("?", t.TheseKeys), ("Ctrl-L", t.PaintAnew), ("Ctrl-Z", t.Suspend),
    ];

    private static ImmutableArray<(string Keys, string Help)> EverywhereKeys(OverlayTexts t) => [("Ctrl-L", t.PaintAnew), ("Ctrl-Z", t.Suspend), (t.Mouse, t.MouseDoes)];

    /// <summary>How far help scrolls in a window of the present size.</summary>
    public static int LastScroll(AppModel app, HelpOverlay _) => LastScroll(HelpRows(app).Length, app.Size.Height);

    /// <summary>How far what a command printed scrolls in a window of the present size.</summary>
    public static int LastScroll(AppModel app, OutputOverlay output) => LastScroll(Wrapped(output, OutputWidth(output, app.Size.Width)).Count, app.Size.Height);

    // Two rows of frame, one that says how to close it, and a margin of one row above and below.
    private static int LastScroll(int rows, int height) => Math.Max(0, rows - Math.Max(height - 5, 0));

    private static ImmutableArray<(string Keys, string Help)> HelpRows(AppModel app) =>
        app.Lessons is { } lessons && !LessonsUpdate.IsExercise(app) ? [.. LessonKeys(lessons, app.Texts.Lessons), .. EverywhereKeys(app.Texts.Overlays)]
        : app.Debug is null ? HomeKeys(app.Texts.Overlays)
        : [.. LessonsUpdate.IsExercise(app) ? app.Texts.Lessons.ExerciseKeys : [], .. DebugKeys.All.Select(k => (k.KeyNames(app.Texts), k.Help.In(app.Look.Language))), .. EverywhereKeys(app.Texts.Overlays)];

    private static IReadOnlyList<(string Keys, string Help)> LessonKeys(LessonsModel lessons, LessonTexts texts) => lessons switch
    {
        { Place: LessonPlace.Map or LessonPlace.Profile or LessonPlace.Closing } => texts.MapKeys,
        { Quiz: not null } => texts.QuizKeys,
        _ => texts.PageKeys,
    };

    private static int OutputWidth(OutputOverlay output, int width) =>
        Math.Min(width - 2, Math.Max(output.Text.Split('\n').Max(l => CellWidth.Of(l)) + 4, CellWidth.Of(output.Command) + 8));

    private static List<string> Wrapped(OutputOverlay output, int width) =>
        [.. output.Text.Split('\n').SelectMany(l => l.Length == 0 ? [""] : TextWrap.Wrap(l, Math.Max(width - 4, 1)))];

    public static void Help(Canvas canvas, AppModel app, HelpOverlay help, HitMap.Builder hits)
    {
        ImmutableArray<(string Keys, string Help)> rows = HelpRows(app);
        int width = rows.Max(r => CellWidth.Of(r.Keys)) + 2;
        Canvas inside = Window(canvas, Math.Min(canvas.Width - 2, width + rows.Max(r => CellWidth.Of(r.Help)) + 4), Math.Min(rows.Length + 3, canvas.Height - 2), app.Texts.Overlays.Keys, hits);
        int shown = inside.Height - 1, scroll = Math.Clamp(help.Scroll, 0, Math.Max(0, rows.Length - shown));
        for (int y = 0; y < shown && scroll + y < rows.Length; y++)
        {
            inside.Put(1, y, rows[scroll + y].Keys, inside.Theme.Key);
            inside.PutCut(width + 1, y, inside.Width - width - 2, rows[scroll + y].Help, inside.Theme.Text);
        }
        inside.Put(1, inside.Height - 1, rows.Length > shown ? canvas.Texts.Overlays.Scrolls : canvas.Texts.Overlays.AnyKeyCloses, inside.Theme.Caption);
    }

    public static void Output(Canvas canvas, OutputOverlay output, HitMap.Builder hits)
    {
        int width = OutputWidth(output, canvas.Width);
        List<string> wrapped = Wrapped(output, width);
        Canvas inside = Window(canvas, width, Math.Min(wrapped.Count + 3, canvas.Height - 2), output.Command, hits);
        int shown = inside.Height - 1, scroll = Math.Clamp(output.Scroll, 0, Math.Max(0, wrapped.Count - shown));
        for (int y = 0; y < shown && scroll + y < wrapped.Count; y++) inside.Put(1, y, wrapped[scroll + y], inside.Theme.Text);
        inside.Put(1, inside.Height - 1, wrapped.Count > shown ? canvas.Texts.Overlays.Scrolls : canvas.Texts.Overlays.AnyKeyCloses, inside.Theme.Caption);
    }

    /// <summary>The line behind <c>:</c> stands in the last row; what Tab offers stands above it.</summary>
    public static void Command(Canvas canvas, CommandOverlay command, HitMap.Builder hits)
    {
        hits.Clear();
        hits.Add(canvas.OnScreen(canvas.Local), new OutsideTarget());
        hits.Add(canvas.OnScreen(new Rect(0, canvas.Height - 1, canvas.Width, 1)), new WindowTarget());
        InputLine.Paint(canvas.Line(canvas.Height - 1), command.Line, ":", hint: canvas.Texts.Overlays.CommandHint);
        int rows = Math.Min(command.Line.Offers.Count, Math.Min(8, canvas.Height - 2));
        int width = Math.Min(canvas.Width, command.Line.Offers.Select(o => CellWidth.Of(o)).DefaultIfEmpty(0).Max() + 3);
        InputLine.PaintOffers(canvas.Sub(1, canvas.Height - 1 - rows, width, rows), command.Line);
    }

    public static void Edit(Canvas canvas, AppModel app, EditOverlay edit, HitMap.Builder hits)
    {
        Tensor? present = app.Debug?.View[edit.Value];
        string name = edit.Offset is int offset ? $"{edit.Value.Name}[{string.Join(",", edit.Value.Shape.IndexOf(offset))}]" : edit.Value.Name;
        Canvas inside = Window(canvas, Math.Min(64, canvas.Width - 2), 7, app.Texts.Overlays.WhatIfWere(name), hits).Inset(1, 0);
        string now = present is null ? app.Texts.Debug.NotComputedYet : edit.Offset is int at ? Numbers.Format(present[at]) : present.Length == 1 ? Numbers.Format(present.Data[0]) : app.Texts.Overlays.TensorOfShape(present.Shape.ToString());
        inside.PutCut(0, 0, inside.Width, app.Texts.Overlays.Now(now), inside.Theme.Text);
        InputLine.Paint(inside.Line(2), edit.Line, "= ", hint: app.Texts.Overlays.EditHint);
        inside.PutCut(0, 4, inside.Width, app.Texts.Overlays.EnterMakesTimeline, inside.Theme.Caption);
    }

    public static void Predict(Canvas canvas, AppModel app, PredictOverlay predict, HitMap.Builder hits)
    {
        string symbolic = app.Debug?.View.Next?.Symbolic ?? "";
        Canvas inside = Window(canvas, Math.Min(68, canvas.Width - 2), 8, app.Texts.Overlays.WhatWillItGive, hits).Inset(1, 0);
        Style phase = PhaseLook.Style(inside.Theme, predict.Instruction.Phase);
        int x = inside.Put(0, 0, predict.Instruction.Label, phase.Bold);
        inside.PutCut(x, 0, inside.Width - x, $" = {symbolic} = ?", inside.Theme.Text);
        inside.PutCut(0, 1, inside.Width, predict.Instruction.Phase == Phase.Backward ? app.Texts.Overlays.SignSizeNumber : "", inside.Theme.Caption);
        InputLine.Paint(inside.Line(3), predict.Line, "? ", hint: app.Texts.Overlays.PredictHint);
        inside.PutCut(0, 5, inside.Width, app.Texts.Overlays.PredictKeys, inside.Theme.Caption);
    }

    private static Canvas Window(Canvas canvas, int width, int height, string title, HitMap.Builder hits)
    {
        hits.Clear();
        hits.Add(canvas.OnScreen(canvas.Local), new OutsideTarget());
        Canvas inside = Dialog.Window(canvas, width, height, title);
        Rect within = inside.OnScreen(inside.Local);
        hits.Add(new Rect(within.X - 1, within.Y - 1, within.Width + 2, within.Height + 2), new WindowTarget());
        return inside;
    }
}
