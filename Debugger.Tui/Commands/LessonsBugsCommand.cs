using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Bugs;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons bugs</c>: the mistakes that a course can name.</summary>
internal static class LessonsBugsCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("bugs", io.Texts.LessonHelp.Bugs, "lessons bugs", "lessons bugs two-layer");
        var program = new Argument<string?>("program") { Description = io.Texts.LessonHelp.BugsOf, Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(program);
        command.SetAction(parsed =>
        {
            Scenario? scenario = parsed.GetValue(program) is { } name ? ProgramFiles.Get(name).Create(new ScenarioOptions()) : null;
            Bug[] listed = [.. scenario is null ? BugCatalog.All : BugCatalog.For(scenario)];
            if (listed.Length == 0) throw new UsageException(io.Texts.LessonHelp.NoBug(parsed.GetValue(program)!));
            int width = listed.Max(m => m.Name.Length);
            foreach (Bug bug in listed) io.Out.WriteLine($"{bug.Name.PadRight(width)}  {bug.Description(io.Texts.Language)}");
            return CommandLine.Success;
        });
        return command;
    }
}
