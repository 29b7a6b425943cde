using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using BenchmarkDotNet.Attributes;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace Backstep.Bench.Screen;

/// <summary>
/// A step of the debugger on the real views: the engine's step, layout, drawing, and what is written. At 200×60 it shall take less than 15
/// ms.
/// </summary>
[MemoryDiagnoser]
public class FrameBenchmark : IDisposable
{
    private readonly DiffOutput _output = new(() => new Look(Theme.Dark), new TerminalModes());
    private IApplication _app = null!;
    private Store _store = null!;
    private DebugScreen _screen = null!;
    private bool _odd;

    [Params("two-layer", "network2", "microgpt")]
    public string Program { get; set; } = "";

    [Params("120x40", "200x60")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        int[] size = [.. Size.Split('x').Select(int.Parse)];
        Pilot.GoHeadless();
        _app = Application.Create().Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(size[0], size[1]);
        var host = new SessionHost(new ReferenceBackend()) { Digits = Look.FewDigits };
        _store = new Store(new AppState { Look = new Look(Theme.Dark), Places = [Place.Home, Place.Debug] },
            new ImmediateEngine((command, cancel) => [host.Execute(command, cancel)]));
        _store.Dispatch(host.Adopt(ProgramCatalog.Get(Program).Create(new ScenarioOptions())));
        _screen = new DebugScreen(_store);
        _app.Begin(_screen);
        for (int i = 0; i < 3; i++) _store.Ask(new Move(Movement.Out));
        _app.LayoutAndDraw();
    }

    /// <summary>Forward and back in turn; returns how much is written.</summary>
    [Benchmark]
    public int Step()
    {
        _odd = !_odd;
        _store.Ask(new Move(_odd ? Movement.Into : Movement.Back));
        _app.LayoutAndDraw();
        return _output.Changes(_app.Driver!.GetOutputBuffer()).Length;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _screen.Dispose();
        _app.Dispose();
        _output.Dispose();
        GC.SuppressFinalize(this);
    }
}
