using System.Diagnostics.CodeAnalysis;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Playing;

/// <summary>Reaches the goal of an exercise as a learner does: by movements, edits, questions why and trainings.</summary>
/// <param name="world">The exercise.</param>
/// <param name="training">Where images come from; null leaves training goals out and counts them as reached.</param>
public sealed class GoalPlayer(LessonWorld world, TrainingData? training)
{
    /// <summary>How the goal was reached, movement by movement; filled by <see cref="Reach(out LocalText?)"/>.</summary>
    public GoalProgress? Progress { get; private set; }

    /// <summary>Reaches the goal in a session of its own.</summary>
    /// <param name="why">Why not, in one line.</param>
    /// <exception cref="CourseException">The goal names what the program does not have.</exception>
    /// <exception cref="LessonException">The exercise cannot be run.</exception>
    public bool Reach([NotNullWhen(false)] out LocalText? why) => Reach(new DebugSession(world.Scenario, world.Backend), out why);

    /// <summary>Reaches the goal in a session that stands at its beginning; its journal tells how.</summary>
    /// <param name="session">The session.</param>
    /// <param name="why">Why not, in one line.</param>
    /// <exception cref="CourseException">The goal names what the program does not have.</exception>
    /// <exception cref="LessonException">The exercise cannot be run.</exception>
    public bool Reach(DebugSession session, [NotNullWhen(false)] out LocalText? why)
    {
        Goal? goal = world.Exercise.Goal;
        GoalTracker tracker = GoalTracker.For(world);
        Progress = tracker.Start(session);
        session.Recorded += Observe;
        try
        {
            why = goal switch
            {
                ReachGoal or ReachPhaseGoal or BackToGoal => Walk(goal),
                ExplainGoal explain => Explain(explain),
                LossBelowGoal loss => Solve(loss.Solution),
                EqualsGoal equals => Solve(equals.Solution),
                TrainGoal train => Train(train),
                _ => null,
            };
        }
        finally
        {
            session.Recorded -= Observe;
        }
        if (why is not null) return false;
        if (Progress.IsReached || (goal is TrainGoal && training is null)) return true;
        LocalText goalText = Progress.Text;
        why = LocalText.Of(l => CheckTexts.In(l).SolutionFails(goalText.In(l)));
        return false;

        void Observe(JournalEntry entry) => Progress = tracker.Observe(Progress!, entry, session);

        LocalText? Walk(Goal place)
        {
            foreach (Movement movement in ParFinder.Path(place, session.Program)!.Value) session.Go(movement);
            return null;
        }

        LocalText? Explain(ExplainGoal asked)
        {
            Value value = GoalPlaces.ValueOf(session.Program, asked.Value, asked.At("value"));
            if (session.Timeline.Read(value) is null) session.Iterate();
            try
            {
                new Explainer(session.Timeline).Explain(value, 0);
            }
            catch (ExplainException e)
            {
                return LocalText.Of(l => CheckTexts.In(l).CannotExplain(asked.Value, e.In(l)));
            }
            session.Record(new Explained(value, 0));
            return null;
        }

        LocalText? Solve(Solution solution)
        {
            Scenario edited = world.Edited(solution.Set);
            foreach (string name in solution.Set.Keys)
            {
                Value value = GoalPlaces.ValueOf(session.Program, name, world.Exercise.Goal!.At("solution"));
                Tensor? content = edited.Initial.GetValueOrDefault(value) ?? edited.Batches.At(0).FirstOrDefault(b => b.Key == value).Value;
                if (content is null) return LocalText.Of(l => CheckTexts.In(l).CannotSet(name));
                session.Set(value, content);
            }
            for (int i = 0; i < (solution.Iterations ?? 1) && !Progress!.IsReached; i++)
            {
                if (session.Iterate().Fault is { } fault) return LocalText.Of(fault.In);
            }
            return null;
        }

        LocalText? Train(TrainGoal trained)
        {
            if (training is null) return null;
            try
            {
                using TrainingExercise exercise = TrainingExercise.Create(world.Exercise, trained, training, world.Play);
                if (exercise.Run().LastOrDefault()?.TestAccuracy is { } accuracy) session.Record(new Trained(exercise.Target, accuracy));
                return null;
            }
            catch (DataException) when (training.SyntheticOnly)
            {
                // The goal is for those who have the data; whether it can be reached shows there.
                session.Record(new Trained(trained.Target, trained.Target.Accuracy));
                return null;
            }
            catch (DataException e)
            {
                return LocalText.Of(e.In);
            }
        }
    }
}
