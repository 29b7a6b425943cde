using System.CommandLine;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Homework;
using Option = System.CommandLine.Option;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep check</c>: numbers that a person has calculated, judged one by one.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("check", io.Texts.Commands.Check,
            "check two-layer --values mine.csv", "check two-layer --set w1=0.15,w2=0.2 --values mine.txt --iteration 2",
            "check batch --values mine.json --json");
        var scenario = new ScenarioArguments(io, takesValues: false);
        scenario.AddTo(command);
        var values = new Option<string[]?>("--values") { Description = io.Texts.Commands.HomeworkValues, HelpName = "FILE" };
        var iteration = new Option<int>("--iteration")
        { Description = io.Texts.Commands.HomeworkIteration, HelpName = "N", DefaultValueFactory = _ => 1 };
        var text = new Option<bool>("--text") { Description = io.Texts.Commands.HomeworkText };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.HomeworkJson };
        foreach (Option option in (Option[])[values, iteration, text, json]) command.Options.Add(option);
        var screen = new ScreenArguments(io);
        screen.AddTo(command);
        command.SetAction(parsed =>
        {
            int n = parsed.GetValue(iteration);
            if (n is < 1 or > CourseFormat.MaxIterations)
                throw new UsageException(io.Texts.Usage.NotPossibleRange("--iteration", $"{n}", "1", $"{CourseFormat.MaxIterations}"));
            Scenario ready = scenario.Scenario(parsed);
            using IBackend backend = scenario.Backend(parsed);
            NamedTexts reader = HomeworkText.Reader(ready.Program, io.Texts);
            IEnumerable<NamedText> numbers = parsed.GetValue(values) is { Length: > 0 } files ? files.SelectMany(reader.FromFile)
                : reader.FromLines(io.Texts.Reports.StandardInput, Typed(io));
            HomeworkReport report = HomeworkText.Judge(ready, backend, n, numbers, io.Texts);
            ScreenOptions options = screen.Options(parsed);
            if (parsed.GetValue(json))
                io.Out.WriteLine(JsonSerializer.Serialize(HomeworkText.Json(report, io.Texts.Language), JsonOutput.Options));
            else if (!options.IsScripted) io.Out.WriteLine(HomeworkText.Table(report, io.Texts));
            bool opens = options.IsScripted
                || (!parsed.GetValue(json) && !parsed.GetValue(text) && FullScreen.IsAvailable(io) && report.FirstWrong is not null
                    && Asked(io, report));
            if (opens) Open(io, options, backend, ready, report);
            return report.IsRight ? CommandLine.Success : CommandLine.Failure;
        });
        return command;
    }

    /// <summary>What is typed or piped; on a terminal an empty line ends it.</summary>
    private static List<string> Typed(CommandIo io)
    {
        bool isTyped = io.IsTerminal && !Console.IsInputRedirected;
        if (isTyped) io.Out.WriteLine(io.Texts.Reports.HomeworkPrompt);
        var lines = new List<string>();
        while (LineReader.Read(io) is { } line && !(isTyped && line.Trim().Length == 0)) lines.Add(line);
        return lines;
    }

    private static bool Asked(CommandIo io, HomeworkReport report)
    {
        io.Out.Write(io.Texts.Reports.HomeworkOpens(report.FirstWrong!.Label));
        return LineReader.Read(io)?.Trim().Length == 0;
    }

    /// <summary>The debugger, at what is wrong first.</summary>
    private static void Open(CommandIo io, ScreenOptions options, IBackend backend, Scenario scenario, HomeworkReport report) =>
        FullScreen.Run(options, io, backend, new(LessonScreenArguments.Of(io, options), KeptRuns.Services(io))
        {
            Scenario = scenario,
            At = report.FirstWrong?.Moment ?? default,
            Notice = report.FirstWrong is { } first ? HomeworkText.First(first, io.Texts) : null,
        });
}
