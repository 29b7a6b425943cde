using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// The plain commands. Exit codes: 0 done, 1 a failure while running, 2 wrong input or a GPU that cannot do it, 130 ended by Ctrl-C. Every
/// error is one line on stderr that begins with <c>backstep: </c>.
/// </summary>
public static class CommandLine
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A failure while running.</summary>
    public const int Failure = 1;

    /// <summary>Wrong input.</summary>
    public const int WrongInput = 2;

    /// <summary>Ended by Ctrl-C, after what was under way was brought to a clean end.</summary>
    public const int Interrupted = 130;

    /// <summary>Parses <paramref name="args"/>, runs the command and reports what went wrong, if something did.</summary>
    /// <param name="args">The words of the command line.</param>
    /// <param name="io">The console.</param>
    /// <param name="variable">Reads a variable of the environment, for the system's language; without it that is English.</param>
    public static int Run(string[] args, CommandIo io, Func<string, string?>? variable = null)
    {
        // 'help trace' is what people type who know git.
        if (args is ["help", .. var rest]) args = [.. rest, "--help"];
        if (variable is not null) io = io with { Variable = variable };
        // '@' stands before a file of numbers, not of options.
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult parsed = Root(io).Parse(args, parser);
        CommandIo speaking = LanguageOption.Choose(parsed, io, io.Variable);
        // Descriptions and complaints are made with the commands.
        if (speaking != io) parsed = Root(speaking).Parse(args, parser);
        io = speaking;
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
                return Complain(io, Explain(parsed, io.Texts.Usage), WrongInput);
            var configuration = new InvocationConfiguration
            { Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            int exitCode = parsed.Invoke(configuration);
            io.Out.Flush();
            return exitCode;
        }
        catch (OutputException e)
        {
            return Complain(io, io.Texts.Usage.OutputUnwritable(e.InnerException is null ? io.Texts.Usage.OutputClosed : e.Message),
                Failure);
        }
        catch (ShapeException e)
        {
            return Complain(io, e.In(io.Texts.Language), Failure);
        }
        catch (Exception e) when (GpuException.Of(e) is { } fault)
        {
            return Complain(io, fault.In(io.Texts.Language), WrongInput);
        }
        catch (LocalizedException e)
        {
            return Complain(io, e.In(io.Texts.Language), WrongInput);
        }
        catch (OutOfMemoryException)
        {
            return Complain(io, io.Texts.Usage.OutOfMemory, Failure);
        }
        catch (IOException e)
        {
            return Complain(io, e.Message, Failure);
        }
        catch (Exception e) when (!CommandIo.ShowsTrace)
        {
            return Complain(io, io.Texts.Usage.InternalError(e.Message), Failure);
        }
    }

    /// <summary>The exit code of what ran to its own end, or did not because of Ctrl-C.</summary>
    internal static int ExitCode(bool completed) => completed ? Success : Interrupted;

    /// <summary>All commands with their arguments and help, in the language of <paramref name="io"/>.</summary>
    internal static RootCommand Root(CommandIo io)
    {
        var root = new RootCommand(io.Texts.Commands.Root)
        {
            ProgramsCommand.Create(io),
            ExampleCommand.Create(io),
            SummaryCommand.Create(io),
            TraceCommand.Create(io),
            ExplainCommand.Create(io),
            DebugCommand.Create(io),
            GradcheckCommand.Create(io),
            CheckCommand.Create(io),
            CompareCommand.Create(io),
            RecordCommand.Create(io),
            TrainCommand.Create(io),
            EvalCommand.Create(io),
            GenerateCommand.Create(io),
            PredictCommand.Create(io),
            RunsCommand.Create(io),
            DataCommand.Create(io),
            LessonsCommand.Create(io),
            DevicesCommand.Create(io),
        };
        root.Options.Add(LanguageOption.Create(io));
        var screen = new ScreenArguments(io);
        screen.AddTo(root);
        var lessons = new LessonScreenArguments(io);
        lessons.AddTo(root);
        root.SetAction(parsed => screen.Options(parsed) is var options && (options.IsScripted || FullScreen.IsAvailable(io))
            ? FullScreen.Run(options, io, new ReferenceBackend(), new(lessons.Start(parsed, options), KeptRuns.Services(io)))
            : Welcome(io));
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Description = io.Texts.Commands.HelpOption;
            option.Action = new HelpWithExamples((HelpAction)option.Action!, io);
        }
        foreach (VersionOption option in root.Options.OfType<VersionOption>()) option.Description = io.Texts.Commands.VersionOption;
        return root;
    }

    private static int Welcome(CommandIo io)
    {
        io.Out.WriteLine(io.Texts.Commands.Welcome);
        return Success;
    }

    private static int Complain(CommandIo io, string message, int exitCode)
    {
        io.Complain(message);
        return exitCode;
    }

    /// <summary>The first mistake in a line's words: what is wrong, and where to look.</summary>
    private static string Explain(ParseResult parsed, UsageTexts texts)
    {
        string command = string.Join(' ', Ancestors(parsed.CommandResult).Reverse());
        return texts.ShowsWhatItTakes(Mistake(parsed, texts), command);
    }

    private static string Mistake(ParseResult parsed, UsageTexts texts)
    {
        ParseError error = parsed.Errors[0];
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
            return word.StartsWith('-') ? texts.NoOption(word)
                : command is RootCommand ? texts.NoCommand(word, string.Join(", ", command.Subcommands.Select(c => c.Name)))
                : texts.OneWordTooMany(word);
        if (error.SymbolResult is OptionResult { Option: var option } result)
        {
            if (result.Tokens.Count == 0) return texts.NeedsValue(option.Name, option.HelpName ?? "");
            if (error.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
            {
                bool whole = (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) != typeof(double);
                return whole ? texts.TakesWholeNumber(option.Name, result.Tokens[^1].Value)
                    : texts.TakesNumber(option.Name, result.Tokens[^1].Value);
            }
        }
        if (error.SymbolResult is CommandResult or ArgumentResult && parsed.CommandResult.Tokens.Count < command.Arguments.Count)
            return texts.CommandNeeds(command.Name,
                string.Join(texts.And, command.Arguments.Skip(parsed.CommandResult.Tokens.Count)
                .Select(a => a.Name == "program" ? texts.AProgram : texts.An(a.Name))));
        return error.Message.TrimEnd('.');
    }

    private static IEnumerable<string> Ancestors(CommandResult result)
    {
        for (SymbolResult? r = result; r is CommandResult c; r = r.Parent)
            yield return c.Command is RootCommand ? "backstep" : c.Command.Name;
    }
}
