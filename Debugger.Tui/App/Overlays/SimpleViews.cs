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
    private static readonly ImmutableArray<(string Keys, string Help)> HomeKeys =
    [
        ("↑ ↓ or j k", "choose"), ("Enter or →", "open"), ("Esc or ←", "back to the left list"), ("q", "quit"), ("?", "these keys"), ("Ctrl-L", "paint the screen anew"), ("Ctrl-Z", "suspend; fg comes back"),
    ];

    private static readonly ImmutableArray<(string Keys, string Help)> EverywhereKeys =
    [
        ("Ctrl-L", "paint the screen anew"), ("Ctrl-Z", "suspend; fg comes back"), ("mouse", "click panes, rows, gutter, keys; drag the time line"),
    ];

    /// <summary>How far help scrolls in a window of the present size.</summary>
    public static int LastScroll(AppModel app, HelpOverlay _) => LastScroll(HelpRows(app).Length, app.Size.Height);

    /// <summary>How far what a command printed scrolls in a window of the present size.</summary>
    public static int LastScroll(AppModel app, OutputOverlay output) => LastScroll(Wrapped(output, OutputWidth(output, app.Size.Width)).Count, app.Size.Height);

    // Two rows of frame, one that says how to close it, and a margin of one row above and below.
    private static int LastScroll(int rows, int height) => Math.Max(0, rows - Math.Max(height - 5, 0));

    private static ImmutableArray<(string Keys, string Help)> HelpRows(AppModel app) =>
        app.Lessons is { } lessons && !LessonsUpdate.IsExercise(app) ? [.. LessonKeys(lessons, app.Texts.Lessons), .. EverywhereKeys]
        : app.Debug is null ? HomeKeys
        : [.. LessonsUpdate.IsExercise(app) ? app.Texts.Lessons.ExerciseKeys : [], .. DebugKeys.All.Select(k => (k.KeyNames, k.Help)), .. EverywhereKeys];

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
        Canvas inside = Window(canvas, Math.Min(canvas.Width - 2, width + rows.Max(r => CellWidth.Of(r.Help)) + 4), Math.Min(rows.Length + 3, canvas.Height - 2), "Keys", hits);
        int shown = inside.Height - 1, scroll = Math.Clamp(help.Scroll, 0, Math.Max(0, rows.Length - shown));
        for (int y = 0; y < shown && scroll + y < rows.Length; y++)
        {
            inside.Put(1, y, rows[scroll + y].Keys, inside.Theme.Key);
            inside.PutCut(width + 1, y, inside.Width - width - 2, rows[scroll + y].Help, inside.Theme.Text);
        }
        inside.Put(1, inside.Height - 1, rows.Length > shown ? "↑↓ scroll · any other key closes" : "any key closes", inside.Theme.Caption);
    }

    public static void Output(Canvas canvas, OutputOverlay output, HitMap.Builder hits)
    {
        int width = OutputWidth(output, canvas.Width);
        List<string> wrapped = Wrapped(output, width);
        Canvas inside = Window(canvas, width, Math.Min(wrapped.Count + 3, canvas.Height - 2), output.Command, hits);
        int shown = inside.Height - 1, scroll = Math.Clamp(output.Scroll, 0, Math.Max(0, wrapped.Count - shown));
        for (int y = 0; y < shown && scroll + y < wrapped.Count; y++) inside.Put(1, y, wrapped[scroll + y], inside.Theme.Text);
        inside.Put(1, inside.Height - 1, wrapped.Count > shown ? "↑↓ scroll · any other key closes" : "any key closes", inside.Theme.Caption);
    }

    /// <summary>The line behind <c>:</c> stands in the last row; what Tab offers stands above it.</summary>
    public static void Command(Canvas canvas, CommandOverlay command, HitMap.Builder hits)
    {
        hits.Clear();
        hits.Add(canvas.OnScreen(canvas.Local), new OutsideTarget());
        hits.Add(canvas.OnScreen(new Rect(0, canvas.Height - 1, canvas.Width, 1)), new WindowTarget());
        InputLine.Paint(canvas.Line(canvas.Height - 1), command.Line, ":", hint: "step, back, break w5.grad, print norm(w5.grad), explain w1.grad, set lr = 0.5 ... Tab completes");
        int rows = Math.Min(command.Line.Offers.Count, Math.Min(8, canvas.Height - 2));
        int width = Math.Min(canvas.Width, command.Line.Offers.Select(o => CellWidth.Of(o)).DefaultIfEmpty(0).Max() + 3);
        InputLine.PaintOffers(canvas.Sub(1, canvas.Height - 1 - rows, width, rows), command.Line);
    }

    public static void Edit(Canvas canvas, AppModel app, EditOverlay edit, HitMap.Builder hits)
    {
        Tensor? present = app.Debug?.View[edit.Value];
        string name = edit.Offset is int offset ? $"{edit.Value.Name}[{string.Join(",", edit.Value.Shape.IndexOf(offset))}]" : edit.Value.Name;
        Canvas inside = Window(canvas, Math.Min(64, canvas.Width - 2), 7, $"What if {name} were ...", hits).Inset(1, 0);
        string now = present is null ? "not computed yet" : edit.Offset is int at ? Numbers.Format(present[at]) : present.Length == 1 ? Numbers.Format(present.Data[0]) : $"a tensor of shape {present.Shape}";
        inside.PutCut(0, 0, inside.Width, $"now: {now}", inside.Theme.Text);
        InputLine.Paint(inside.Line(2), edit.Line, "= ", hint: "a number or an expression: 0.3, 2*w5, w5 - 0.1");
        inside.PutCut(0, 4, inside.Width, "Enter makes a new timeline; the old one stays (t goes back)", inside.Theme.Caption);
    }

    public static void Predict(Canvas canvas, AppModel app, PredictOverlay predict, HitMap.Builder hits)
    {
        string symbolic = app.Debug?.View.Next?.Symbolic ?? "";
        Canvas inside = Window(canvas, Math.Min(68, canvas.Width - 2), 8, "What will it give?", hits).Inset(1, 0);
        Style phase = PhaseLook.Style(inside.Theme, predict.Instruction.Phase);
        int x = inside.Put(0, 0, predict.Instruction.Label, phase.Bold);
        inside.PutCut(x, 0, inside.Width - x, $" = {symbolic} = ?", inside.Theme.Text);
        inside.PutCut(0, 1, inside.Width, predict.Instruction.Phase == Phase.Backward ? "First the sign, then the size, then the number." : "", inside.Theme.Caption);
        InputLine.Paint(inside.Line(3), predict.Line, "? ", hint: "+ or - for the sign, or a number");
        inside.PutCut(0, 5, inside.Width, "Enter steps and compares · empty Enter just steps · Esc closes", inside.Theme.Caption);
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
