using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.App;

/// <summary>A session with an overlay on it, without a terminal: keys go through the update, effects through the host.</summary>
internal sealed class OverlayStage
{
    private readonly SessionHost _host = new(new ReferenceBackend());

    public OverlayStage(string program, int iterations = 1, int width = 120, int height = 40)
    {
        Model = new AppModel { Size = (width, height), Look = new Look(Theme.Dark) };
        int? batch = ProgramCatalog.Get(program).Kind is ProgramKind.Tensor && ProgramCatalog.Get(program).Defaults is not null ? 2 : null;
        Execute(new OpenProgram(program, new ScenarioOptions { BatchSize = batch }));
        if (iterations > 0) Execute(new Move(Movement.Iterate, iterations));
    }

    public AppModel Model { get; private set; }

    public Program Program => Model.Debug!.View.Program;

    public InspectorOverlay Inspector => (InspectorOverlay)Model.Overlays.Peek();

    public ExplanationOverlay Explanation => (ExplanationOverlay)Model.Overlays.Peek();

    public OverlayStage Inspect(string value)
    {
        Execute(new Inspect(Program.Find(value)!));
        return this;
    }

    public OverlayStage Explain(string value, int offset = 0)
    {
        Execute(new Explain(new ElementRef(Program.Find(value)!, offset, Model.Debug!.View.Now)));
        return this;
    }

    public OverlayStage Keys(string script)
    {
        foreach (InputEvent input in KeyScript.Parse(script)) Feed(new InputMsg(input));
        return this;
    }

    public void Close() => Model = Model with { Overlays = [] };

    public void Resize(int width, int height) => Model = Model with { Size = (width, height) };

    public void Click(int x, int y) => Feed(new InputMsg(new MouseEvent(MouseAction.Press, MouseButton.Left, x, y)));

    /// <summary>Paints the topmost overlay, keeps its hits, and returns the rows of the screen.</summary>
    public string[] Lines(Look? look = null)
    {
        look ??= Model.Look;
        Screen screen = look.NewScreen(Model.Size.Width, Model.Size.Height);
        var hits = new HitMap.Builder();
        var canvas = new Canvas(screen, look);
        if (Model.Overlays.Peek() is InspectorOverlay inspector) InspectorView.Paint(canvas, Model, inspector, hits);
        if (Model.Overlays.Peek() is ExplanationOverlay explanation) ExplanationView.Paint(canvas, Model, explanation, hits);
        Model = Model with { Hits = hits.Build() };
        return ScreenDump.Text(look.Finish(screen)).Split('\n');
    }

    private void Execute(SessionCommand command) => Feed(_host.Execute(command, default));

    private void Feed(Msg message)
    {
        Step step = AppUpdate.Update(Model, message);
        Model = step.Model;
        foreach (Effect effect in step.Effects)
        {
            if (effect is SessionEffect { Command: var command }) Execute(command);
        }
    }
}
