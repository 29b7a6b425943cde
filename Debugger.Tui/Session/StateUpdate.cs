using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Debugging;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>From the state and what happened to the next state and what is to be done. Pure: no clock, no engine, no view.</summary>
public static class StateUpdate
{
    /// <summary>Longer than this, a printed line is something to read in a window.</summary>
    private const int LongestNotice = 100;

    public static (AppState State, ImmutableArray<Effect> Effects) Update(AppState state, Msg message) => message switch
    {
        Ask ask => (Asking(state), [new SessionEffect(ask.Command)]),
        DoneMsg => (state with { Waiting = Math.Max(state.Waiting - 1, 0), Progress = null }, []),
        ProgressMsg progress => (state with { Progress = progress.Progress }, []),
        SessionMsg arrived => (Said(Arrived(state, arrived.View), arrived.Notice, arrived.IsProblem), []),
        ProblemMsg problem => (Said(problem.View is { } view ? Arrived(state, view) : state, problem.Problem, isProblem: true), []),
        OutputMsg output => Printed(Arrived(state, output.View), output),
        // What was asked for on a screen that has been left is of no use any more.
        ExplanationMsg or InspectionMsg => (state, state.Place == Place.Home ? [] : [new ShowEffect(message)]),
        DemoMsg demo => (state with { Demo = demo.Frames }, []),
        Open open => (state.Place == open.Place ? state : state with { Places = state.Places.Push(open.Place), Notice = null }, []),
        OpenInDebugger open => (Asking(state) with { Places = [Place.Home, Place.Debug] }, [new SessionEffect(open.Program)]),
        Back => (state.Places.Pop().IsEmpty ? state : state with { Places = state.Places.Pop(), Notice = null }, []),
        Quit => (state, [new QuitEffect()]),
        Say say => (state.Say(say.Text, say.IsProblem), []),
        Hush => (state.Notice is null ? state : state with { Notice = null }, []),
        SwitchTheme theme => (state with { Look = state.Look.In(Theme.Named(theme.Name)) }, []),
        ToggleMenu => (state with { ShowsMenu = !state.ShowsMenu }, []),
        TypedLine typed => Typed(state, typed.Line.Trim()),
        TogglePredict => (Predicting(state), []),
        Predict predict => (Asking(state) with { Debug = state.Debug with { Pending = predict.Guess } }, [new SessionEffect(new Move(Movement.Into))]),
        Copy copy => (state.Say(state.Texts.Actions.Copied(copy.What)), [new CopyEffect(copy.Text)]),
        _ => (state, []),
    };

    private static AppState Asking(AppState state) => state with { Waiting = state.Waiting + 1, Notice = null };

    private static AppState Said(AppState state, string? notice, bool isProblem = false) => notice is null ? state : state.Say(notice, isProblem);

    /// <summary>The session is at a new place; what was predicted for it is judged.</summary>
    private static AppState Arrived(AppState state, SessionView view)
    {
        if (state.View?.Program != view.Program) return state with { View = view, Debug = new DebugState { IsPredicting = state.Debug.IsPredicting } };
        DebugState debug = state.Debug with { Pending = null };
        // A mark that was set moves nothing: what was said of the last prediction still stands.
        if ((state.View.Now, state.View.Timeline) == (view.Now, view.Timeline)) return state with { View = view, Debug = debug };
        debug = debug with { Verdict = null };
        if (state.Debug.Pending is { } guess && view.LastInstruction is { } last && view[last.Output] is { Length: 1 } actual)
        {
            PredictionVerdict verdict = Prediction.Judge(guess, actual.Data[0], state.Texts.Debug);
            debug = debug with { Verdict = verdict, Score = (debug.Score.Right + (verdict.IsRight ? 1 : 0), debug.Score.All + 1) };
        }
        return state with { View = view, Debug = debug };
    }

    private static (AppState, ImmutableArray<Effect>) Printed(AppState state, OutputMsg output)
    {
        // What a movement prints is on the screen anyway; its last line says where it stopped.
        string last = output.Text[(output.Text.LastIndexOf('\n') + 1)..];
        if (output.Text.Length == 0) return (state, []);
        if (output.IsMovement) return (state.Say(last), []);
        return output.Text == last && last.Length <= LongestNotice ? (state.Say(last), []) : (state, [new ShowEffect(output)]);
    }

    private static (AppState, ImmutableArray<Effect>) Typed(AppState state, string line)
    {
        if (line.Length == 0) return (state, []);
        AppState next = state with { Typed = state.Typed.Remove(line).Add(line) };
        // 'quit' is for the interface, all else for the debugger.
        return line.Split(';').Any(c => c.Trim() is "quit" or "q" or "exit") ? (next, [new QuitEffect()]) : (Asking(next), [new SessionEffect(new TypedCommand(line))]);
    }

    private static AppState Predicting(AppState state) =>
        (state with { Debug = state.Debug with { IsPredicting = !state.Debug.IsPredicting, Verdict = null } })
            .Say(state.Debug.IsPredicting ? state.Texts.Debug.PredictOff : state.Texts.Debug.PredictOn);
}
