using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A lesson as plain text, line by line: for pipes, scripts and screen readers.</summary>
/// <param name="lesson">The lesson.</param>
/// <param name="flow">Where it stands.</param>
/// <param name="world">Its numbers.</param>
/// <param name="io">The console.</param>
/// <param name="lines">What is typed.</param>
/// <param name="training">Where images come from.</param>
/// <param name="learner">Who is told of what was done.</param>
internal sealed class LessonShell(
    Lesson lesson, LessonFlow flow, LessonWorld world, CommandIo io, ShellLines lines, TrainingData training, LessonShell.ILearner learner)
{
    private readonly QuestionShell _questions = new(io, lines);
    private Nudge? _nudge;

    /// <summary>What is kept of a lesson while it is played.</summary>
    internal interface ILearner
    {
        /// <summary>Whether the learner wants to be asked how sure he is.</summary>
        bool AsksSure { get; }

        void Keep();

        void Did(Achievement achievement);

        void Answered(Question question, GivenAnswer answer);

        void Reasoned(Question question, bool right);
    }

    private LessonShellTexts Texts => io.Texts.LessonShell;

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
            learner.Keep();
        }
    }

    private ShellOutcome Read()
    {
        Say("");
        Say(Texts.Page(flow.Position.Page + 1, lesson.Pages.Length));
        Say("");
        Say(_questions.Plain(lesson.Pages[flow.Position.Page], world));
        if (lines.Prompts) Say($"\n({Texts.PageWords})");
        while (lines.Next() is { } line)
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
        ShellOutcome outcome = new ExerciseShell(world, flow, io, training, learner.Did).Run(lines.Next);
        if (outcome == ShellOutcome.Pages) flow.Fire(LessonTrigger.PreviousPage);
        if (outcome == ShellOutcome.On) flow.Fire(flow.Onward!.Value);
        return outcome;
    }

    private ShellOutcome Ask()
    {
        Question question = lesson.Find(flow.Position.Question!)!;
        HintLadder hints = HintLadder.Of(question, world);
        int wrong = flow.Position.Of(question.Id).Wrong;
        Say("");
        Say(Texts.Question(flow.QuestionIndex + 1, lesson.Questions.Length, question.Id));
        _questions.Ask(question, world, wrong);
        if (lines.Prompts) Say($"({Texts.QuestionWords})");
        while (lines.Next() is { } line)
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
                case "see" when _nudge is not null: _questions.See(_nudge, world); continue;
                case "?": Hint(hints); continue;
            }
            Verdict verdict = Grader.Grade(question, world, line, wrong);
            if (verdict.Kind == VerdictKind.Unreadable)
            {
                _questions.Tell(verdict, isSurprise: false);
                continue;
            }
            Confidence? sure = question.Confidence && wrong == 0 && learner.AsksSure ? _questions.AskSure() : null;
            GivenAnswer answer = QuestionShell.Given(verdict, line, sure);
            _questions.Tell(verdict, answer.IsSurprise);
            _nudge = verdict.Nudge;
            flow.Answer(verdict.IsRight, line, sure);
            learner.Answered(question, answer);
            if (verdict.IsRight && question is FixQuestion) learner.Did(new Achievement(AchievementKind.ProgramRepaired));
            if (verdict.IsRight && question.Explanation is { } explanation) Say(_questions.Plain(explanation, world));
            if (flow.AsksReason && _questions.AskReason(question.Because!, world) is { } reason)
            {
                flow.Reason(reason);
                learner.Reasoned(question, reason);
            }
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
        _questions.Hint(hints, shown);
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

    private void Say(string text) => io.Out.WriteLine(text);
}
