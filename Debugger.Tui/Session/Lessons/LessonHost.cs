using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Backends;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>Where lessons and progress come from.</summary>
/// <param name="Course">Reads the course.</param>
/// <param name="SavedGame">Keeps the learner's progress.</param>
/// <param name="Time">The clock.</param>
/// <param name="Data">Where training exercises find their images.</param>
public sealed record LessonSources(Func<Course> Course, SavedGame SavedGame, TimeProvider Time, TrainingData Data);

/// <summary>
/// The lessons' side of the engine's thread: reads the course, makes texts and questions with the engine's numbers, judges answers, watches
/// exercises and keeps progress. To be used from one thread at a time.
/// </summary>
public sealed class LessonHost(LessonSources sources, SessionHost session, IBackend backend, UiTexts texts)
{
    /// <summary>Lessons whose numbers are kept at most.</summary>
    private const int MostWorlds = 6;

    /// <summary>A training is told about so often, about.</summary>
    private const int MostLosses = 240;

    private readonly List<((string Lesson, int Replay) Key, LessonWorld World)> _worlds = [];
    private LessonWriter _writer = new(texts);
    private Course? _course;
    private CourseOutline? _outline;
    private CourseProgress? _played;
    private OpenedExercise? _exercise;
    private readonly List<Msg> _observed = [];

    /// <summary>Whether the learner is being taken to a place: that is no movement of the learner's.</summary>
    private bool _isShowing;
    private DateTimeOffset _lastKept;

    /// <summary>The exercise that the debugger shows.</summary>
    private sealed record OpenedExercise(string Lesson, int Replay, DebugSession Session, GoalTracker Tracker)
    {
        public required GoalProgress Progress { get; set; }
    }

    private Language Language => _writer.Language;

    /// <summary>Carries out a command; what cannot be done becomes a <see cref="ProblemMsg"/>.</summary>
    internal IEnumerable<Msg> Execute(LessonCommand command, CancellationToken cancel)
    {
        if (command is TrainExercise train) return Train(train, cancel);
        try
        {
            return Answer(command);
        }
        catch (LocalizedException e)
        {
            return [new ProblemMsg(e.In(Language))];
        }
    }

    /// <summary>Another language from now on, also for what has been told already.</summary>
    internal IEnumerable<Msg> Speak(Language language)
    {
        _writer = new(UiTexts.In(language));
        return [new SpokenMsg()];
    }

    /// <summary>What the lesson makes of what was done in the debugger since it was asked last.</summary>
    internal IEnumerable<Msg> Observed()
    {
        Msg[] observed = [.. _observed];
        _observed.Clear();
        return observed;
    }

    /// <summary>Judges an entry of the debugger's journal, to be called right after what it tells of was done.</summary>
    internal void Observe(DebugSession now, JournalEntry entry)
    {
        if (_isShowing) return;
        try
        {
            if (_exercise is { } exercise && ReferenceEquals(exercise.Session, now))
            {
                GoalProgress progress = exercise.Tracker.Observe(exercise.Progress, entry, now);
                if (!ReferenceEquals(progress, exercise.Progress)) _observed.Add(new GoalMsg(progress));
                exercise.Progress = progress;
            }
            if (Achievement.Of(now, entry) is { } achievement) _observed.AddRange(Achieved(achievement));
        }
        catch (LocalizedException e)
        {
            _observed.Add(new ProblemMsg(e.In(Language)));
        }
    }

    private List<Msg> Answer(LessonCommand command)
    {
        switch (command)
        {
            case OpenCourse open: return [Open(open)];
            case EnterLesson enter:
                return [new LessonReadyMsg(_writer.Lesson(Find(enter.Lesson), Info(enter.Lesson),
                World(enter.Lesson, enter.Position.Replays)), enter.Position)];
            case AskQuestion ask:
                Question question = Find(ask.Lesson).Find(ask.Question)
                    ?? throw new LessonException(l => ExerciseTexts.In(l).NoSuchQuestion(ask.Lesson, ask.Question));
                return [new QuestionMsg(_writer.Question(Find(ask.Lesson), question, World(ask.Lesson, ask.Replay), ask.Misses))];
            case GiveAnswer given: return Judge(given);
            case Retell told: return [Told(told)];
            case OpenExercise open: return Exercise(open);
            case SaveProgress keep: return Save(keep);
            case SaveReason reason: _played = Progress.Reasoned(reason.Lesson, reason.Question, reason.Right); return [];
            case SwitchSure sure:
                _played = Progress with
                { Profile = sources.SavedGame.Save(Progress.Profile.WithSure(sure.On, Now), out LocalText? warning) };
                return [new SavedMsg(_played, [], Notice: warning)];
            case SaveTestOut test: return Saved(Progress.PassTestOut(test.Chapter, Now));
            case CountTestOut test: return Saved(new ProgressUpdate(Progress.BeginTestOut(test.Chapter).Course, []));
            case ResetLesson reset:
                _played = Progress with { Profile = sources.SavedGame.Reset(Progress.Profile, Progress.Outline.Id, reset.Lesson) };
                _exercise = null;
                return [new SavedMsg(_played, [])];
            case SwitchGame game:
                _played = Progress with
                {
                    Profile = sources.SavedGame.Save(Progress.Profile.WithSettings(Progress.Profile.Language, game.On, Now),
                        out LocalText? notice)
                };
                return [new SavedMsg(_played, [], Notice: notice)];
            case SwitchProfile profile:
                _played = Progress with { Profile = sources.SavedGame.Switch(profile.Name, out LocalText? said) };
                return [new ProfileMsg(_played, sources.SavedGame.Names, said)];
            default: throw new ArgumentException($"{command} is not known", nameof(command));
        }
    }

    private DateTimeOffset Now => sources.Time.GetLocalNow();

    private CourseProgress Progress => _played ?? throw new LessonException(l => ExerciseTexts.In(l).NoCourse);

    private Course Course => _course ?? throw new LessonException(l => ExerciseTexts.In(l).NoCourse);

    private Lesson Find(string lesson) => Course.Find(lesson) ?? throw new LessonException(l => ExerciseTexts.In(l).NoSuchLesson(lesson));

    private LessonInfo Info(string lesson) => Progress.Outline.Find(lesson)!;

    private CourseMsg Open(OpenCourse open)
    {
        _course ??= sources.Course();
        Profile profile = sources.SavedGame.Start(out LocalText? notice);
        // Its pars are searched for in every program: once is enough.
        _outline ??= CourseOutlines.Of(_course);
        _played = new CourseProgress(_outline, profile);
        _lastKept = Now;
        DateOnly today = DateOnly.FromDateTime(Now.DateTime);
        if (open.Lesson is { } id) Find(id);
        var lessons = new LessonsState { Course = _course, Progress = _played, Today = today, Profiles = sources.SavedGame.Names };
        return new CourseMsg(lessons, open.Lesson, notice, open.Reviews);
    }

    /// <summary>Another course from now on; one that cannot be used leaves the present one.</summary>
    /// <exception cref="LocalizedException">It cannot be used.</exception>
    internal CourseMsg Open(string file)
    {
        Course course = CourseFile.Load(file);
        (_outline, _course) = (CourseOutlines.Of(course), course);
        _exercise = null;
        _worlds.Clear();
        return Open(new OpenCourse());
    }

    private LessonWorld World(string lesson, int replay)
    {
        (string, int) key = (lesson, replay);
        int at = _worlds.FindIndex(w => w.Key == key);
        LessonWorld world = at >= 0 ? _worlds[at].World : new LessonWorld(Find(lesson).Exercise, backend, replay);
        if (at >= 0) _worlds.RemoveAt(at);
        _worlds.Add((key, world));
        if (_worlds.Count > MostWorlds) _worlds.RemoveAt(0);
        return world;
    }

    private List<Msg> Judge(GiveAnswer given)
    {
        LessonWorld world = World(given.View.Lesson.Id, given.View.Replay);
        Verdict verdict = Grader.Grade(given.View.Question, world, given.Answer, given.View.Misses);
        if (verdict.Kind == VerdictKind.Unreadable) return [new UnreadableMsg(given.View, verdict.Message?.In(Language) ?? "")];
        var messages = new List<Msg> { new VerdictMsg(given.View, _writer.Verdict(given.View, world, given.Answer, verdict)) };
        if (verdict.IsRight && given.View.Question is FixQuestion)
            messages.AddRange(Achieved(new Achievement(AchievementKind.ProgramRepaired)));
        messages.AddRange(Counted(given, verdict));
        return messages;
    }

    /// <summary>What an answer changes in what is known of the learner; in a lesson it is saved with the learner's place.</summary>
    private List<Msg> Counted(GiveAnswer given, Verdict verdict)
    {
        if (_played is null) return [];
        var answer = new GivenAnswer(verdict.IsRight, given.Answer, verdict.Diagnosis?.Slip, given.Sure);
        if (given.Review is { } review) return Saved(_played.Reviewed(review, answer, Now));
        CourseProgress counted = _played.Answered(given.View.Lesson.Id, given.View.Question.Id, answer, Now);
        if (given.For != Asking.Lesson) return Saved(new ProgressUpdate(counted, []));
        _played = counted;
        return [];
    }

    private RetoldMsg Told(Retell told)
    {
        LessonView? lesson = told.Lesson is { } open ? _writer.Lesson(open.Lesson, open.Info, World(open.Info.Id, open.Replay)) : null;
        if (told.Question is not { } asked) return new(lesson, null, null, null);
        LessonWorld world = World(asked.Lesson.Id, asked.Replay);
        QuestionView question = _writer.Question(asked.Lesson, asked.Question, world, asked.Misses);
        if (told.Answer is not { } answer) return new(lesson, question, null, null);
        Verdict verdict = Grader.Grade(asked.Question, world, answer, asked.Misses);
        return verdict.Kind == VerdictKind.Unreadable ? new(lesson, question, null, verdict.Message?.In(Language) ?? "")
            : new(lesson, question, _writer.Verdict(question, world, answer, verdict), null);
    }

    private List<Msg> Exercise(OpenExercise open)
    {
        var messages = new List<Msg>();
        if (_exercise is { } known && (known.Lesson, known.Replay) == (open.Lesson, open.Replay)
            && ReferenceEquals(known.Session, session.Session))
        {
            // Who comes back finds the debugger as it was.
            messages.Add(session.Now());
        }
        else
        {
            LessonWorld world = World(open.Lesson, open.Replay);
            messages.Add(session.Adopt(world.Scenario));
            GoalTracker tracker = GoalTracker.For(world);
            _exercise = new(open.Lesson, open.Replay, session.Session!, tracker) { Progress = tracker.Start(session.Session!) };
        }
        if (open.At is { } moment)
        {
            // A what-if of the learner's has other numbers than the question.
            _isShowing = true;
            if (session.Session!.Current != 0) messages.Add(session.Execute(new SwitchTimeline(0), CancellationToken.None));
            messages.Add(session.Execute(new GoTo(moment), CancellationToken.None));
            if (open.Nudge is { } nudge)
            {
                string number = nudge.To.ToString("R", CultureInfo.InvariantCulture);
                messages.Add(session.Execute(new SetValue(nudge.Value, nudge.Offset, number), CancellationToken.None));
                messages.Add(session.Execute(new GoTo(nudge.Seen), CancellationToken.None));
            }
            _isShowing = false;
        }
        messages.Add(new GoalMsg(_exercise.Progress with { ReachedNow = false }));
        return messages;
    }

    private IEnumerable<Msg> Train(TrainExercise train, CancellationToken cancel)
    {
        try
        {
            LessonWorld world = World(train.Lesson, train.Replay);
            Exercise exercise = Find(train.Lesson).Exercise;
            var goal = (TrainGoal)exercise.Goal!;
            session.Adopt(world.Scenario);
            TrainingExercise training = TrainingExercise.Create(exercise, goal, sources.Data, train.Replay);
            return Train(training, training.WhyOtherwise is null ? null : goal.Target.Data, GoalTracker.For(world), cancel);
        }
        catch (LocalizedException e)
        {
            return [new ProblemMsg(e.In(Language))];
        }
    }

    private IEnumerable<Msg> Train(TrainingExercise training, string? missing, GoalTracker tracker, CancellationToken cancel)
    {
        using (training)
        {
            TrainingView view = new(training.Target.Data, missing, [], 1, training.Target.Epochs, null, training.Target.Accuracy, 0,
                IsRunning: true);
            yield return new TrainingMsg(view);
            foreach (TrainingProgress at in training.Run(cancel))
            {
                if (at.Step % Math.Max(1, at.Steps / MostLosses) != 0 && at.TestAccuracy is null) continue;
                view = view.With(at);
                yield return new TrainingMsg(view);
            }
            GoalProgress? progress = view.Accuracy is { } accuracy
                ? tracker.Observe(tracker.Start(session.Session!), new Trained(training.Target, accuracy), session.Session!) : null;
            yield return new TrainingMsg(view with { IsRunning = false }, progress);
            if (view.Accuracy is { } reached)
                foreach (Msg won in Achieved(new Achievement(AchievementKind.AccuracyReached, training.Target.Data, reached)))
                    yield return won;
        }
    }

    private List<Msg> Save(SaveProgress save)
    {
        TimeSpan spent = Now - _lastKept;
        _lastKept = Now;
        // Who was away for long was not learning.
        if (spent > TimeSpan.FromMinutes(15)) spent = TimeSpan.FromMinutes(1);
        return Saved(Progress.Update(new LessonFlow(Info(save.Lesson), save.Position), Now, spent));
    }

    private List<Msg> Saved(ProgressUpdate played)
    {
        LocalText? notice;
        _played = played.Course with { Profile = sources.SavedGame.Save(played.Course.Profile, out notice) };
        return [new SavedMsg(_played, played.Awards, played.ClosedChapter, notice)];
    }

    private List<Msg> Achieved(Achievement achievement)
    {
        if (_played is null) return [];
        ProgressUpdate played = _played.Achieve(achievement, Now);
        return played.Awards.IsEmpty ? [] : Saved(played);
    }
}
