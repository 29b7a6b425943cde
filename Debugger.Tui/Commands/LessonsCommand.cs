using System.CommandLine;
using Backstep.Debugger.Tui.Shell;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons</c>: the course as plain text, and what teachers need.</summary>
internal static class LessonsCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("lessons", "Learn backprop step by step: lessons, questions and boss levels, each answer computed by the engine.",
            "lessons check my-course.json");
        var course = new CourseArguments();
        command.Options.Add(course.File);
        command.Subcommands.Add(LessonsCheckCommand.Create(io, course));
        return command;
    }
}
