using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>A question, and after the answer what is to be said of it.</summary>
internal static class QuizView
{
    private const int MostColumns = 84;

    /// <summary>From this width on there is a picture of the program beside the question.</summary>
    private const int PictureColumns = 112;

    /// <summary>What a panel and its margin take.</summary>
    internal const int FrameRows = 4, FrameColumns = 6;

    /// <summary>Rows for why an entry could not be judged.</summary>
    private const int ComplaintRows = 4;

    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        QuizTexts texts = app.Texts.Quiz;
        Theme theme = canvas.Theme;
        LessonsView.Header(canvas, app, model, Place(app, model));
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        LessonView? pictures = model is { Place: LessonPlace.Lesson, Play.View: { Before: not null, Lesson.Kind: not LessonKind.Boss } view } && canvas.Width >= PictureColumns ? view : null;
        int width = Math.Min(MostColumns, pictures is null ? canvas.Width : canvas.Width * 58 / 100);
        Canvas column = body.Sub(pictures is null ? (canvas.Width - width) / 2 : 0, 0, width, body.Height);
        // What is asked for is not shown before it is answered.
        if (pictures is not null) PageView.PaintPicture(body.Sub(width, 0, body.Width - width, body.Height), pictures.Lesson, IsOver(model) ? pictures.After : pictures.Before);
        if (model.Quiz is not { View: { } question } quiz)
        {
            Canvas waiting = Panel.Paint(column.Sub(0, 0, width, Math.Min(column.Height, FrameRows + 1)), Number(app, model), focused: true).Inset(2, 1);
            waiting.PutCut(0, 0, waiting.Width, texts.Making, theme.Caption);
            LessonsView.Footer(canvas, [("Esc", texts.Back, new(KeyCode.Escape))], hits);
        }
        else if (quiz.Verdict is { } verdict)
        {
            QuizVerdict.Paint(column, app, model, quiz, question, verdict, Number(app, model), Trail(app, model));
            LessonsView.Footer(canvas, Judged(app, model, verdict), hits);
        }
        else
        {
            PaintOpen(column, app, model, quiz, question, hits);
            LessonsView.Footer(canvas, Asking(texts, model, question), hits);
        }
    }

    /// <summary>An open question: the question and, below it, the hints; in one panel where two would not fit.</summary>
    private static void PaintOpen(Canvas column, AppModel app, LessonsModel model, QuizModel quiz, QuestionView view, HitMap.Builder hits)
    {
        int width = column.Width - FrameColumns;
        List<List<Fragment>> help = model.Place == LessonPlace.TestOut ? [] : QuizHints.Ladder(app, quiz, view, width);
        int rows = Asked(width, app, view).Count + 1 + (QuizUpdate.IsTyped(view.Question) ? 1 : OptionLines(app, quiz, view, width).Count) + FrameRows + RowsBelow(quiz, view);
        bool apart = rows + help.Count + 2 <= column.Height;
        Canvas inside = Panel.Paint(column.Sub(0, 0, column.Width, apart ? rows : column.Height), Number(app, model), focused: true, footer: Trail(app, model)).Inset(2, 1);
        PaintQuestion(inside, app, quiz, view, apart ? [] : QuizHints.Shown(app, quiz, view, width), hits);
        if (!apart || help.Count == 0) return;
        Canvas under = Panel.Paint(column.Sub(0, rows, column.Width, help.Count + 2), app.Texts.Quiz.Hints).Inset(2, 0);
        LessonProse.Paint(under, help);
    }

    /// <summary>Rows below the input. A line to be typed in says itself what is to be entered.</summary>
    private static int RowsBelow(QuizModel quiz, QuestionView view) => quiz.Complaint is not null ? ComplaintRows : QuizUpdate.IsTyped(view.Question) ? 0 : 1;

    private static string Trail(AppModel app, LessonsModel model) => model is { Place: LessonPlace.Lesson, Play: { } play } ? LessonTrail.Of(app, play) : "";

    /// <summary>Whether the last question is answered: before that, the numbers of the finished run would answer the ones to come.</summary>
    private static bool IsOver(LessonsModel model) =>
        model is { Quiz.Verdict.IsRight: true, Play: { } play } && play.Flow.QuestionIndex == play.View.Info.QuestionIds.Count - 1;

    private static string Place(AppModel app, LessonsModel model) => model.Place switch
    {
        LessonPlace.TestOut => app.Texts.Lessons.TestOut,
        LessonPlace.Daily => app.Texts.Quiz.Daily(model.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => model.Play!.View.Lesson.Title.In(app.Look.Language),
    };

    private static string Number(AppModel app, LessonsModel model) => model switch
    {
        { Place: LessonPlace.TestOut, Test: { } test } => app.Texts.Quiz.TestOf(model.Course.Chapters.First(c => c.Id == test.Chapter).Title.In(app.Look.Language), test.At + 1, test.Questions.Length),
        { Place: LessonPlace.Lesson, Play: { } play } => app.Texts.Quiz.QuestionOf(play.Flow.QuestionIndex + 1, play.View.Info.QuestionIds.Count),
        { Quiz.View: { } view } => view.Lesson.Title.In(app.Look.Language),
        _ => "",
    };

    /// <summary>Question, input, hints. What does not fit scrolls: the hints before the question, for they were read last.</summary>
    private static void PaintQuestion(Canvas canvas, AppModel app, QuizModel quiz, QuestionView view, List<List<Fragment>> hints, HitMap.Builder hits)
    {
        QuizTexts texts = app.Texts.Quiz;
        Theme theme = canvas.Theme;
        bool typed = QuizUpdate.IsTyped(view.Question);
        List<List<Fragment>> ask = Asked(canvas.Width, app, view);
        int choices = typed ? 1 : OptionLines(app, quiz, view, canvas.Width).Count;
        // A blank row above the input, and one above the hints.
        int others = 1 + RowsBelow(quiz, view) + (hints.Count > 0 ? 1 : 0);
        int input = typed ? 1 : Math.Clamp(choices, 1, Math.Max(3, canvas.Height - Math.Min(ask.Count, 8) - Math.Min(hints.Count, 4) - others));
        int askRows = Math.Min(ask.Count, Math.Max(2, canvas.Height - input - others - Math.Min(hints.Count, canvas.Height / 3)));
        LessonProse.Paint(canvas.Sub(0, 0, canvas.Width, askRows), ask, quiz.Scroll);
        int y = askRows + 1;
        if (typed) InputLine.Paint(canvas.Line(y), quiz.Line, "= ", hint: texts.InputHint(view.Question));
        else PaintOptions(canvas.Sub(0, y, canvas.Width, input), app, quiz, view, hits);
        y += input;
        if (quiz.Complaint is { } complaint) y += Prose.Paint(canvas.Sub(0, y, canvas.Width, Math.Max(0, Math.Min(ComplaintRows, canvas.Height - y))), complaint, theme.Error);
        else if (!typed) canvas.PutCut(0, y++, canvas.Width, texts.InputHint(view.Question), theme.Caption);
        y++;
        // The newest hint is the one that was asked for.
        Canvas under = canvas.Sub(0, y, canvas.Width, Math.Max(0, canvas.Height - y));
        LessonProse.Paint(under, hints, Math.Max(0, hints.Count - under.Height));
    }

    private static List<List<Fragment>> Asked(int width, AppModel app, QuestionView view)
    {
        Theme theme = app.Look.Theme;
        List<List<Fragment>> ask = LessonProse.Lines([view.Ask], width, theme);
        if (view.Formula.Length > 0) ask.AddRange([[], [new Fragment($"  {view.Formula}", theme.Code)]]);
        // A test and the challenge of the day come without the debugger that would show them.
        if (app.Lessons?.Place is LessonPlace.TestOut or LessonPlace.Daily && view.Given.Length > 0) ask.AddRange([[], .. TextWrap.Wrap([new Fragment(view.Given, theme.Code)], width)]);
        return ask;
    }

    private static void PaintOptions(Canvas canvas, AppModel app, QuizModel quiz, QuestionView view, HitMap.Builder hits)
    {
        List<(int Option, List<Fragment> Line)> lines = OptionLines(app, quiz, view, canvas.Width);
        int first = lines.FindIndex(l => l.Option == quiz.Selected), last = lines.FindLastIndex(l => l.Option == quiz.Selected);
        int offset = lines.Count <= canvas.Height ? 0 : Math.Clamp(last - canvas.Height + 2, 0, Math.Min(first, lines.Count - canvas.Height));
        for (int y = 0; y < canvas.Height && offset + y < lines.Count; y++)
        {
            (int option, List<Fragment> line) = lines[offset + y];
            Canvas row = canvas.Line(y);
            if (option == quiz.Selected) row.Clear(canvas.Theme.Selection);
            row.Put(0, 0, line);
            if (option == quiz.Selected) ListView.Mark(row, canvas.Theme.Selection);
            hits.Add(row.OnScreen(row.Local), new RowTarget(option));
        }
        if (lines.Count > canvas.Height) Scrollbar.Paint(canvas.Sub(canvas.Width - 1, 0, 1, canvas.Height), offset, canvas.Height, lines.Count);
    }

    /// <summary>The options, wrapped, each line with the option that it belongs to.</summary>
    private static List<(int Option, List<Fragment> Line)> OptionLines(AppModel app, QuizModel quiz, QuestionView view, int width)
    {
        Theme theme = app.Look.Theme;
        var lines = new List<(int, List<Fragment>)>();
        int count = QuizUpdate.Count(view);
        for (int i = 0; i < count; i++)
        {
            string mark = $"{(i == quiz.Selected ? "▸" : " ")} {(view.Question is SignQuestion ? QuizUpdate.Signs[i] : (i + 1).ToString(CultureInfo.InvariantCulture)),2}  ";
            List<Fragment> text = view.Question switch
            {
                SignQuestion => [new(app.Texts.Quiz.SignName(QuizUpdate.Signs[i]), theme.Text)],
                OrderQuestion => [new(view.Options[quiz.Order[i]], theme.Code)],
                FirstWrongStepQuestion => [new($"{view.Steps[i].Phase,-9} ", theme.Caption), new(view.Steps[i].Label, theme.Bright), new($" = {view.Steps[i].Formula}", theme.Text)],
                _ => Prose.Markup(view.Options[i], theme),
            };
            if (view.Question is FirstWrongStepQuestion)
            {
                mark = $"{(i == quiz.Selected ? "▸" : " ")} {view.Steps[i].Number,3}  ";
                lines.Add((i, [new(mark, theme.Focus), .. text]));
                continue;
            }
            List<List<Fragment>> wrapped = TextWrap.Wrap(text, Math.Max(10, width - mark.Length - 1));
            for (int k = 0; k < wrapped.Count; k++) lines.Add((i, [new(k == 0 ? mark : new string(' ', mark.Length), theme.Focus), .. wrapped[k]]));
        }
        return lines;
    }

    private static List<(string, string, Keystroke)> Asking(QuizTexts texts, LessonsModel model, QuestionView view)
    {
        List<(string, string, Keystroke)> keys = [("Enter", texts.Answer, new(KeyCode.Enter))];
        if (!QuizUpdate.IsTyped(view.Question)) keys.Add(("↑↓", texts.Choose, new(KeyCode.Down)));
        if (view.Question is OrderQuestion) keys.Add(("J K", texts.Carry, new('J')));
        if (model.Place != LessonPlace.TestOut) keys.Add(("?", texts.Hint, new('?')));
        if (model is { Place: LessonPlace.Lesson, Play: { IsTraining: false, View.Info.HasExercise: true } }) keys.Add(("Tab", texts.Look, new(KeyCode.Tab)));
        keys.Add(("Esc", texts.Back, new(KeyCode.Escape)));
        return keys;
    }

    private static List<(string, string, Keystroke)> Judged(AppModel app, LessonsModel model, VerdictView verdict)
    {
        QuizTexts texts = app.Texts.Quiz;
        List<(string, string, Keystroke)> keys = [("Enter", verdict.IsRight || model.Place == LessonPlace.TestOut ? texts.GoOn : texts.TryAgain, new(KeyCode.Enter))];
        if (verdict.Parting is not null && model.Place == LessonPlace.Lesson) keys.Add(("d", texts.ShowWhere, new('d')));
        if (!verdict.IsRight && model.Place != LessonPlace.TestOut) keys.Add(("?", texts.Hint, new('?')));
        if (!verdict.IsRight && model.Place == LessonPlace.Lesson) keys.Add(("x", app.Texts.Lessons.Skip, new('x')));
        keys.Add(("Esc", texts.Back, new(KeyCode.Escape)));
        return keys;
    }
}
