using System.CommandLine;
using System.Globalization;
using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The options of the full-screen interface, and how it is started: on the terminal, or as a script that dumps its last screen.</summary>
internal sealed class ScreenArguments
{
    public Option<string?> Keys { get; } = new("--keys") { Description = "Play these keys without a terminal: \"F11 F11 i e Enter\".", HelpName = "KEYS" };

    public Option<string?> Size { get; } = new("--size") { Description = "Size of the screen for --keys and --dump-screen, columns x rows.", HelpName = "120x40" };

    public Option<string?> Dump { get; } = new("--dump-screen") { Description = "Print the last screen as text, ansi or svg.", HelpName = "text|ansi|svg" };

    public Option<string?> Theme { get; } = new("--theme") { Description = "dark or light.", HelpName = "NAME" };

    public Option<string?> Colour { get; } = new("--color") { Description = $"Colours: {TerminalCapabilities.ColourOptions}.", HelpName = "LEVEL" };

    public Option<bool> Ascii { get; } = new("--ascii") { Description = "Draw with ASCII only." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Keys, Size, Dump, Theme, Colour, Ascii]) command.Options.Add(option);
    }

    /// <summary>Whether the interface is to be played without a terminal.</summary>
    public bool IsScripted(ParseResult parsed) => parsed.GetValue(Keys) is not null || parsed.GetValue(Dump) is not null;

    /// <summary>Starts the interface, in the debugger if a scenario is given, else on the first screen.</summary>
    public int Run(ParseResult parsed, CommandIo io, IBackend backend, Scenario? scenario)
    {
        TerminalCapabilities capabilities = Capabilities(parsed, scripted: IsScripted(parsed));
        if (parsed.GetValue(Theme) is { } theme && theme is not ("dark" or "light")) throw new UsageException($"--theme takes dark or light, not {theme}");
        Look look = capabilities.Look(parsed.GetValue(Theme));
        var host = new SessionHost(backend);
        if (IsScripted(parsed)) return Play(parsed, io, look, host, backend, scenario);
        return Live(capabilities, look, io, host, backend, scenario);
    }

    private int Play(ParseResult parsed, CommandIo io, Look look, SessionHost host, IBackend backend, Scenario? scenario)
    {
        string format = parsed.GetValue(Dump) ?? "text";
        if (format is not ("text" or "ansi" or "svg")) throw new UsageException($"--dump-screen takes text, ansi or svg, not {format}");
        var app = new ScriptedApp(new AppModel { Size = ParseSize(parsed.GetValue(Size) ?? "120x40"), Look = look }, host);
        if (scenario is not null) app.Send(host.Adopt(scenario));
        else app.Send(Demo.Make(backend));
        try
        {
            app.Play(parsed.GetValue(Keys) ?? "");
        }
        catch (KeyScriptException e)
        {
            throw new UsageException(e.Message);
        }
        io.Out.Write(format switch
        {
            "svg" => SvgDump.Render(app.Screen, look.Theme, look.Colours),
            "ansi" => ScreenDump.Ansi(app.Screen, look.Colours),
            _ => ScreenDump.Text(app.Screen),
        });
        return CommandLine.Success;
    }

    private static int Live(TerminalCapabilities capabilities, Look look, CommandIo io, SessionHost host, IBackend backend, Scenario? scenario)
    {
        using TerminalSession terminal = TerminalSession.Open(capabilities);
        var model = new AppModel { Size = terminal.Size, Look = look };
        using var app = new LiveApp(terminal, model, host);
        if (scenario is not null) app.Post(host.Adopt(scenario));
        _ = Task.Run(() => app.Post(Demo.Make(backend)));
        // A signal restores the terminal at once; the loop ends as if the terminal were gone.
        using CancellationTokenRegistration signalled = io.Cancel.Register(() => app.Post(new InputMsg(new InputClosedEvent())));
        app.RunAsync().GetAwaiter().GetResult();
        return io.Cancel.IsCancellationRequested ? CommandLine.Interrupted : CommandLine.Success;
    }

    private TerminalCapabilities Capabilities(ParseResult parsed, bool scripted)
    {
        try
        {
            // A picture does not depend on the terminal that happens to be there.
            Func<string, string?> environment = scripted ? name => name == "COLORTERM" ? "truecolor" : null : Environment.GetEnvironmentVariable;
            return TerminalCapabilities.Detect(environment, parsed.GetValue(Colour), parsed.GetValue(Ascii), OperatingSystem.IsWindows());
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static (int Width, int Height) ParseSize(string text)
    {
        string[] parts = text.Split('x');
        bool valid = parts.Length == 2 & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int height);
        return valid && width is >= 1 and <= 500 && height is >= 1 and <= 300
            ? (width, height)
            : throw new UsageException($"--size takes columns x rows such as 120x40, at most 500x300, not {text}");
    }
}
