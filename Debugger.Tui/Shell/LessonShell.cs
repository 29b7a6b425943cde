using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A lesson as plain text, line by line: for pipes, scripts and screen readers.</summary>
internal sealed class LessonShell(
    Lesson lesson, LessonFlow flow, LessonWorld world, CommandIo io, TrainingData training, bool prompt, Action keep,
    Action<Achievement> did)
{
    private LessonShellTexts Texts => io.Texts.LessonShell;

    private Language Language => io.Texts.Language;

    /// <summary>Plays until the lesson is solved or left.</summary>
    public void Run()
    {
        while (true)
        {
            switch (flow.State)
            {
                case LessonState.Reading: Leave(Read()); break;
                case LessonState.Stepping: Leave(Exercise()); break;
                case LessonState.Quiz: Leave(Ask()); break;
                case LessonState.Feedback: flow.Fire(LessonTrigger.Next); break;
                default: return;
            }
            keep();
        }
    }

    private ShellOutcome Read()
    {
        Say("");
        Say(Texts.Page(flow.Position.Page + 1, lesson.Pages.Length));
        Say("");
        Say(Plain(lesson.Pages[flow.Position.Page]));
        if (prompt) Say($"\n({Texts.PageWords})");
        while (Line() is { } line)
        {
            switch (line)
            {
                case "" or "n" or "next" or "on":
                    flow.Fire(flow.Onward ?? LessonTrigger.Leave);
                    return ShellOutcome.On;
                case "b" or "p" or "back":
                    if (flow.CanFire(LessonTrigger.PreviousPage)) flow.Fire(LessonTrigger.PreviousPage);
                    return ShellOutcome.On;
                case "quit" or "q" or "exit": return ShellOutcome.Quit;
                case "skip" or "skip lesson": return ShellOutcome.Skip;
                default: Say($"({Texts.PageWords})"); break;
            }
        }
        return ShellOutcome.Quit;
    }

    private ShellOutcome Exercise()
    {
        Say("");
        ShellOutcome outcome = new ExerciseShell(world, flow, io, training, did).Run(Line);
        if (outcome == ShellOutcome.Pages) flow.Fire(LessonTrigger.PreviousPage);
        if (outcome == ShellOutcome.On) flow.Fire(flow.Onward!.Value);
        return outcome;
    }

    private ShellOutcome Ask()
    {
        Question question = lesson.Find(flow.Position.Question!)!;
        HintLadder hints = HintLadder.Of(question, world);
        Say("");
        Say(Texts.Question(flow.QuestionIndex + 1, lesson.Questions.Length, question.Id));
        Say("");
        Say(Plain(question.Ask));
        foreach (string option in Options(question)) Say($"  {option}");
        if (prompt) Say($"({Texts.QuestionWords})");
        while (Line() is { } line)
        {
            switch (line)
            {
                case "": continue;
                case "quit" or "q" or "exit": return ShellOutcome.Quit;
                case "skip":
                    flow.Fire(LessonTrigger.SkipQuestion);
                    if (flow.State == LessonState.Skipped) Say(Texts.Skipped);
                    return ShellOutcome.On;
                case "skip lesson": return ShellOutcome.Skip;
                case "pages": flow.Fire(LessonTrigger.PreviousPage); return ShellOutcome.Pages;
                case "debug" when flow.CanFire(LessonTrigger.StartExercise): flow.Fire(LessonTrigger.StartExercise); return ShellOutcome.On;
                case "?": Hint(hints); continue;
            }
            Verdict verdict = Grader.Grade(question, world, line);
            foreach (string said in VerdictText.Lines(verdict, io.Texts)) Say(said);
            if (verdict.Kind == VerdictKind.Unreadable) continue;
            flow.Answer(verdict.IsRight, line);
            if (verdict.IsRight && question is FixQuestion) did(new Achievement(AchievementKind.ProgramRepaired));
            if (verdict.IsRight && question.Explanation is { } explanation) Say(Plain(explanation));
            flow.Fire(LessonTrigger.Next);
            return ShellOutcome.On;
        }
        return ShellOutcome.Quit;
    }

    private void Hint(HintLadder hints)
    {
        int shown = flow.HintsShown;
        if (shown >= hints.Levels.Length || !flow.CanFire(LessonTrigger.Hint))
        {
            Say(Texts.NoMoreHints);
            return;
        }
        flow.Fire(LessonTrigger.Hint);
        Say($"{Texts.Hint(shown + 1, hints.Levels.Length)}: {VerdictText.Plain(hints.Levels[shown].In(Language), Language).Trim()}");
    }

    private IEnumerable<string> Options(Question question)
    {
        IEnumerable<LocalText> texts = question is OrderQuestion order
            ? OrderKey.Shown(order, world).Select(item => new LocalText(item, null)) : question.Choices.Select(o => o.Text);
        int number = 0;
        foreach (LocalText text in texts)
            yield return $"{(++number).ToString(CultureInfo.InvariantCulture)}. {(question is OrderQuestion ? text.English : Plain(text))}";
        if (question is FactorQuestion factor)
            yield return $"{factor.Product} = {string.Join(" · ", factor.Factors.Select((f, i) => i == factor.Missing ? "?" : f))}";
        yield return Grader.Wanted(question, world).In(Language);
    }

    private void Leave(ShellOutcome outcome)
    {
        switch (outcome)
        {
            case ShellOutcome.Skip:
                flow.Fire(LessonTrigger.Skip);
                Say(Texts.Skipped);
                break;
            case ShellOutcome.Quit:
                flow.Fire(LessonTrigger.Leave);
                Say(Texts.Left);
                break;
        }
    }

    private string Plain(LocalText text) => VerdictText.Plain(world.Render(text.In(Language)), Language);

    private string? Line()
    {
        if (io.Cancel.IsCancellationRequested) return null;
        if (prompt) io.Out.Write("> ");
        return LineReader.Read(io)?.Trim();
    }

    private void Say(string text) => io.Out.WriteLine(text);
}
