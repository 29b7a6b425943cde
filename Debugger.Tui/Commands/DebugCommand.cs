using System.CommandLine;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep debug</c>: the debugger as text, from a script or typed line by line.</summary>
internal static class DebugCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("debug", "Step a program on the full screen. With --exec, --script or --text the debugger works as text with gdb's words; 'help' lists them.",
            "debug two-layer", "debug two-layer --exec \"step 3; print l_h1; break w5.grad; continue; back 2; explain w5.grad\"", "debug network2 --seed 7 --script steps.txt");
        var scenario = new ScenarioArguments();
        scenario.AddTo(command);
        var exec = new Option<string?>("--exec") { Description = "Commands, separated by ';'.", HelpName = "COMMANDS" };
        var script = new Option<string?>("--script") { Description = "A file with a command on each line; # begins a comment.", HelpName = "FILE" };
        command.Options.Add(exec);
        command.Options.Add(script);
        var text = new Option<bool>("--text") { Description = "Type the debugger's words instead of using the full screen." };
        command.Options.Add(text);
        var screen = new ScreenArguments();
        screen.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(exec) is not null && parsed.GetValue(script) is not null) throw new UsageException("give --exec or --script, not both");
            var commands = Commands(parsed.GetValue(exec), parsed.GetValue(script));
            bool plain = commands is not null || parsed.GetValue(text);
            ScreenOptions options = screen.Options(parsed);
            if (!plain && !options.IsScripted && !FullScreen.IsAvailable(io)) throw new UsageException("the full-screen debugger needs a terminal; use --exec \"step; print l_h1\", --script FILE, or --text to type or pipe the commands");
            Scenario ready = scenario.Scenario(parsed);
            using IBackend backend = scenario.Backend(parsed);
            if (!plain) return CommandLine.ExitCode(FullScreen.Run(options, io, backend, ready));
            var session = new DebugSession(ready, backend);
            var interpreter = new DebugInterpreter(session, io.Out, digits: 12, io.Cancel);
            return commands is null ? Interactive(interpreter, session, io) : Batch(interpreter, commands, io.Cancel);
        });
        return command;
    }

    private static List<(string Where, string Text)>? Commands(string? exec, string? script)
    {
        if (exec is not null) return [.. exec.Split([';', '\n']).Select((c, i) => ($"--exec, command {i + 1}", c))];
        if (script is null) return null;
        if (!File.Exists(script)) throw new UsageException($"--script: there is no file {script}");
        try
        {
            return [.. File.ReadLines(script).SelectMany((line, i) => line.Split(';').Select(c => ($"{script}:{i + 1}", c)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--script: {script} cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Stops at the first command that cannot be done: what follows was written in the belief that it could.</summary>
    private static int Batch(DebugInterpreter interpreter, List<(string Where, string Text)> commands, CancellationToken cancel)
    {
        foreach ((string where, string text) in commands)
        {
            try
            {
                interpreter.Execute(text);
            }
            catch (Exception e) when (IsWrongInput(e))
            {
                throw new UsageException($"{where} '{text.Trim()}': {e.Message}");
            }
            catch (ShapeException e)
            {
                throw new ShapeException($"{where} '{text.Trim()}': {e.Message}");
            }
            if (cancel.IsCancellationRequested) return CommandLine.Interrupted;
            if (interpreter.Quit) break;
        }
        return CommandLine.Success;
    }

    /// <summary>Typed commands: a mistake is told and forgotten; an empty line repeats the last command, as in gdb.</summary>
    private static int Interactive(DebugInterpreter interpreter, DebugSession session, CommandIo io)
    {
        bool prompt = io.IsTerminal && !Console.IsInputRedirected;
        string last = "";
        if (prompt) io.Out.WriteLine($"{session.Program.Name}: {session.Program.Instructions.Length} instructions. Type 'step', 'next', 'back', 'explain', 'help' or 'quit'; an empty line repeats.");
        while (!interpreter.Quit && !io.Cancel.IsCancellationRequested)
        {
            if (prompt) io.Out.Write("(backstep) ");
            if (LineReader.Read(io) is not { } line) break;
            last = line.Trim().Length == 0 && prompt ? last : line;
            foreach (string text in last.Split(';'))
            {
                try
                {
                    interpreter.Execute(text);
                }
                catch (Exception e) when (IsWrongInput(e) || e is ShapeException)
                {
                    if (!prompt) throw;
                    io.Out.WriteLine(e.Message);
                    break;
                }
            }
        }
        if (!io.Cancel.IsCancellationRequested) return CommandLine.Success;
        if (prompt) io.Out.WriteLine();
        return CommandLine.Interrupted;
    }

    private static bool IsWrongInput(Exception e) => e is UsageException or DebugException or ExpressionException;
}
