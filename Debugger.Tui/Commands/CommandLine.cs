using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Injection;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// The plain commands. Exit codes: 0 done, 1 a failure while running, 2 wrong input, 130 ended by Ctrl-C. Every error is one
/// line on stderr that begins with <c>backstep: </c>.
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
        ParseResult parsed = Root(io).Parse(args);
        CommandIo speaking = LanguageOption.Choose(parsed, io, io.Variable);
        // Descriptions and complaints are made with the commands.
        if (speaking.Texts != io.Texts) parsed = Root(speaking).Parse(args);
        io = speaking;
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples) return Complain(io, Explain(parsed), WrongInput);
            var configuration = new InvocationConfiguration { Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.Invoke(configuration);
        }
        catch (Exception e) when (e is UsageException or DataException or ExpressionException or DebugException or UnknownProgramException or ScenarioException or ExplainException or CourseException or ProgressException or MutationException or LessonException)
        {
            return Complain(io, e.Message, WrongInput);
        }
        catch (ShapeException e)
        {
            return Complain(io, e.Message, Failure);
        }
        catch (OutOfMemoryException)
        {
            return Complain(io, "not enough memory; try a smaller --batch-size", Failure);
        }
        catch (IOException e)
        {
            return Complain(io, e.Message, Failure);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("BACKSTEP_STACK_TRACE") is null or "")
        {
            return Complain(io, $"internal error: {e.Message} (set BACKSTEP_STACK_TRACE=1 to see where, and please report it)", Failure);
        }
    }

    /// <summary>The exit code of what ran to its own end, or did not because of Ctrl-C.</summary>
    internal static int ExitCode(bool completed) => completed ? Success : Interrupted;

    private static RootCommand Root(CommandIo io)
    {
        var root = new RootCommand("A step debugger for neural networks: run the forward pass, loss, backward pass and update one operation at a time, in both directions.")
        {
            ProgramsCommand.Create(io),
            SummaryCommand.Create(io),
            TraceCommand.Create(io),
            ExplainCommand.Create(io),
            DebugCommand.Create(io),
            GradcheckCommand.Create(io),
            TrainCommand.Create(io),
            LessonsCommand.Create(io),
            DevicesCommand.Create(io),
        };
        root.Options.Add(LanguageOption.Create(io));
        var screen = new ScreenArguments();
        screen.AddTo(root);
        root.SetAction(parsed => screen.Options(parsed) is var options && (options.IsScripted || FullScreen.IsAvailable(io))
            ? ExitCode(FullScreen.Run(options, io, new ReferenceBackend(), null))
            : Welcome(io));
        foreach (HelpOption option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExamples((HelpAction)option.Action!, io);
        return root;
    }

    private static int Welcome(CommandIo io)
    {
        io.Out.WriteLine("""
            Backstep: a step debugger for neural networks.

            Start here
              backstep trace two-layer                      every step of a 2-2-2 network, with its numbers
              backstep explain two-layer w1.grad            why that gradient is what it is
              backstep debug two-layer                      step it yourself, forward and back ('help' lists the words)

            Go on
              backstep programs                             all networks
              backstep summary network2                     a network as PyTorch prints it
              backstep trace tutorial-net --seed 7          the tutorial's script with PyTorch's numbers
              backstep gradcheck network2                   analytic against numeric gradients
              backstep train network2 --data mnist --data-dir DIR

            Every command has --help with an example.
            """);
        return Success;
    }

    private static int Complain(CommandIo io, string message, int exitCode)
    {
        io.Out.Flush();
        io.Error.WriteLine($"backstep: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }

    /// <summary>The first mistake in a line's words: what is wrong, and where to look.</summary>
    private static string Explain(ParseResult parsed)
    {
        string command = string.Join(' ', Ancestors(parsed.CommandResult).Reverse());
        return $"{Mistake(parsed)}; '{command} --help' shows what it takes";
    }

    private static string Mistake(ParseResult parsed)
    {
        ParseError error = parsed.Errors[0];
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
            return word.StartsWith('-') ? $"there is no option {word}"
                : command is RootCommand ? $"there is no command {word}; there are {string.Join(", ", command.Subcommands.Select(c => c.Name))}"
                : $"'{word}' is one word too many";
        if (error.SymbolResult is OptionResult { Option: var option } result)
        {
            if (result.Tokens.Count == 0) return $"{option.Name} needs a value: {option.Name} {option.HelpName}";
            if (error.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
            {
                bool whole = (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) != typeof(double);
                return $"{option.Name} takes a {(whole ? "whole number" : "number")}, not '{result.Tokens[^1].Value}'";
            }
        }
        if (error.SymbolResult is CommandResult or ArgumentResult && parsed.CommandResult.Tokens.Count < command.Arguments.Count)
            return $"{command.Name} needs {string.Join(" and ", command.Arguments.Skip(parsed.CommandResult.Tokens.Count).Select(a => a.Name == "program" ? "a program" : $"a {a.Name}"))}";
        return error.Message.TrimEnd('.');
    }

    private static IEnumerable<string> Ancestors(CommandResult result)
    {
        for (SymbolResult? r = result; r is CommandResult c; r = r.Parent) yield return c.Command is RootCommand ? "backstep" : c.Command.Name;
    }
}
