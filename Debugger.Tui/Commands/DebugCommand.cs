using System.CommandLine;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep debug</c>: the debugger as text, from a script or typed line by line.</summary>
internal static class DebugCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("debug", io.Texts.Commands.Debug,
            "debug two-layer", "debug two-layer --exec \"step 3; print l_h1; break w5.grad; continue; back 2; explain w5.grad\"",
                "debug network2 --seed 7 --script steps.txt");
        var scenario = new ScenarioArguments(io);
        scenario.AddTo(command);
        var exec = new Option<string?>("--exec") { Description = io.Texts.Commands.Exec, HelpName = "COMMANDS" };
        var script = new Option<string?>("--script") { Description = io.Texts.Commands.Script, HelpName = "FILE" };
        command.Options.Add(exec);
        command.Options.Add(script);
        var text = new Option<bool>("--text") { Description = io.Texts.Commands.Text };
        command.Options.Add(text);
        var screen = new ScreenArguments(io);
        screen.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(exec) is not null && parsed.GetValue(script) is not null)
                throw new UsageException(io.Texts.Usage.ExecOrScript);
            var commands = Commands(parsed.GetValue(exec), parsed.GetValue(script), io.Texts.Usage);
            bool plain = commands is not null || parsed.GetValue(text);
            ScreenOptions options = screen.Options(parsed);
            if (!plain && !options.IsScripted && !FullScreen.IsAvailable(io)) throw new UsageException(io.Texts.Usage.NeedsTerminal);
            bool prompt = plain ? IsTyped(io) && commands is null : !options.IsScripted;
            // What a script prints is the same on every machine; who looks at images wants to see some.
            (Scenario ready, string? notice) = prompt ? FoundImages.Open(scenario.Entry(parsed), scenario.Options(parsed), io.Texts)
                : (scenario.Scenario(parsed), null);
            if (prompt) ready = scenario.Finished(parsed, ready);
            using IBackend backend = scenario.Backend(parsed);
            if (!plain) return FullScreen.Run(options, io, backend,
                new(LessonScreenArguments.Of(io, options), KeptRuns.Services(io)) { Scenario = ready, Notice = notice });
            if (notice is not null) io.Error.WriteLine(notice);
            var session = new DebugSession(ready, backend);
            var interpreter = new DebugInterpreter(session, io.Out, digits: 12, io.Texts, io.IsTerminal, io.Cancel);
            return commands is null ? Interactive(interpreter, session, io) : Batch(interpreter, commands, io.Texts.Language, io.Cancel);
        });
        return command;
    }

    internal static List<(string Where, string Text)>? Commands(string? exec, string? script, UsageTexts texts)
    {
        if (exec is not null) return [.. exec.Split([';', '\n']).Select((c, i) => (texts.ExecCommand(i + 1), c))];
        return script is null ? null : DebugScript.Read(script, texts);
    }

    /// <summary>Carries out a script; 0, or what an interrupted command ends with.</summary>
    internal static int Batch(
        DebugInterpreter interpreter, List<(string Where, string Text)> commands, Language language, CancellationToken cancel)
    {
        DebugScript.Run(interpreter, commands, language, cancel);
        return cancel.IsCancellationRequested ? CommandLine.Interrupted : CommandLine.Success;
    }

    private static bool IsTyped(CommandIo io) => io.IsTerminal && !Console.IsInputRedirected;

    /// <summary>Typed commands: a mistake is told and forgotten; an empty line repeats the last command, as in gdb.</summary>
    private static int Interactive(DebugInterpreter interpreter, DebugSession session, CommandIo io)
    {
        bool prompt = IsTyped(io);
        string last = "";
        if (prompt) io.Out.WriteLine(io.Texts.Reports.Ready(session.Program.Name, session.Program.Instructions.Length));
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
                catch (LocalizedException e) when (DebugScript.IsWrongInput(e) || e is ShapeException)
                {
                    if (!prompt) throw;
                    io.Out.WriteLine(e.In(io.Texts.Language));
                    break;
                }
                catch (Exception e) when (prompt && GpuException.Of(e) is { } fault)
                {
                    // What has been calculated so far is still there to look at.
                    io.Out.WriteLine(fault.In(io.Texts.Language));
                    break;
                }
            }
        }
        if (!io.Cancel.IsCancellationRequested) return CommandLine.Success;
        if (prompt) io.Out.WriteLine();
        return io.SignalExitCode();
    }
}
