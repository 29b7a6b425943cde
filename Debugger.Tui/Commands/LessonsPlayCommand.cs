using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons play</c>, <c>review</c>, <c>test-out</c> and <c>answer</c>: the course as plain text.</summary>
internal static class LessonsPlayCommand
{
    public static Command Create(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("play", io.Texts.LessonHelp.Play, "lessons play", "lessons play neuron-sum");
        var id = new Argument<string?>("lesson") { Description = io.Texts.LessonHelp.PlayedLesson, Arity = ArgumentArity.ZeroOrOne };
        Option<int?> replay = Replay(io);
        Option<string?> data = DataDir(io);
        command.Arguments.Add(id);
        command.Options.Add(replay);
        command.Options.Add(data);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            Lesson? lesson = parsed.GetValue(id) is { } named ? CourseArguments.Find(course, named, io.Texts) : null;
            int? number = ReplayOf(parsed, replay, io);
            TextCourse text = Of(course, parsed, profiles, io, parsed.GetValue(data));
            if (lesson is null) text.PlayAll();
            else text.Play(lesson, number);
            return Ended(io);
        });
        return command;
    }

    public static Command Review(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("review", io.Texts.LessonHelp.Review, "lessons review");
        command.SetAction(parsed =>
        {
            Of(courses.Load(parsed), parsed, profiles, io, null).Review();
            return Ended(io);
        });
        return command;
    }

    public static Command TestOut(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("test-out", io.Texts.LessonHelp.TestOut, "lessons test-out forward");
        var id = new Argument<string>("chapter") { Description = io.Texts.LessonHelp.ChapterArgument };
        command.Arguments.Add(id);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            string chapter = parsed.GetValue(id)!;
            Of(course, parsed, profiles, io, null).TestOut(course.Chapters.FirstOrDefault(c => c.Id == chapter)
                ?? throw new UsageException(io.Texts.LessonHelp.NoChapter(chapter, string.Join(", ", course.Chapters.Select(c => c.Id)))));
            return Ended(io);
        });
        return command;
    }

    private static TextCourse Of(Course course, ParseResult parsed, ProfileArguments profiles, CommandIo io, string? dataDirectory)
    {
        ProgressStore store = profiles.Store;
        return new(io, course, profiles.Load(parsed, store, makes: true), profile => profiles.Said(store.Save(profile)),
            new TrainingData { Directory = dataDirectory });
    }

    private static int Ended(CommandIo io) => io.Cancel.IsCancellationRequested ? io.SignalExitCode() : CommandLine.Success;

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

    private static Argument<string> LessonId(CommandIo io) => new("lesson") { Description = io.Texts.LessonHelp.LessonArgument };

    private static Option<string?> DataDir(CommandIo io) => new("--data-dir")
    { Description = io.Texts.LessonHelp.DataDir, HelpName = "DIR" };

    private static Option<int?> Replay(CommandIo io) => new("--replay") { Description = io.Texts.LessonHelp.Replay, HelpName = "N" };

    private static int? ReplayOf(ParseResult parsed, Option<int?> option, CommandIo io) =>
        parsed.GetValue(option) is int n and (< 0 or > 1_000_000)
        ? throw new UsageException(io.Texts.Usage.NotPossibleFrom("--replay", $"{n}", 0))
        : parsed.GetValue(option);
}
