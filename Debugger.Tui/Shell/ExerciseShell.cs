using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>How a part of a lesson was left.</summary>
internal enum ShellOutcome
{
    /// <summary>On to what comes next.</summary>
    On,

    /// <summary>Back to the pages.</summary>
    Pages,

    /// <summary>The lesson is left aside.</summary>
    Skip,

    /// <summary>The learner stops, or the input has ended.</summary>
    Quit,
}

/// <summary>The exercise of a lesson as text: the debugger's words, watched by the goal.</summary>
internal sealed class ExerciseShell
{
    /// <summary>A training tells how far it is so many times an epoch.</summary>
    private const int ReportsPerEpoch = 4;

    private readonly LessonWorld _world;
    private readonly LessonFlow _flow;
    private readonly CommandIo _io;
    private readonly TrainingData _training;
    private readonly Action<Achievement> _did;
    private readonly GoalTracker _tracker;
    private DebugSession _session;
    private DebugInterpreter _interpreter;
    private GoalProgress _progress;

    /// <param name="world">The exercise's numbers.</param>
    /// <param name="flow">The lesson, in its exercise.</param>
    /// <param name="io">The console.</param>
    /// <param name="training">Where images come from.</param>
    /// <param name="did">Is told of what may earn a badge.</param>
    public ExerciseShell(LessonWorld world, LessonFlow flow, CommandIo io, TrainingData training, Action<Achievement> did)
    {
        (_world, _flow, _io, _training, _did, _tracker) = (world, flow, io, training, did, GoalTracker.For(world));
        (_session, _interpreter, _progress) = Fresh();
    }

    private LessonShellTexts Texts => _io.Texts.LessonShell;

    private bool IsTraining => _world.Exercise.Goal is TrainGoal;

    private bool IsReached => _progress.IsReached || _flow.Position.IsGoalReached;

    /// <summary>Takes lines until the learner goes on.</summary>
    public ShellOutcome Run(Func<string?> read)
    {
        Say(Texts.Goal(_progress.Text.In(_io.Texts.Language)));
        Say(IsTraining ? Texts.TrainingWords : Texts.ExerciseWords);
        while (read() is { } line)
        {
            foreach (string text in line.Split(';'))
                if (Do(text.Trim()) is { } outcome) return outcome;
        }
        return ShellOutcome.Quit;
    }

    private ShellOutcome? Do(string text)
    {
        try
        {
            switch (text)
            {
                case "" or "quiz" or "on" when IsReached: return ShellOutcome.On;
                case "": return null;
                case "quit" or "q" or "exit": return ShellOutcome.Quit;
                case "skip" or "skip lesson": return ShellOutcome.Skip;
                case "pages": return ShellOutcome.Pages;
                case "goal" or "quiz" or "on": Say(Texts.Goal(_progress.Text.In(_io.Texts.Language))); return null;
                case "reach": Reach(); return null;
                case "train" when IsTraining: Train(); return null;
            }
            _interpreter.Execute(text);
        }
        catch (LocalizedException e)
        {
            Say(e.In(_io.Texts.Language));
        }
        return null;
    }

    private void Observe(JournalEntry entry)
    {
        if (Achievement.Of(_session, entry) is { } achievement) _did(achievement);
        GoalProgress before = _progress;
        _progress = _tracker.Observe(_progress, entry, _session);
        if (ReferenceEquals(before, _progress)) return;
        if (entry is Moved { Movement: Movement.Restart }) _flow.Fire(LessonTrigger.StartExercise);
        for (int i = before.Movements; i < _progress.Movements; i++) _flow.Fire(LessonTrigger.Step);
        if (!_progress.ReachedNow)
        {
            if (_world.Exercise.Goal is LossBelowGoal or EqualsGoal && entry is Moved or Edited)
                Say(Texts.Goal(_progress.Text.In(_io.Texts.Language)));
            return;
        }
        bool first = !_flow.Position.IsGoalReached;
        _flow.Fire(LessonTrigger.GoalReached);
        if (first) Say(Texts.GoalReached(_progress.Movements, _flow.Lesson.Par));
    }

    /// <summary>Shows the way from the beginning; that is a hint.</summary>
    private void Reach()
    {
        if (IsTraining)
        {
            Train();
            return;
        }
        if (_flow.CanFire(LessonTrigger.Hint)) _flow.Fire(LessonTrigger.Hint);
        (_session, _interpreter, _progress) = Fresh();
        _session.Recorded -= Observe;
        _flow.Fire(LessonTrigger.StartExercise);
        var way = new List<string>();
        int movements = 0;
        _session.Recorded += Write;
        if (!new GoalPlayer(_world, null).Reach(_session, out LocalText? why)) Say(why.In(Texts.Language));
        _session.Recorded -= Write;
        Say(Texts.Way(string.Join("; ", Repeated(way))));
        _interpreter.Execute("where");
        // The session stands at the end of the way already: it is told what was done, and judges the whole.
        for (int i = 0; i < movements; i++) _flow.Fire(LessonTrigger.Step);
        _progress = _progress with { Movements = movements, IsReached = true, ReachedNow = true, Best = movements, At = _session.Now };
        _flow.Fire(LessonTrigger.GoalReached);
        Say(Texts.GoalReached(movements, _flow.Lesson.Par));
        _session.Recorded += Observe;

        void Write(JournalEntry entry)
        {
            switch (entry)
            {
                case Moved moved:
                    way.Add(Word(moved.Movement));
                    movements++;
                    break;
                case Edited edited:
                    way.Add($"set {EditText.Changes(edited.Edits)}");
                    break;
                case Explained explained: way.Add($"explain {explained.Value.Name}"); break;
            }
        }
    }

    private void Train()
    {
        using TrainingExercise exercise = TrainingExercise.Create(_world.Exercise, (TrainGoal)_world.Exercise.Goal!,
            _training, _world.Play);
        if (exercise.WhyOtherwise is { } why) Say(Texts.OtherData(why(_io.Texts.Language), exercise.Target.Data));
        TrainingProgress? last = null;
        foreach (TrainingProgress progress in exercise.Run(_io.Cancel))
        {
            last = progress;
            long every = Math.Max(1, progress.Steps / progress.Epochs / ReportsPerEpoch);
            if (progress.TestAccuracy is null && progress.Step % every == 0)
                Say(Texts.Training(progress.Epoch, progress.Epochs, progress.Step, progress.Steps, Numbers.Format(progress.Loss, 4),
                    Percent(progress.Accuracy), progress.SamplesPerSecond.ToString("0", CultureInfo.InvariantCulture)));
        }
        if (last?.TestAccuracy is not { } accuracy)
        {
            Say(Texts.TrainingStopped);
            return;
        }
        _session.Record(new Trained(exercise.Target, accuracy));
        Say(Texts.Goal(_progress.Text.In(_io.Texts.Language)));
    }

    private (DebugSession, DebugInterpreter, GoalProgress) Fresh()
    {
        var session = new DebugSession(_world.Scenario, _world.Backend);
        session.Recorded += Observe;
        return (session, new DebugInterpreter(session, _io.Out, digits: 12, _io.Texts, _io.IsTerminal, _io.Cancel),
            _tracker.Start(session));
    }

    private void Say(string text) => _io.Out.WriteLine(text);

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private static string Word(Movement movement) => movement switch
    {
        Movement.Into => "step",
        Movement.Over => "next",
        Movement.Out => "finish",
        Movement.Iterate => "iterate",
        Movement.Back => "back",
        _ => movement.ToString(),
    };

    /// <summary><c>next; next; next</c> is <c>next 3</c>.</summary>
    private static IEnumerable<string> Repeated(List<string> words)
    {
        for (int i = 0; i < words.Count;)
        {
            int end = i;
            while (end < words.Count && words[end] == words[i]) end++;
            bool counts = words[i] is "step" or "next" or "iterate" or "back";
            if (end - i > 1 && counts) yield return $"{words[i]} {end - i}";
            else
                for (int n = i; n < end; n++) yield return words[n];
            i = end;
        }
    }
}
