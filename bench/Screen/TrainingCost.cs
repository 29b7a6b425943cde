using System.Diagnostics;
using System.Globalization;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Training;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Training;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Training;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace Backstep.Bench.Screen;

/// <summary>
/// What snapshots, keeping a run and the dashboard cost a training, beside <c>--json</c> without any of them. Each round runs all of them,
/// in another order each time; what is reported is the median of the rounds' ratios, of the time and of what the processor worked. On a
/// machine that does something else besides, only the latter means something, and with one thread: two that wait for each other work, too.
/// </summary>
internal sealed class TrainingCost
{
    private readonly RunRequest _request;
    private readonly string _folder = Directory.CreateTempSubdirectory("backstep-cost-").FullName;

    private readonly int? _threads;
    private (long Time, TimeSpan Worked) _begin;

    private TrainingCost(int epochs, string data, int? threads) =>
        (_request, _threads) = (new(RunSettings.Of(ProgramCatalog.Get("network2")) with
        { Data = data, Epochs = epochs, Seed = 1, TestEachEpoch = true })
        { Threads = threads }, threads);

    /// <summary>Measures and prints.</summary>
    public static void Run(string[] args)
    {
        int epochs = args.Length > 0 ? Number(args[0]) : 10, rounds = args.Length > 1 ? Number(args[1]) : 7;
        bool isReal = args.Length > 2 && args[2] != SyntheticDigits.Name;
        if (isReal) Environment.SetEnvironmentVariable(DatasetStore.Variable, args[2]);
        var cost = new TrainingCost(epochs, isReal ? "mnist" : SyntheticDigits.Name, args.Length > 3 ? Number(args[3]) : null);
        Pilot.GoHeadless();
        try
        {
            cost.Measure(rounds);
        }
        finally
        {
            Directory.Delete(cost._folder, recursive: true);
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    private void Measure(int rounds)
    {
        (string Name, Action Train)[] ways =
        [
            ("json", () => Command(snapshots: false, kept: false)), ("json again", () => Command(snapshots: false, kept: false)),
            ("snapshots", () => Command(snapshots: true, kept: false)), ("kept on disk", () => Command(snapshots: false, kept: true)),
            ("dashboard", Dashboard),
        ];
        RunSettings settings = _request.Settings;
        Console.WriteLine($"{settings.Program}, {settings.Data}, batch {settings.BatchSize}, {settings.Epochs} epochs with a test "
            + $"after each, "
            + $"{new CpuBackend(new CpuOptions { Threads = _threads }).Threads} threads; seconds (of the processor)");
        var times = ways.Select(_ => new List<(double Wall, double Cpu)>()).ToArray();
        foreach ((_, Action train) in ways) train();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                int way = (i + round) % ways.Length;
                GC.Collect();
                Begin();
                ways[way].Train();
                times[way].Add((Stopwatch.GetElapsedTime(_begin.Time).TotalSeconds,
                    (Environment.CpuUsage.TotalTime - _begin.Worked).TotalSeconds));
            }
            Console.WriteLine(string.Join("  ", ways.Select((w, i) => $"{w.Name} {times[i][^1].Wall:F3} ({times[i][^1].Cpu:F3})")));
        }
        for (int way = 0; way < ways.Length; way++)
            Console.WriteLine($"{ways[way].Name,-14} time {Ratios(times[way], times[0], t => t.Wall)}; "
                + $"processor {Ratios(times[way], times[0], t => t.Cpu)}");
    }

    /// <summary>From here on it counts.</summary>
    private void Begin() => _begin = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    private static string Ratios(
        List<(double Wall, double Cpu)> way, List<(double Wall, double Cpu)> json, Func<(double Wall, double Cpu), double> part)
    {
        double[] seconds = [.. way.Select(part).Order()], ratios = [.. way.Select((t, i) => part(t) / part(json[i])).Order()];
        return $"{Median(seconds):F3} s, to json {Median(ratios):F3} ({ratios[0]:F3} to {ratios[^1]:F3}), least to least "
            + $"{seconds[0] / json.Min(part):F3}";
    }

    private static double Median(double[] ordered) => ordered[ordered.Length / 2];

    /// <summary>What <c>train --json</c> does.</summary>
    private void Command(bool snapshots, bool kept)
    {
        RunSettings settings = _request.Settings;
        TrainingPlan plan = settings.Plan();
        using var backend = new CpuBackend(new CpuOptions { Threads = _threads });
        using RunWriter? writer = kept
            ? RunFolder.Create(_folder, $"r{Guid.NewGuid():N}", settings, new("bench", "cpu", null, "", DateTimeOffset.Now), null)
                .Write(settings, null)
            : null;
        using var report = new JsonTrainingReport(TextWriter.Null, new TrainingSpeed(1, null), 100, counts: true);
        using var run = new TrainingRun(plan, backend, keepsSnapshots: snapshots, checks: new RunChecks(plan))
        {
            Keep = writer is null ? null : writer.Keep,
        };
        foreach (TrainingEvent e in run.Run())
        {
            writer?.Add(e);
            report.Report(e);
        }
        if (writer is null) return;
        writer.End(run.Here(), isOver: true);
        if (writer.Problem is { } problem) throw problem;
    }

    /// <summary>
    /// The run of the interface and its real views, laid out, drawn and compared with the frame before; nothing is written out.
    /// </summary>
    private void Dashboard()
    {
        using var debugger = new ReferenceBackend();
        using var host = new TrainingHost(
            new SessionHost(debugger), UiTexts.English, TrainingServices.In(_folder));
        var store = new Store(
            new AppState { Look = new Look(Theme.Dark), Places = [Place.Home, Place.Run], Waiting = 1 }, new ImmediateEngine((_, _) => []));
        var output = new DiffOutput(() => new Look(Theme.Dark), new TerminalModes());
        using IApplication app = Application.Create().Init(DriverRegistry.Names.ANSI);
        app.Driver!.SetScreenSize(120, 40);
        using var screen = new RunScreen(store);
        app.Begin(screen);
        app.LayoutAndDraw();
        int frames = 0;
        Begin();
        foreach (Msg message in host.Execute(new StartRun(_request), default))
        {
            store.Dispatch(message);
            app.LayoutAndDraw();
            // Terminal.Gui's own output has taken the marks away.
            app.Driver!.GetOutputBuffer().DirtyLines.AsSpan().Fill(true);
            if (output.Changes(app.Driver!.GetOutputBuffer()).Length > 0) frames++;
        }
        if (frames < 2 || store.State.Run is not { State: RunState.Finished })
            throw new InvalidOperationException($"{frames} frames, {store.State.Run?.State}");
    }
}
