using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Session;

/// <summary>Where one is and what leads back, without any view: explanations, the inspector, answers that come too late.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PlacesTests
{
    private readonly SessionHost _host = new(new ReferenceBackend());
    private readonly Store _store;

    public PlacesTests()
    {
        _store = new Store(new AppState { Look = new Look(Theme.Dark), Places = [Place.Home, Place.Debug] },
            new ImmediateEngine((command, cancel) => [_host.Execute(command, cancel)]));
        _store.Dispatch(_host.Adopt(ProgramCatalog.Get("two-layer").Create(new ScenarioOptions())));
        _store.Ask(new Move(Movement.Iterate));
    }

    private AppState State => _store.State;

    private Value Value(string name) => State.View!.Program.Find(name)!;

    private void Explain(string name) => _store.Ask(new Explain(new ElementRef(Value(name), 0, State.View!.Now)));

    [Test]
    public void Explanations_make_a_trail_and_back_leads_one_level_back()
    {
        Explain("w1.grad");
        Assert.That((State.Place, State.Trail.Count), Is.EqualTo((Place.Explanation, 1)));
        _store.Ask(new Explain(State.Trail[0].Terms[0].Factors[0]));
        Assert.That(State.Trail.Select(e => e.Subject), Is.EqualTo(new[] { "∂E/∂w1", "∂E/∂out_h1" }));
        _store.Dispatch(new Back());
        Assert.That((State.Place, State.Trail.Count), Is.EqualTo((Place.Explanation, 1)));
        _store.Dispatch(new Back());
        Assert.That(State.Place, Is.EqualTo(Place.Debug));
    }

    [Test]
    public void A_new_question_begins_a_new_trail()
    {
        Explain("w1.grad");
        _store.Dispatch(new Back());
        Explain("w5.grad");
        Assert.That(State.Trail.Select(e => e.Subject), Is.EqualTo(new[] { "∂E/∂w5" }));
    }

    [Test]
    public void A_level_of_the_trail_can_be_gone_back_to_at_once()
    {
        Explain("w1.grad");
        _store.Ask(new Explain(State.Trail[^1].Terms[0].Factors[0]));
        _store.Ask(new Explain(State.Trail[^1].Terms[0].Factors[0]));
        _store.Dispatch(new TrailTo(0));
        Assert.That(State.Trail.Select(e => e.Subject), Is.EqualTo(new[] { "∂E/∂w1" }));
    }

    [Test]
    public void From_the_inspector_an_explanation_leads_back_to_it()
    {
        _store.Ask(new Inspect(Value("w5")));
        Assert.That((State.Place, State.Inspection!.Value.Name), Is.EqualTo((Place.Inspector, "w5")));
        Explain("w5");
        _store.Dispatch(new Back());
        Assert.That(State.Place, Is.EqualTo(Place.Inspector));
        _store.Dispatch(new Back());
        Assert.That(State.Place, Is.EqualTo(Place.Debug));
    }

    [Test]
    public void The_inspector_shows_what_an_edit_or_a_step_made_of_its_value()
    {
        _store.Ask(new Inspect(Value("w5")));
        _store.Ask(new SetValue(Value("w5"), 0, "0.5"));
        Assert.That(State.Inspection!.Content!.Data[0], Is.EqualTo(0.5));
        Assert.That(State.Notice!.Text, Does.Contain("w5 = 0.5"), "what was said of the edit still stands");
        _store.Dispatch(new TypedLine("restart"));
        Assert.That(State.Inspection.Content.Data[0], Is.EqualTo(0.25));
        Assert.That((State.Place, State.Waiting), Is.EqualTo((Place.Inspector, 0)));
    }

    [Test]
    public void An_answer_that_comes_after_its_screen_was_left_is_dropped()
    {
        var waiting = new List<SessionCommand>();
        var late = new Store(State, new LateEngine(waiting));
        late.Ask(new Inspect(Value("w5")));
        late.Dispatch(new Back());
        late.Dispatch(_host.Execute(waiting[0], default));
        Assert.That((late.State.Place, late.State.Inspection), Is.EqualTo((Place.Home, (InspectionMsg?)null)));
    }

    [Test]
    public void Another_language_is_spoken_by_the_engine_too()
    {
        _store.Dispatch(new SwitchLanguage(Backstep.Engine.Texts.Language.ChineseSimplified));
        Assert.That(State.Texts, Is.SameAs(Backstep.Debugger.Tui.Texts.UiTexts.Chinese));
        Assert.That(State.View!.Last!.Sentence, Does.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }

    [Test]
    public void Colours_and_signs_change_and_all_else_of_the_look_stays()
    {
        _store.Dispatch(new SwitchTheme("light"));
        _store.Dispatch(new SwitchColours(ColourLevel.None));
        _store.Dispatch(new ToggleAscii());
        Assert.That((State.Look.Theme.Name, State.Look.Colours, State.Look.Unicode), Is.EqualTo(("light", ColourLevel.None, false)));
        _store.Dispatch(new SwitchColours(ColourLevel.TrueColour));
        Assert.That(State.Look.Theme, Is.EqualTo(Theme.Light), "what stood in for colours is gone");
    }

    private sealed class LateEngine(List<SessionCommand> commands) : IEngine
    {
        public void Do(SessionCommand command, Action<Msg> answer) => commands.Add(command);

        public void Interrupt()
        {
        }

        public void Dispose()
        {
        }
    }
}
