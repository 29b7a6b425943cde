using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Session.Training;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>The real program on a stage: real screens, real engine at once, no terminal.</summary>
internal sealed class Stage : IDisposable
{
    private readonly ImmediateEngine _engine;
    private readonly Navigator _navigator;
    private readonly TrainingHost _training;

    /// <summary>On the first screen, or in the debugger if a program is given.</summary>
    public Stage(string? program = null, int width = 120, int height = 40, Look? look = null, Func<Place, Store, AppScreen>? screens = null,
        LessonSources? lessons = null, string? runs = null)
    {
        look ??= new Look(Theme.Dark);
        Host = new SessionHost(new ReferenceBackend(), UiTexts.In(look.Language)) { Digits = look.Digits };
        _training = new TrainingHost(Host, UiTexts.In(look.Language),
            TrainingServices.In(runs ?? Path.Combine(Path.GetTempPath(), "backstep-no-runs")));
        Pilot = new Pilot(width, height);
        _engine = new ImmediateEngine(new InterfaceHost(Host,
            lessons is null ? null : new LessonHost(lessons, Host, new ReferenceBackend(), UiTexts.In(look.Language)), _training).Execute);
        Store = new Store(new AppState { Look = look, Places = program is null ? [Place.Home] : [Place.Home, Place.Debug] }, _engine);
        Store.Asked += Asked.Add;
        _navigator = new Navigator(Pilot.App, Store, place => (screens ?? ScreenFactory.Make)(place, Store));
        if (program is not null) Store.Dispatch(Host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions())));
    }

    public Pilot Pilot { get; }

    public Store Store { get; }

    public SessionHost Host { get; }

    /// <summary>What was asked to be done outside.</summary>
    public List<Effect> Asked { get; } = [];

    public AppState State => Store.State;

    public AppScreen Screen => _navigator.Screen!;

    /// <summary>Plays a script and ends the program.</summary>
    public void Play(Func<Pilot, Task> script) => Pilot.Run(() => _navigator.Run(), script, _navigator.Quit);

    public void Dispose()
    {
        _navigator.Dispose();
        _engine.Dispose();
        _training.Dispose();
        Pilot.Dispose();
    }
}
