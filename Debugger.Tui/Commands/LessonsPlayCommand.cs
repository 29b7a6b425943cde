using System.CommandLine;
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

/// <summary><c>backstep lessons play</c> and <c>answer</c>: lessons as plain text.</summary>
internal static class LessonsPlayCommand
{
    public static Command Create(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("play", io.Texts.LessonHelp.Play, "lessons play neuron-sum");
        Argument<string> id = LessonId(io);
        Option<int?> replay = Replay(io);
        var data = new Option<string?>("--data-dir") { Description = io.Texts.LessonHelp.DataDir, HelpName = "DIR" };
        command.Arguments.Add(id);
        command.Options.Add(replay);
        command.Options.Add(data);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            Lesson lesson = CourseArguments.Find(course, parsed.GetValue(id)!, io.Texts);
            ProgressStore store = profiles.Store;
            Profile profile = profiles.Load(parsed, store, makes: true);
            Play(course, lesson, new CourseProgress(CourseOutlines.Of(course), profile), store, profiles, ReplayOf(parsed, replay, io),
                new TrainingData { Directory = parsed.GetValue(data) }, io);
            return io.Cancel.IsCancellationRequested ? io.SignalExitCode() : CommandLine.Success;
        });
        return command;
    }

    public static Command Answer(CommandIo io, CourseArguments courses)
    {
        Command command = CommandExtensions.New("answer", io.Texts.LessonHelp.Answer,
            "lessons answer neuron-sum y 9.7");
        Argument<string> id = LessonId(io);
        var question = new Argument<string>("question") { Description = io.Texts.LessonHelp.QuestionArgument };
        var value = new Argument<string>("value") { Description = io.Texts.LessonHelp.AnswerArgument };
        Option<int?> replay = Replay(io);
        foreach (Argument argument in (Argument[])[id, question, value]) command.Arguments.Add(argument);
        command.Options.Add(replay);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            Lesson lesson = CourseArguments.Find(course, parsed.GetValue(id)!, io.Texts);
            Question asked = CourseArguments.Find(lesson, parsed.GetValue(question)!, io.Texts);
            Verdict verdict = Grader.Grade(asked,
                new LessonWorld(lesson.Exercise, new ReferenceBackend(), ReplayOf(parsed, replay, io) ?? 0), parsed.GetValue(value)!);
            foreach (string line in VerdictText.Lines(verdict, io.Texts)) io.Out.WriteLine(line);
            return verdict.Kind switch
            {
                VerdictKind.Right => CommandLine.Success,
                VerdictKind.Wrong => CommandLine.Failure,
                _ => CommandLine.WrongInput
            };
        });
        return command;
    }

    private static void Play(
        Course course, Lesson lesson, CourseProgress played, ProgressStore store, ProfileArguments profiles, int? replay,
        TrainingData training, CommandIo io)
    {
        LessonShellTexts texts = io.Texts.LessonShell;
        Language language = io.Texts.Language;
        LessonInfo info = played.Outline.Find(lesson.Id)!;
        LessonFlow flow = played.Flow(info);
        io.Out.WriteLine(lesson.Title.In(language));
        if (flow.State == LessonState.Locked)
        {
            io.Out.WriteLine(texts.ComesAfter(string.Join(", ", played.WaitsFor(info).Select(l => l.Id))));
            flow.Fire(LessonTrigger.Unlock);
        }
        flow.Enter();
        int play = replay ?? flow.Position.Replays;
        if (play > 0) io.Out.WriteLine(texts.Again(play));
        var world = new LessonWorld(lesson.Exercise, new ReferenceBackend(), play);
        var awards = new List<Award>();
        long last = TimeProvider.System.GetTimestamp();
        bool prompt = io.IsTerminal && !Console.IsInputRedirected;
        new LessonShell(lesson, flow, world, io, training, prompt, Keep, Achieved).Run();
        if (flow.State is LessonState.Solved or LessonState.SolvedWithHints && flow.Position.IsRunSolved)
        {
            io.Out.WriteLine(texts.Solved(flow.State == LessonState.SolvedWithHints));
            foreach (Award award in awards) io.Out.WriteLine($"  {Won(award, io.Texts)}");
            if (course.Chapters.FirstOrDefault(c => c.Lessons[^1] == lesson) is { } chapter && played.Summary(chapter.Id).IsClosed)
                io.Out.WriteLine($"\n{VerdictText.Plain(chapter.Closing.In(language), language)}");
        }

        void Achieved(Achievement achievement)
        {
            ProgressUpdate won = played.Achieve(achievement, TimeProvider.System.GetLocalNow());
            if (won.Awards.IsEmpty) return;
            foreach (Award award in won.Awards) io.Out.WriteLine($"  {Won(award, io.Texts)}");
            played = won.Course with { Profile = profiles.Said(store.Save(won.Course.Profile)) };
        }

        void Keep()
        {
            TimeSpan spent = TimeProvider.System.GetElapsedTime(last);
            // Whole seconds are counted; what is left of one counts next time.
            if (spent < TimeSpan.FromSeconds(1)) spent = TimeSpan.Zero;
            else last = TimeProvider.System.GetTimestamp();
            ProgressUpdate kept = played.Update(flow, TimeProvider.System.GetLocalNow(), spent);
            awards.AddRange(kept.Awards);
            played = kept.Course with { Profile = profiles.Said(store.Save(kept.Course.Profile)) };
        }
    }

    private static string Won(Award award, UiTexts texts) => award.Kind switch
    {
        AwardKind.Xp => texts.LessonShell.Points(award.Amount),
        AwardKind.Stars => texts.LessonShell.StarsWon(award.Amount, Stars.Most),
        AwardKind.Badge => texts.LessonShell.BadgeWon(GameTexts.BadgeName(award.Key).In(texts.Language)),
        AwardKind.Rank => texts.LessonShell.RankReached(GameTexts.RankName(award.Key).In(texts.Language)),
        _ => texts.LessonShell.DaysInARow(award.Amount),
    };

    private static Argument<string> LessonId(CommandIo io) => new("lesson") { Description = io.Texts.LessonHelp.LessonArgument };

    private static Option<int?> Replay(CommandIo io) => new("--replay") { Description = io.Texts.LessonHelp.Replay, HelpName = "N" };

    private static int? ReplayOf(ParseResult parsed, Option<int?> option, CommandIo io) =>
        parsed.GetValue(option) is int n and (< 0 or > 1_000_000)
        ? throw new UsageException(io.Texts.Usage.NotPossibleFrom("--replay", $"{n}", 0))
        : parsed.GetValue(option);
}
