using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>Stands where a screen is still to come.</summary>
internal sealed class StubScreen : AppScreen
{
    private readonly Place _place;

    public StubScreen(Store store, Place place) : base(store)
    {
        _place = place;
        Body.Add(new PaneFrame(new Page(() => State)) { Title = place.ToString(), Width = Dim.Fill(), Height = Dim.Fill() });
        Build(
        [
            new("s F11", _ => "_Step", () => Store.Ask(new Move(Movement.Into))) { Short = _ => "step", Menu = MenuGroup.Run, Can = () => State.View is not null },
            new("d", _ => "_Debugger", () => Store.Dispatch(new Open(Place.Debug))) { Menu = MenuGroup.App },
        ]);
    }

    protected override void Show(AppState state) => Body.SetNeedsDraw();

    protected override void PaintHeader(Canvas line) => line.PutRight(line.Width - 1, 0, $"backstep · {_place}", line.Theme.Title);

    private sealed class Page(Func<AppState> state) : PaintedView
    {
        protected override void Paint(Canvas canvas, HitMap.Builder hits) => canvas.Put(1, 1, $"{state().View?.Program.Name} {state().View?.Now}");
    }
}
