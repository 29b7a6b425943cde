using System.Collections.Immutable;
using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Checking;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons check</c>: is a course file right? One problem a line, as compilers write them.</summary>
internal static class LessonsCheckCommand
{
    public static Command Create(CommandIo io, CourseArguments course)
    {
        Command command = CommandExtensions.New("check", io.Texts.LessonHelp.Check,
            "lessons check", "lessons check my-course.json");
        var file = new Argument<string?>("file") { Description = io.Texts.LessonHelp.CheckedFile, Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(file);
        var quick = new Option<bool>("--quick") { Description = io.Texts.LessonHelp.Quick };
        command.Options.Add(quick);
        var translations = new Option<bool>("--translations") { Description = io.Texts.LessonHelp.Translations };
        command.Options.Add(translations);
        command.SetAction(parsed => Check(parsed.GetValue(file) ?? course.PathOf(parsed),
            new()
            {
                AsksForTranslations = parsed.GetValue(translations),
                Training = parsed.GetValue(quick) ? null : TrainingData.Synthetic
            }, io));
        return command;
    }

    /// <summary><c>backstep lessons schema</c>: what an editor needs to complete and check course files.</summary>
    public static Command Schema(CommandIo io)
    {
        Command command = CommandExtensions.New("schema", io.Texts.LessonHelp.Schema, "lessons schema > lessons.schema.json");
        command.SetAction(_ =>
        {
            io.Out.Write(CourseSchema.ToJson());
            return CommandLine.Success;
        });
        return command;
    }

    private static int Check(string path, CheckOptions options, CommandIo io)
    {
        Course course;
        try
        {
            course = CourseReader.Load(path);
        }
        catch (CourseException e) when (e.Problems is [{ Line: > 0 }, ..])
        {
            return Tell(path, e.Problems, io);
        }
        CourseCheck check = CourseChecker.Check(course, new ReferenceBackend(), options, io.Cancel);
        foreach (CourseProblem warning in check.Warnings) io.Out.WriteLine(Line(path, warning, io, io.Texts.LessonHelp.Warning));
        if (io.Cancel.IsCancellationRequested) return CommandLine.Interrupted;
        if (!check.IsGood) return Tell(path, check.Problems, io);
        CourseCounts n = check.Counts;
        io.Out.WriteLine(io.Texts.LessonHelp.NoProblems(
            path, n.Chapters, n.Lessons, n.Bosses, n.Questions, string.Join(", ", n.Kinds.Select(k => $"{k.Value} {k.Key}")),
            n.Misconceptions, n.Texts, check.Warnings.Length));
        return CommandLine.Success;
    }

    private static int Tell(string path, ImmutableArray<CourseProblem> problems, CommandIo io)
    {
        foreach (CourseProblem problem in problems) io.Out.WriteLine(Line(path, problem, io));
        throw new UsageException(io.Texts.LessonHelp.Problems(path, problems.Length));
    }

    private static string Line(string path, CourseProblem problem, CommandIo io, string prefix = "") =>
        $"{path}:{problem.Line}: {prefix}{problem.Path}: {problem.Text.In(io.Texts.Language)}";
}
