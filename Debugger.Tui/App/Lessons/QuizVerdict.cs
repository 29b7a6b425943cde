using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What is said of an answer: right or not, what slip it looks like, where the ways part, the explanation.</summary>
internal static class QuizVerdict
{
    /// <summary>The panel, as high as what is to be said.</summary>
    public static void Paint(Canvas column, AppModel app, LessonsModel model, QuizModel quiz, QuestionView view, VerdictView verdict, string title, string trail)
    {
        Theme theme = column.Theme;
        List<List<Fragment>> lines = Lines(app, model, quiz, view, verdict, column.Width - QuizView.FrameColumns);
        Canvas panel = column.Sub(0, 0, column.Width, Math.Min(column.Height, lines.Count + QuizView.FrameRows));
        Canvas inside = Panel.Paint(panel, title, focused: true, border: verdict.IsRight ? theme.Success : theme.Warning, footer: trail).Inset(2, 1);
        LessonProse.Paint(inside, lines, quiz.Scroll);
    }

    private static List<List<Fragment>> Lines(AppModel app, LessonsModel model, QuizModel quiz, QuestionView view, VerdictView verdict, int columns)
    {
        Theme theme = app.Look.Theme;
        QuizTexts texts = app.Texts.Quiz;
        // What the eye looks for first: right or not.
        Style outcome = verdict.IsRight ? theme.Success : theme.Warning;
        List<List<Fragment>> lines = [[new(verdict.IsRight ? $"✓ {texts.Right}" : $"✗ {texts.Wrong}", outcome.Bold)], []];
        lines.AddRange(LessonProse.Lines([view.Ask], columns, theme));
        lines.Add([]);
        int width = Math.Max(CellWidth.Of(texts.YouSaid), CellWidth.Of(texts.Expected)) + 2;
        lines.AddRange(Labelled(texts.YouSaid, verdict.Given, outcome));
        if (verdict.Expected.Length > 0) lines.AddRange(Labelled(texts.Expected, verdict.Expected, theme.Bright));
        if (verdict.Lines.Length > 0)
        {
            lines.Add([]);
            lines.AddRange(LessonProse.Lines(verdict.Lines, columns, theme));
        }
        else if (!verdict.IsRight)
        {
            lines.AddRange([[], .. TextWrap.Wrap([new(model.Place == LessonPlace.TestOut ? texts.NoKnownSlip : $"{texts.NoKnownSlip}{texts.OnceMore}", theme.Caption)], columns)]);
        }
        if (verdict.Parting is not null && model.Place == LessonPlace.Lesson)
        {
            lines.Add([]);
            lines.AddRange(TextWrap.Wrap([new("d", theme.Key), new($"  {texts.PartsAt(verdict.PartingLabel)}", theme.Caption)], columns));
        }
        if (verdict.Explanation is { } explanation)
        {
            lines.Add([]);
            lines.AddRange(LessonProse.Lines([explanation], columns, theme));
        }
        if (quiz.Hints > 0 && !verdict.IsRight)
        {
            lines.Add([]);
            lines.AddRange(QuizHints.Shown(app, quiz, view, columns));
        }
        return lines;

        IEnumerable<List<Fragment>> Labelled(string label, string value, Style style) => TextWrap.Wrap([new(value, style)], columns - width)
            .Select((line, i) => (List<Fragment>)[new(i == 0 ? label + new string(' ', width - CellWidth.Of(label)) : new string(' ', width), theme.Caption), .. line]);
    }
}
