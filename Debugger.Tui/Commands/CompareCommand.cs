using System.CommandLine;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Comparing;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep compare</c>: a recorded run beside a program, or beside another recorded run.</summary>
internal static class CompareCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("compare", io.Texts.Commands.Compare,
            "compare run.jsonl --with softmax", "compare run.jsonl --with mlp --text --all", "compare mine.jsonl theirs.jsonl --json");
        var files = new Argument<string[]>("recordings") { Description = io.Texts.Commands.CompareFiles, Arity = ArgumentArity.OneOrMore };
        var with = new Option<string?>("--with") { Description = io.Texts.Commands.CompareWith, HelpName = "PROGRAM" };
        var rate = new Option<double?>("--lr") { Description = io.Texts.Commands.CompareRate, HelpName = "R" };
        var text = new Option<bool>("--text") { Description = io.Texts.Commands.CompareText };
        var all = new Option<bool>("--all") { Description = io.Texts.Commands.CompareAll };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.CompareJson };
        command.Arguments.Add(files);
        foreach (Option option in (Option[])[with, rate, text, all, json]) command.Options.Add(option);
        var screen = new ScreenArguments(io);
        screen.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] paths = parsed.GetValue(files)!;
            string? program = parsed.GetValue(with);
            if (paths.Length > 2) throw new UsageException(io.Texts.Usage.CompareOneOrTwo(paths.Length));
            if (paths.Length == 2)
            {
                if (program is not null) throw new UsageException(io.Texts.Usage.CompareNotBoth);
                var files = RecordingComparison.Of(RecordingReader.Read(paths[0]), RecordingReader.Read(paths[1]));
                if (parsed.GetValue(json)) ComparisonJson.Write(files, io.Out);
                else new ComparisonReport(io.Out, io.Texts).Write(files, parsed.GetValue(all));
                return files.Differences.IsEmpty ? CommandLine.Success : CommandLine.Failure;
            }
            if (program is null) throw new UsageException(io.Texts.Usage.CompareNeedsProgram);
            Recording recording = RecordingReader.Read(paths[0]);
            ProgramEntry entry = ProgramFiles.Get(program);
            using var backend = new ReferenceBackend();
            Comparison comparison;
            try
            {
                comparison = RunComparison.Of(
                    RecordedProgram.Of(entry, recording, parsed.GetValue(rate)), recording, backend,
                    entry.NamedOptimizer, io.Cancel);
            }
            catch (OperationCanceledException)
            {
                return CommandLine.Interrupted;
            }
            ScreenOptions options = screen.Options(parsed);
            bool plain = parsed.GetValue(text) || parsed.GetValue(json) || parsed.GetValue(all);
            if (comparison.First is not null && (options.IsScripted || (!plain && FullScreen.IsAvailable(io))))
            {
                if (!options.IsScripted) new ComparisonReport(io.Out, io.Texts).Write(comparison, all: false);
                return FullScreen.Run(options, io, backend, new(LessonScreenArguments.Of(io, options), KeptRuns.Services(io))
                { Scenario = comparison.Scenario, Beside = comparison }) is not 0 and var code ? code : CommandLine.Failure;
            }
            if (parsed.GetValue(json)) ComparisonJson.Write(comparison, io.Out);
            else new ComparisonReport(io.Out, io.Texts).Write(comparison, parsed.GetValue(all));
            return comparison.First is null ? CommandLine.Success : CommandLine.Failure;
        });
        return command;
    }
}
