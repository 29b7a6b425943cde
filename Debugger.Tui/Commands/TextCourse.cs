using System.Collections.Immutable;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// A course as plain text, with the same content, the same judgement and the same saved game as on the screen: lesson by lesson, reviews,
/// the test of a chapter.
/// </summary>
/// <param name="io">The console.</param>
/// <param name="course">The course.</param>
/// <param name="profile">The learner.</param>
/// <param name="save">Saves the learner's progress and gives what is saved now.</param>
/// <param name="training">Where images come from.</param>
internal sealed class TextCourse(CommandIo io, Course course, Profile profile, Func<Profile, Profile> save, TrainingData training)
{
    private readonly ShellLines _lines = new(io, io.IsTerminal && !Console.IsInputRedirected);
    private CourseProgress _played = new(CourseOutlines.Of(course), profile);

    private LessonShellTexts Texts => io.Texts.LessonShell;

    private Language Language => io.Texts.Language;

    private static DateTimeOffset Now => TimeProvider.System.GetLocalNow();

    private static DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>What is due first, if the learner wants it, then lesson after lesson until one is left.</summary>
    public void PlayAll()
    {
        int due = ReviewPlan.Of(_played, Today).Due.Length;
        if (due > 0)
        {
            Say(Texts.ReviewOffered(due));
            if (_lines.Next() is not { } line) return;
            if (line == "review") Review();
            else if (line.Length > 0) _lines.GiveBack(line);
        }
        string? chapter = null;
        while (!io.Cancel.IsCancellationRequested && _played.NextLesson is { } next)
        {
            if (next.ChapterId != chapter)
            {
                chapter = next.ChapterId;
                Chapter now = course.Chapters.First(c => c.Id == chapter);
                Say($"{course.Chapters.IndexOf(now) + 1}. {now.Title.In(Language)}: {now.Summary.In(Language)}");
                Say("");
            }
            Play(course.Find(next.Id)!, null);
            if (!_played.Record(next).Position.IsPassed) return;
            Say("");
        }
        if (_played.NextLesson is null) Say(Texts.AllPassed);
    }

    /// <summary>One lesson, from where it stands.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="replay">Which numbers; null for those of the next play.</param>
    public void Play(Lesson lesson, int? replay)
    {
        LessonInfo info = _played.Outline.Find(lesson.Id)!;
        LessonFlow flow = _played.Flow(info);
        Say(lesson.Title.In(Language));
        if (flow.State == LessonState.Locked)
        {
            Say(Texts.ComesAfter(string.Join(", ", _played.WaitsFor(info).Select(l => l.Id))));
            flow.Fire(LessonTrigger.Unlock);
        }
        flow.Enter();
        int play = replay ?? flow.Position.Replays;
        if (play > 0) Say(Texts.Again(play));
        var world = new LessonWorld(lesson.Exercise, new ReferenceBackend(), play);
        var learner = new Learner(this, flow);
        new LessonShell(lesson, flow, world, io, _lines, training, learner).Run();
        if (flow.State is not (LessonState.Solved or LessonState.SolvedWithHints) || !flow.Position.IsRunSolved) return;
        Say(Texts.Solved(flow.State == LessonState.SolvedWithHints));
        foreach (Award award in learner.Awards) Say($"  {Won(award)}");
        if (course.Chapters.FirstOrDefault(c => c.Lessons[^1] == lesson) is { } chapter && _played.Summary(chapter.Id).IsClosed)
            Say($"\n{VerdictText.Plain(chapter.Closing.In(Language), Language)}");
    }

    /// <summary>What is due: one question of each topic, with other numbers than in its lesson.</summary>
    public void Review()
    {
        ImmutableArray<ReviewQuestion> questions = ReviewPlan.Session(_played, Today);
        if (questions.IsEmpty)
        {
            Say(io.Texts.Lessons.NothingDue(ReviewPlan.Of(_played, Today).Next));
            return;
        }
        int right = 0, at = 0;
        foreach (ReviewQuestion asked in questions)
        {
            at++;
            Lesson lesson = course.Find(asked.LessonId)!;
            Say("");
            Say(io.Texts.Quiz.ReviewOf(lesson.Title.In(Language), at, questions.Length));
            bool? first = Ask(lesson, lesson.Find(asked.QuestionId)!, asked.Play, retries: true, (answer, tries) =>
            {
                if (tries == 0) Take(_played.Reviewed(asked, answer, Now));
                else Take(new(_played.Answered(asked.LessonId, asked.QuestionId, answer, Now), []));
            });
            if (first is null) break;
            right += first.Value ? 1 : 0;
        }
        ReviewPlan plan = ReviewPlan.Of(_played, Today);
        Say(io.Texts.Lessons.ReviewResult(right, questions.Length, plan.Due.Length, plan.Next));
    }

    /// <summary>The test by which a chapter is passed whole: one question of each lesson, without hints and a second try.</summary>
    public void TestOut(Chapter chapter)
    {
        if (_played.Summary(chapter.Id).IsClosed)
        {
            Say(io.Texts.Lessons.ChapterIsSolved);
            return;
        }
        (CourseProgress counted, ImmutableArray<TestOutQuestion> questions) = _played.BeginTestOut(chapter.Id);
        Take(new(counted, []));
        int attempt = counted.Profile.Course(counted.Outline.Id).TestOuts[chapter.Id], right = 0;
        for (int i = 0; i < questions.Length; i++)
        {
            Lesson lesson = course.Find(questions[i].LessonId)!;
            string id = questions[i].QuestionId;
            Say("");
            Say(io.Texts.Quiz.TestOf(chapter.Title.In(Language), i + 1, questions.Length));
            bool? first = Ask(lesson, lesson.Find(id)!, ChapterTestOut.PlayOf(attempt, i), retries: false,
                (answer, _) => Take(new(_played.Answered(lesson.Id, id, answer, Now), [])));
            if (first is null) return;
            right += first.Value ? 1 : 0;
        }
        bool passed = ChapterTestOut.Passes(right, questions.Length);
        Say(io.Texts.Lessons.TestResult(right, questions.Length, ChapterTestOut.Needed(questions.Length), passed));
        if (passed) foreach (Award award in Take(_played.PassTestOut(chapter.Id, Now))) Say($"  {Won(award)}");
    }

    /// <summary>A question outside of its lesson: until it is right or skipped, or once.</summary>
    /// <returns>Whether the first answer was right; null where the learner stops.</returns>
    private bool? Ask(Lesson lesson, Question question, int play, bool retries, Action<GivenAnswer, int> answered)
    {
        var world = new LessonWorld(lesson.Exercise, new ReferenceBackend(), play);
        var shell = new QuestionShell(io, _lines);
        HintLadder? hints = null;
        int tries = 0, shown = 0;
        shell.Ask(question, world, 0);
        if (world.Main.Program.IsScalar && question is not WorkedQuestion)
            Say("  " + world.Render(string.Join("   ",
                world.Main.Program.Values.Where(v => v.IsLeaf).Select(v => $"{v.Name}={{start:{v.Name}}}"))));
        while (_lines.Next() is { } line)
        {
            switch (line)
            {
                case "": continue;
                case "quit" or "q" or "exit": return null;
                case "skip": return false;
                case "?" when retries:
                    hints ??= HintLadder.Of(question, world);
                    if (shown == hints.Levels.Length) Say(Texts.NoMoreHints);
                    else shell.Hint(hints, shown++);
                    continue;
            }
            Verdict verdict = Grader.Grade(question, world, line, tries);
            if (verdict.Kind == VerdictKind.Unreadable)
            {
                shell.Tell(verdict, isSurprise: false);
                continue;
            }
            Confidence? sure = retries && tries == 0 && question.Confidence && _played.Profile.AsksSure ? shell.AskSure() : null;
            GivenAnswer answer = QuestionShell.Given(verdict, line, sure);
            shell.Tell(verdict with { Nudge = null }, answer.IsSurprise);
            answered(answer, tries);
            if (!verdict.IsRight)
            {
                tries++;
                if (!retries) return false;
                if (question is OrderQuestion && OrderKey.HelpAfter(tries) > 0) shell.Ask(question, world, tries);
                continue;
            }
            if (question.Explanation is { } explanation) Say(shell.Plain(explanation, world));
            if (retries && question.Because is { } because && shell.AskReason(because, world) is { } reason)
                Take(new(_played.Reasoned(lesson.Id, question.Id, reason), []));
            return tries == 0;
        }
        return null;
    }

    private ImmutableArray<Award> Take(ProgressUpdate update)
    {
        _played = update.Course with { Profile = save(update.Course.Profile) };
        return update.Awards;
    }

    private void Say(string text) => io.Out.WriteLine(text);

    private string Won(Award award) => award.Kind switch
    {
        AwardKind.Xp => Texts.Points(award.Amount),
        AwardKind.Stars => Texts.StarsWon(award.Amount, Stars.Most),
        AwardKind.Badge => Texts.BadgeWon(GameTexts.BadgeName(award.Key).In(Language)),
        AwardKind.Rank => Texts.RankReached(GameTexts.RankName(award.Key).In(Language)),
        _ => Texts.DaysInARow(award.Amount),
    };

    /// <summary>Keeps what is done in one lesson.</summary>
    private sealed class Learner(TextCourse played, LessonFlow flow) : LessonShell.ILearner
    {
        private long _last = TimeProvider.System.GetTimestamp();

        public List<Award> Awards { get; } = [];

        public bool AsksSure => played._played.Profile.AsksSure;

        public void Keep()
        {
            TimeSpan spent = TimeProvider.System.GetElapsedTime(_last);
            // Whole seconds are counted; what is left of one counts next time.
            if (spent < TimeSpan.FromSeconds(1)) spent = TimeSpan.Zero;
            else _last = TimeProvider.System.GetTimestamp();
            Awards.AddRange(played.Take(played._played.Update(flow, Now, spent)));
        }

        public void Did(Achievement achievement)
        {
            ProgressUpdate won = played._played.Achieve(achievement, Now);
            if (won.Awards.IsEmpty) return;
            foreach (Award award in won.Awards) played.Say($"  {played.Won(award)}");
            played.Take(won);
        }

        public void Answered(Question question, GivenAnswer answer) =>
            played._played = played._played.Answered(flow.Lesson.Id, question.Id, answer, Now);

        public void Reasoned(Question question, bool right) =>
            played._played = played._played.Reasoned(flow.Lesson.Id, question.Id, right);
    }
}
