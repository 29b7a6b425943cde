using System.Collections.Immutable;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>From the state and what happened to the next state and what is to be done. Pure: no clock, no engine, no view.</summary>
public static class StateUpdate
{
    /// <summary>Words that open a form, in the order of <see cref="DebugForm"/>.</summary>
    internal static ImmutableArray<string> FormWords { get; } = ["values", "homework"];

    /// <summary>Longer than this, a printed line is something to read in a window.</summary>
    private const int LongestNotice = 150;

    /// <summary>
    /// A terminal is given no more than this: what it takes of OSC 52 is limited, to a million bytes of Base64 in tmux, and what is over
    /// that is dropped without a word.
    /// </summary>
    internal const int MostCopiedBytes = 740_000;

    public static (AppState State, ImmutableArray<Effect> Effects) Update(AppState state, Msg message) => message switch
    {
        Ask ask => Asking(state, ask.Command),
        DoneMsg => (state with { Waiting = Math.Max(state.Waiting - 1, 0), Progress = null }, []),
        ProgressMsg progress => (state with { Progress = progress.Progress }, []),
        SessionMsg arrived => Refreshed(state, Said(Arrived(state, arrived.View), arrived.Notice, arrived.IsProblem), []),
        ProblemMsg problem => Refreshed(state,
            Said(problem.View is { } view ? Arrived(state, view) : state, problem.Problem, isProblem: true), []),
        OutputMsg output => Printed(state, Arrived(state, output.View), output),
        // What was asked for on a screen that has been left is of no use any more.
        ExplanationMsg or InspectionMsg when state.AskedAt != state.Place => (state, []),
        ExplanationMsg explained => (Explained(state, explained.Explanation), []),
        InspectionMsg inspected => (At(state, Place.Inspector) with { Inspection = inspected }, []),
        LessonMsg lesson => LessonsUpdate.Update(state, lesson),
        Train train => Asking(At(state, Place.Run) with { Run = null }, new StartRun(train.Request)),
        // Esc leads back to the run.
        RunStepMsg step => (Said(At(Arrived(state with { IsExercise = false }, step.View), Place.Debug), step.Notice), []),
        RunMsg run => (Said(state with { Run = run.View }, run.Notice, run.IsProblem), []),
        Drew or SketchMsg or WeightsMsg => DrawUpdate.Update(state, message),
        DataMsg data => (state with { DataFolders = data.Folders }, []),
        KeptRunsMsg kept => (state with { KeptRuns = kept.Names }, []),
        DemoMsg demo => (state with { Demo = demo.Frames }, []),
        Open open => (At(state, open.Place), []),
        OpenInDebugger open => Asking(state with { Places = [Place.Home, Place.Debug], IsExercise = false }, open.Program),
        OpenFile open => Asking(state with { File = null }, new ReadFile(open.Path)),
        FileMsg file => Opened(state with { File = file }, file.Then),
        Back when state.Lessons is { } lessons && LessonsUpdate.IsLesson(state.Place) => LessonsUpdate.Back(state, lessons),
        Back => (Left(state), []),
        TrailTo to => (state with { Trail = state.Trail.GetRange(0, Math.Clamp(to.Level + 1, 1, state.Trail.Count)) }, []),
        Quit => (state, [new QuitEffect()]),
        Say say => (state.Say(say.Text, say.IsProblem), []),
        Hush => (state.Notice is null ? state : state with { Notice = null }, []),
        SwitchTheme to => (state with { Look = state.Look.In(state.Themes.FirstOrDefault(t => t.Name == to.Name)) }, []),
        SwitchColours colours => (state with { Look = state.Look.In(colours: colours.Colours) }, []),
        ToggleAscii => (state with { Look = state.Look.In(unicode: !state.Look.Unicode) }, []),
        SwitchLanguage to => Asking(state with { Look = state.Look with { Language = to.Language } }, new Speak(to.Language)),
        ToggleDigits => Digits(state, state.Look.Digits == Look.FewDigits ? Look.AllDigits : Look.FewDigits),
        ToggleMenu => (state with { ShowsMenu = !state.ShowsMenu }, []),
        ToggleMouse => (state with { UsesMouse = !state.UsesMouse }, []),
        SizePanes panes => (state with { Panes = panes.Sizes }, []),
        TypedLine typed => Typed(state, typed.Line.Trim()),
        TogglePredict => (Predicting(state), []),
        Predict predict => Asking(state with { Debug = state.Debug with { Pending = predict.Guess } },
            new Move(Movement.Into, Guess: predict.Guess)),
        Copy copy => Copied(state, copy),
        _ => (state, []),
    };

    private static (AppState, ImmutableArray<Effect>) Asking(AppState state, SessionCommand command) =>
        (state with { Waiting = state.Waiting + 1, Notice = null, AskedAt = state.Place }, [new SessionEffect(command)]);

    /// <summary>
    /// What a file holds leads where it belongs: weights to the debugger, a course to its map; words of the debugger act where one is.
    /// </summary>
    private static (AppState, ImmutableArray<Effect>) Opened(AppState state, Msg? held) => held switch
    {
        null => (state, []),
        SessionMsg => Update(state with { Places = [Place.Home, Place.Debug], IsExercise = false }, held),
        _ => Update(state, held),
    };

    private static AppState At(AppState state, Place place) =>
        state.Place == place ? state : state with { Places = state.Places.Push(place), Notice = null, AskedAt = null };

    /// <summary>One level back: in a trail of explanations to the one before, else to the screen before.</summary>
    private static AppState Left(AppState state) =>
        state is { Place: Place.Explanation, Trail.Count: > 1 } ? state with { Trail = state.Trail.RemoveAt(state.Trail.Count - 1) }
        : state.Places.Pop().IsEmpty ? state
        : state with { Places = state.Places.Pop(), Notice = null, AskedAt = null };

    private static AppState Explained(AppState state, Explanation explanation) =>
        state.Place == Place.Explanation ? state with { Trail = state.Trail.Add(explanation) }
            : At(state, Place.Explanation) with { Trail = [explanation] };

    /// <summary>Where the session has moved or was changed, the inspector asks for its value anew.</summary>
    private static (AppState, ImmutableArray<Effect>) Refreshed(AppState before, AppState now, ImmutableArray<Effect> effects) =>
        now is { Place: Place.Inspector, Inspection: { } shown, View: { } view } && !ReferenceEquals(before.View, view)
            && view.Program.Values.Contains(shown.Value)
            ? (now with { Waiting = now.Waiting + 1, AskedAt = now.Place }, [.. effects, new SessionEffect(new Inspect(shown.Value))])
            : (now, effects);

    private static (AppState, ImmutableArray<Effect>) Digits(AppState state, int digits)
    {
        AppState next = state with { Look = state.Look with { Digits = digits } };
        return state.View is null ? (next, []) : Asking(next, new ShowDigits(digits));
    }

    private static AppState Said(AppState state, string? notice, bool isProblem = false) =>
        notice is null ? state : state.Say(notice, isProblem);

    /// <summary>The session is at a new place; what was predicted for it is judged.</summary>
    private static AppState Arrived(AppState state, SessionView view)
    {
        if (state.View?.Program != view.Program)
            return state with { View = view, Debug = new DebugState { IsPredicting = state.Debug.IsPredicting } };
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

    private static (AppState, ImmutableArray<Effect>) Printed(AppState before, AppState state, OutputMsg output)
    {
        // What a movement prints is on the screen anyway; its last line says where it stopped.
        string last = output.Text[(output.Text.LastIndexOf('\n') + 1)..];
        if (output.Text.Length == 0) return Refreshed(before, state, []);
        return output.IsMovement || output.Text == last && last.Length <= LongestNotice
            ? Refreshed(before, state.Say(last), [])
            : Refreshed(before, state, [new ShowEffect(output)]);
    }

    private static (AppState, ImmutableArray<Effect>) Typed(AppState state, string line)
    {
        if (line.Length == 0) return (state, []);
        AppState next = state with { Typed = state.Typed.Remove(line).Add(line) };
        if (FormWords.IndexOf(line) is >= 0 and var form) return (next, [new ShowEffect(new FormMsg((DebugForm)form))]);
        // 'quit' is for the interface, all else for the debugger.
        return line.Split(';').Any(c => c.Trim() is "quit" or "q" or "exit") ? (next, [new QuitEffect()])
            : Asking(next, new TypedCommand(line));
    }

    private static (AppState, ImmutableArray<Effect>) Copied(AppState state, Copy copy) =>
        Encoding.UTF8.GetByteCount(copy.Text) is var bytes and > MostCopiedBytes
            ? (state.Say(state.Texts.Actions.TooLargeToCopy(copy.What, bytes / 1000, MostCopiedBytes / 1000), isProblem: true), [])
            : (state.Say(state.Texts.Actions.Copied(copy.What)), [new CopyEffect(copy.Text)]);

    private static AppState Predicting(AppState state) =>
        (state with { Debug = state.Debug with { IsPredicting = !state.Debug.IsPredicting, Verdict = null } })
            .Say(state.Debug.IsPredicting ? state.Texts.Debug.PredictOff : state.Texts.Debug.PredictOn);
}
