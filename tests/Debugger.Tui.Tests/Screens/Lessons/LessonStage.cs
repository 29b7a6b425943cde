using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Terminal.Gui.ViewBase;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>The lessons of the tests' course on a stage.</summary>
internal static class LessonStage
{
    public static void Play(Func<Stage, Pilot, Task> script, int width = 120, int height = 40, Look? look = null)
    {
        using var stage = new Stage(null, width, height, look, lessons: Sources());
        stage.Store.Dispatch(new OpenLessons());
        stage.Play(pilot => script(stage, pilot));
    }

    public static void PlayLesson(string lesson, Func<Stage, Pilot, Task> script, int width = 120, int height = 40, Look? look = null) =>
        Play(async (stage, pilot) =>
    {
        await Enter(stage, pilot, lesson);
        await script(stage, pilot);
    }, width, height, look);

    /// <summary>At a question; what comes before it is done by messages.</summary>
    public static void PlayQuestion(
        string lesson, string question, Func<Stage, Pilot, Task> script, int width = 120, int height = 40, Look? look = null) =>
        PlayLesson(lesson, async (stage, pilot) =>
    {
        await pilot.Do(() =>
        {
            if (Play(stage).View.Info.HasExercise) ReachGoal(stage);
            stage.Store.Dispatch(new Pass(LessonTrigger.StartQuiz));
            while (Question(stage).Question.Id != question)
            {
                stage.Store.Dispatch(new Reply(Right(stage)));
                stage.Store.Dispatch(new GoOn());
            }
        });
        // The screen of the question begins to run.
        await pilot.Wait(TimeSpan.Zero);
        await script(stage, pilot);
    }, width, height, look);

    /// <summary>
    /// At a question of the course that comes with the program; its exercise counts as done, and the questions before it are answered.
    /// </summary>
    public static void PlayOwn(
        string lesson, string question, Func<Stage, Pilot, Task> script, int width, int height, Look? look = null) =>
        PlayOwnLesson(lesson, async (stage, pilot) =>
    {
        await pilot.Do(() => ToQuestion(stage, question));
        await pilot.Wait(TimeSpan.Zero);
        await script(stage, pilot);
    }, width, height, look);

    /// <summary>On the first page of a lesson of the course that comes with the program.</summary>
    public static void PlayOwnLesson(string lesson, Func<Stage, Pilot, Task> script, int width, int height, Look? look = null)
    {
        string file = Path.Combine(Path.GetDirectoryName(CourseFile)!, "..", "..", "lessons.json");
        using var stage = new Stage(null, width, height, look, lessons: Sources() with { Course = () => CourseReader.Load(file) });
        stage.Store.Dispatch(new OpenLessons());
        foreach (Lesson before in stage.State.Lessons!.Course.Lessons.TakeWhile(l => l.Id != lesson).ToArray())
            stage.Store.Dispatch(new SkipFromMap(before.Id));
        stage.Store.Dispatch(new EnterFromMap(lesson));
        stage.Play(pilot => script(stage, pilot));
    }

    private static void ToQuestion(Stage stage, string question)
    {
        stage.Store.Dispatch(new Pass(LessonTrigger.StartExercise));
        if (Play(stage).View.Info.HasExercise)
            stage.Store.Dispatch(new GoalMsg(new GoalProgress(1, true, true, 1, new("", ""), new Moment(1, 0))));
        stage.Store.Dispatch(new Pass(LessonTrigger.StartQuiz));
        for (int i = 0; i < 10 && Question(stage).Question.Id != question; i++)
        {
            stage.Store.Dispatch(new Reply(Right(stage)));
            if (stage.State.Lessons!.Quiz!.Pending is not null) stage.Store.Dispatch(new Confide(null));
            stage.Store.Dispatch(new GoOn());
        }
        Assert.That(Question(stage).Question.Id, Is.EqualTo(question));
    }

    public static async Task Enter(Stage stage, Pilot pilot, string lesson)
    {
        await pilot.Do(() =>
        {
            foreach (string before in new[] { First, Second, Boss, Training }.TakeWhile(l => l != lesson))
                stage.Store.Dispatch(new SkipFromMap(before));
            stage.Store.Dispatch(new EnterFromMap(lesson));
        });
        await pilot.Wait(TimeSpan.Zero);
    }

    public static void ReachGoal(Stage stage)
    {
        stage.Store.Dispatch(new Pass(LessonTrigger.StartExercise));
        if (Play(stage).IsTraining) stage.Store.Dispatch(new BeginTraining());
        for (int i = 0; i < 80 && !Play(stage).Position.IsGoalReached; i++) stage.Store.Ask(new Move(Movement.Into));
    }

    public static LessonPlay Play(Stage stage) => stage.State.Lessons!.Play!;

    public static QuestionView Question(Stage stage) => stage.State.Lessons!.Quiz!.View!;

    public static VerdictView? Verdict(Stage stage) => stage.State.Lessons!.Quiz?.Verdict;

    public static string Right(Stage stage) =>
        AnswerKey.Of(Question(stage).Question, new LessonWorld(Question(stage).Lesson.Exercise, new ReferenceBackend(),
        Question(stage).Replay)).Typed;

    /// <summary>The right answer by keys, up to Enter: chosen, carried into its order, or typed.</summary>
    public static async Task ChooseOrType(Stage stage, Pilot pilot)
    {
        string right = Right(stage);
        switch (Question(stage).Question)
        {
            case OrderQuestion:
                // Each item is carried up to its place.
                int[] order = [.. right.Split(' ').Select(n => int.Parse(n) - 1)];
                List<int> lies = [.. Enumerable.Range(0, Question(stage).Options.Length)];
                for (int to = 0; to < order.Length; to++)
                {
                    int from = lies.IndexOf(order[to]);
                    string down = string.Concat(Enumerable.Repeat("Down ", from)), up = string.Concat(Enumerable.Repeat("K ", from - to));
                    await pilot.Press("Home " + down + up);
                    lies.RemoveAt(from);
                    lies.Insert(to, order[to]);
                }
                // What does not belong has come to lie last, and is left out.
                for (int last = lies.Count - 1; last >= order.Length; last--)
                    await pilot.Press("Home " + string.Concat(Enumerable.Repeat("Down ", last)) + "Delete");
                break;
            case FirstWrongStepQuestion:
                QuestionView asked = Question(stage);
                int step = WrongStep.Of(new LessonWorld(asked.Lesson.Exercise, new ReferenceBackend(), asked.Replay)).Instruction;
                await pilot.Press("Home " + string.Concat(Enumerable.Repeat("Down ", step)));
                break;
            case SignQuestion or ChoiceQuestion or FixQuestion or ExperimentQuestion: await pilot.Press(right); break;
            default: await pilot.Type(right); break;
        }
    }

    /// <summary>All views of a kind within another.</summary>
    public static IEnumerable<T> Descendants<T>(this View view) where T : View =>
        view.SubViews.SelectMany(v => v.Descendants<T>().Prepend(v as T)).OfType<T>();
}
