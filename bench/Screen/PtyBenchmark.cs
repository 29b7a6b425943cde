using System.Diagnostics;
using System.Globalization;

namespace Backstep.Bench.Screen;

/// <summary>
/// Whole programs on a pseudo-terminal, one or several builds of backstep in turn, so that what else the machine does falls on all of them:
/// start, key to screen, idling, memory, and the start of plain commands.
/// </summary>
internal static class PtyBenchmark
{
    private const int Starts = 11, Keys = 60, IdleSeconds = 10;

    private static readonly string[] PlainCommands = ["--help", "programs", "trace two-layer", "lessons list",
        "debug two-layer --exec step"];

    public static void Run(string[] builds)
    {
        Console.WriteLine("| median (10th to 90th percentile) | " + string.Join(" | ", builds) + " |");
        Console.WriteLine("|---|" + string.Concat(builds.Select(_ => "---|")));
        Row("start to first screen, 120×40, ms", Starts, builds, Start);
        foreach (string command in PlainCommands) Row($"`{command}`, ms", Starts, builds, build => Plain(build, command));
        foreach ((int columns, int rows) in (ReadOnlySpan<(int, int)>)[(120, 40), (200, 60)])
        {
            Pty[] terminals = [.. builds.Select(build => Ready(build, columns, rows))];
            int at = 0;
            // Six steps forward, six back: every phase of the picture changes, none for the first time after the first round.
            for (int i = 0; i < 24; i++)
                foreach (Pty terminal in terminals) terminal.Press(i % 12 < 6 ? "s" : "b");
            Row($"key to screen, {columns}×{rows}, ms", Keys, terminals,
                terminal => terminal.Press(at++ / terminals.Length % 12 < 6 ? "s" : "b").TotalMilliseconds);
            if (columns == 120)
            {
                Row("memory, MB", 1, terminals, terminal => terminal.Megabytes);
                Row($"CPU while idle, % ({IdleSeconds} s)", 3, terminals, terminal => Idle(terminal).Cpu);
                Row($"bytes written while idle ({IdleSeconds} s)", 1, terminals, terminal => Idle(terminal).Bytes);
            }
            foreach (Pty terminal in terminals) terminal.Dispose();
        }
    }

    private static void Row<T>(string name, int times, T[] subjects, Func<T, double> measure)
    {
        var figures = subjects.Select(_ => new List<double>()).ToArray();
        for (int i = 0; i < times; i++)
            for (int k = 0; k < subjects.Length; k++) figures[k].Add(measure(subjects[k]));
        Console.WriteLine($"| {name} | {string.Join(" | ", figures.Select(Text))} |");
    }

    private static string Text(List<double> figures)
    {
        figures.Sort();
        string At(double share) => figures[(int)Math.Round(share * (figures.Count - 1))].ToString("0.0", CultureInfo.InvariantCulture);
        return figures.Count == 1 ? At(0) : $"{At(0.5)} ({At(0.1)} to {At(0.9)})";
    }

    private static Pty Ready(string build, int columns, int rows)
    {
        var terminal = new Pty(build, "debug two-layer", columns, rows);
        terminal.WaitFor("0/77", terminal.Started);
        terminal.WaitForQuiet(600);
        return terminal;
    }

    private static double Start(string build)
    {
        using var terminal = new Pty(build, "debug two-layer", 120, 40);
        double time = terminal.WaitFor("0/77", terminal.Started).TotalMilliseconds;
        return time;
    }

    private static double Plain(string build, string command)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(build, command.Split(' ')) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static (double Cpu, double Bytes) Idle(Pty terminal)
    {
        (double cpu, long bytes) = (terminal.CpuSeconds, terminal.Length);
        Thread.Sleep(TimeSpan.FromSeconds(IdleSeconds));
        return ((terminal.CpuSeconds - cpu) / IdleSeconds * 100, terminal.Length - bytes);
    }
}
