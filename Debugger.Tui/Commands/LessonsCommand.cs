using System.CommandLine;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons</c>: the course as plain text, and what teachers need.</summary>
internal static class LessonsCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("lessons", io.Texts.LessonHelp.Lessons,
            "lessons list", "lessons play neuron-sum", "lessons check my-course.json");
        var courses = new CourseArguments(texts: io.Texts);
        var profiles = new ProfileArguments(io);
        command.Options.Add(courses.File);
        command.Options.Add(profiles.Name);
        Option<string?> lesson = LessonScreenArguments.Lesson(io);
        command.Options.Add(lesson);
        command.Subcommands.Add(LessonsListCommand.Create(io, courses, profiles));
        command.Subcommands.Add(LessonsPlayCommand.Create(io, courses, profiles));
        command.Subcommands.Add(LessonsPlayCommand.Review(io, courses, profiles));
        command.Subcommands.Add(LessonsPlayCommand.TestOut(io, courses, profiles));
        command.Subcommands.Add(LessonsPlayCommand.Answer(io, courses));
        command.Subcommands.Add(LessonsCheckCommand.Create(io, courses));
        command.Subcommands.Add(LessonsBugsCommand.Create(io));
        command.Subcommands.Add(LessonsCheckCommand.Schema(io));
        command.Subcommands.Add(LessonsProgressCommands.Profile(io, profiles));
        command.Subcommands.Add(LessonsProgressCommands.Progress(io, profiles));
        command.Subcommands.Add(LessonsProgressCommands.Reset(io, courses, profiles));
        command.Subcommands.Add(LessonsReportCommand.Create(io, courses));
        var screen = new ScreenArguments(io);
        screen.AddTo(command);
        command.SetAction(parsed => screen.Options(parsed) is var options && (options.IsScripted || FullScreen.IsAvailable(io))
            ? FullScreen.Run(options, io, new ReferenceBackend(), new(
                LessonScreenArguments.Start(io, options, courses, parsed.GetValue(profiles.Name), parsed) with
                { Opens = true, Lesson = parsed.GetValue(lesson) },
                KeptRuns.Services(io)))
            : LessonsListCommand.Show(parsed, io, courses, profiles));
        return command;
    }
}
