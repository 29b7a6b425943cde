using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace Backstep.Bench.Screen;

/// <summary>A whole frame of the debugger at 200×60: painted, compared with the one before and turned into bytes. It shall take less than 2 ms.</summary>
[MemoryDiagnoser]
public class FrameBenchmark
{
    private readonly AnsiWriter _writer = new(ColourLevel.TrueColour);
    private AppModel _one = null!, _other = null!;
    private Debugger.Tui.Rendering.Screen _before = null!;
    private bool _odd;

    /// <summary>The screens: scalars with the diagram and a tall formula, layers with pictures, the inspector over them.</summary>
    [Params("two-layer: o o o s s s s", "network2: c", "network2: c 3 Enter")]
    public string Screen { get; set; } = "";

    /// <summary>Two states, one step apart.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        string[] parts = Screen.Split(": ");
        var host = new SessionHost(new ReferenceBackend());
        var app = new ScriptedApp(new AppModel { Size = (200, 60), Look = new Look(Theme.Dark) }, host);
        app.Send(host.Adopt(ProgramCatalog.Get(parts[0]).Create(new ScenarioOptions())));
        app.Play(parts[1]);
        (_one, _before) = (app.Model, app.Screen);
        app.Play(parts[1].EndsWith("Enter", StringComparison.Ordinal) ? "Right" : "s");
        _other = app.Model;
    }

    /// <summary>Paints one of the two states in turn; returns the bytes for the terminal.</summary>
    [Benchmark]
    public int PaintAndDiff()
    {
        _odd = !_odd;
        Debugger.Tui.Rendering.Screen screen = AppView.Paint(_odd ? _other : _one).Screen;
        int bytes = _writer.Frame(_before, screen).Length;
        _before = screen;
        return bytes;
    }

    private static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(FrameBenchmark).Assembly).Run(args);
}
