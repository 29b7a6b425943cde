using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backstep.EndToEnd.Tests.Terminal;

/// <summary>The state that a program may leave a terminal in.</summary>
internal sealed record TerminalState(string Modes, string Stty);

/// <summary>
/// A terminal with a shell in it, in a tmux server of its own, so that neither a person's sessions nor their settings matter.
/// </summary>
internal sealed class TmuxSession : IDisposable
{
    /// <summary>Nothing takes that long; only what hangs does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string Backstep = FindExecutable();

    private readonly string _server = $"backstep-{Guid.NewGuid():N}";
    private readonly string _folder = Directory.CreateTempSubdirectory("backstep-tmux-").FullName;

    private bool _isClosed;

    public TmuxSession(int width = 120, int height = 40)
    {
        Tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", Text(width), "-y", Text(height), "env", "-u", "NO_COLOR", "ENV=",
            $"BACKSTEP_HOME={_folder}",
            "PS1=ready> ", "LC_ALL=C.UTF-8", "sh", "-i");
        Tmux("set-option", "-g", "window-size", "manual");
        WaitFor("ready>");
        Type("echo what was there before");
        Keys("Enter");
        WaitFor(screen => screen.Split('\n').Any(l => l.Trim() == "what was there before"), "the echo");
    }

    /// <summary>What the terminal shows.</summary>
    public string Screen => Tmux("capture-pane", "-p");

    /// <summary>Process id of the program started last.</summary>
    public int ProgramId => int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);

    private string PidFile => Path.Combine(_folder, "pid");

    /// <summary>Alternate screen, mouse, cursor, keypad and wrapping as tmux sees them, and the modes of the line.</summary>
    public TerminalState State()
    {
        string[] asked = Tmux("display-message", "-p",
            "#{pane_tty} #{alternate_on} #{mouse_any_flag} #{mouse_sgr_flag} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag} "
                + "#{wrap_flag}").Trim().Split(' ', 2);
        return new(asked[1], Run("sh", "-c", $"stty -g < {asked[0]}").Trim());
    }

    /// <summary>
    /// Starts the program from the shell and waits until the screen shows a text. When it ends the shell says <c>left:CODE</c>.
    /// </summary>
    public void Start(string arguments, string until, string environment = "") =>
        StartProgram($"{Backstep} {arguments}", until, environment);

    /// <summary>The same with GPUs that are none; see <see cref="WithStubGpu"/>.</summary>
    public void StartWithGpu(string behaviour, string arguments, string until) =>
        StartProgram($"dotnet {typeof(WithStubGpu).Assembly.Location} \"{behaviour}\" {arguments}", until, "");

    private void StartProgram(string program, string until, string environment)
    {
        // Typed with a gap, so that the command line itself, which comes back into sight first, is not taken for the answer.
        Type($"{environment} sh -c 'echo $$ > {PidFile}; exec {program}'; echo le''ft:$?");
        Keys("Enter");
        WaitFor(until);
    }

    /// <summary>Presses keys by tmux's names: <c>s</c>, <c>C-c</c>, <c>F9</c>.</summary>
    public void Keys(params string[] names) => Tmux(["send-keys", .. names]);

    /// <summary>Types a text.</summary>
    public void Type(string text) => Tmux("send-keys", "-l", text);

    /// <summary>Sends bytes as the terminal itself would.</summary>
    public void Bytes(string text) =>
        Tmux(["send-keys", "-H", .. Encoding.UTF8.GetBytes(text).Select(b => b.ToString("x2", CultureInfo.InvariantCulture))]);

    /// <summary>Presses and releases the left button on the first cell of a text.</summary>
    public void Click(string text)
    {
        string[] lines = Screen.Split('\n');
        int y = Array.FindLastIndex(lines, l => l.Contains(text, StringComparison.Ordinal));
        int x = lines[y].IndexOf(text, StringComparison.Ordinal);
        Bytes($"\u001b[<0;{Text(x + 1)};{Text(y + 1)}M\u001b[<0;{Text(x + 1)};{Text(y + 1)}m");
    }

    /// <summary>Writes a file that goes with the session; its path.</summary>
    public string WriteFile(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Pastes as a terminal does for a program that asked for bracketed paste.</summary>
    public void Paste(string text)
    {
        Tmux("set-buffer", "-b", "test", text);
        Tmux("paste-buffer", "-p", "-r", "-b", "test");
    }

    public void Resize(int width, int height) => Tmux("resize-window", "-x", Text(width), "-y", Text(height));

    /// <summary>Sends a signal to the program.</summary>
    public void Signal(string name) => Run("sh", "-c", $"kill -{name} {Text(ProgramId)}");

    public void WaitFor(string text) => WaitFor(screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}'");

    /// <summary>Waits until the screen is as wanted.</summary>
    public void WaitFor(Func<string, bool> wanted, string what)
    {
        var clock = Stopwatch.StartNew();
        string screen = Screen;
        while (!wanted(screen))
        {
            if (clock.Elapsed > Limit) Assert.Fail($"waited for {what}; the screen shows:\n{screen}");
            // Short enough not to matter, long enough to leave the processor to the program.
            Thread.Sleep(20);
            screen = Screen;
        }
    }

    /// <summary>Waits until the terminal is in a state, which comes a moment after what the screen shows.</summary>
    public void WaitForState(TerminalState wanted, string why)
    {
        var clock = Stopwatch.StartNew();
        TerminalState now = State();
        while (now != wanted && clock.Elapsed < TimeSpan.FromSeconds(5))
        {
            Thread.Sleep(20);
            now = State();
        }
        Assert.That(now, Is.EqualTo(wanted), why);
    }

    /// <summary>Takes the terminal away, as who closes its window does; returns when the program has ended.</summary>
    public void Close()
    {
        int program = ProgramId;
        Tmux("kill-server");
        _isClosed = true;
        var clock = Stopwatch.StartNew();
        while (Run("sh", "-c", $"kill -0 {Text(program)} 2>/dev/null && echo runs || true").Length > 0)
        {
            if (clock.Elapsed > Limit) Assert.Fail("the program goes on without a terminal");
            Thread.Sleep(20);
        }
    }

    public void Dispose()
    {
        if (!_isClosed) Tmux("kill-server");
        Directory.Delete(_folder, recursive: true);
    }

    private string Tmux(params string[] arguments) => Run("tmux", ["-L", _server, .. arguments]);

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        // Within somebody's tmux ours must not take that for its own.
        start.Environment.Remove("TMUX");
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output
                : throw new AssertionException($"{program} {string.Join(' ', arguments)}: {error.Result}");
        }
        catch (Win32Exception e)
        {
            throw new AssertionException(
                $"these tests drive a real terminal and need {program}; install it (apt-get install {program}, brew "
                    + $"install {program}): {e.Message}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string FindExecutable()
    {
        DirectoryInfo here = new(AppContext.BaseDirectory), folder = here;
        while (!File.Exists(Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent!;
        // .../bin/Debug/net10.0/ of this test project.
        return Path.Combine(folder.FullName, "Debugger.Tui", "bin", here.Parent!.Name, here.Name, "backstep");
    }
}
