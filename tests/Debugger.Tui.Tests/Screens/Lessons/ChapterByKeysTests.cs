using System.Globalization;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Tests.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>
/// Plays chapters of the course that comes with the program on the real screens, by nothing but keys, from the map to the end of each
/// lesson.
/// </summary>
public sealed class ChapterByKeysTests
{
    /// <summary>More keys than any lesson takes.</summary>
    private const int MostRounds = 60;

    [TestCase("forward", Language.English, 120, 40)]
    [TestCase("forward", Language.ChineseSimplified, 80, 24)]
    public void The_lessons_of_a_chapter_that_are_walked_are_solved_by_keys_alone(string chapter, Language language, int width, int height)
    {
        string file = Path.Combine(Path.GetDirectoryName(LearnerStore.CourseFile)!, "..", "..", "lessons.json");
        var sources = LearnerStore.Sources() with { Course = () => CourseReader.Load(file) };
        using var stage = new Stage(null, width, height, new Look(Theme.Dark) { Language = language }, lessons: sources);
        stage.Store.Dispatch(new OpenLessons());
        Course course = stage.State.Lessons!.Course;
        foreach (Lesson before in course.Chapters.TakeWhile(c => c.Id != chapter).SelectMany(c => c.Lessons))
            stage.Store.Dispatch(new SkipFromMap(before.Id));
        stage.Play(async pilot =>
        {
            foreach (Lesson lesson in course.Chapters.First(c => c.Id == chapter).Lessons)
            {
                await pilot.Press("Enter");
                Assert.That(Play(stage).View.Info.Id, Is.EqualTo(lesson.Id), "the map points at the lesson that comes next");
                for (int i = 0; i < MostRounds && stage.State.Place is not (Place.Map or Place.Closing); i++) await Further(stage, pilot);
                LessonPosition position = stage.State.Lessons!.Progress.Profile.Lesson(course.Id, lesson.Id).Position;
                Assert.That(position.SolvedAs, Is.Not.Null, $"{lesson.Id}\n{pilot.Text}");
                if (stage.State.Place == Place.Closing) await pilot.Press("Enter");
            }
        });
    }

    /// <summary>What a learner who knows everything does next.</summary>
    private static async Task Further(Stage stage, Pilot pilot)
    {
        switch (stage.State.Place)
        {
            case Place.Exercise when Play(stage).Position.IsGoalReached:
                await pilot.Press("N");
                break;
            case Place.Exercise:
                foreach (string keys in ToGoal(Play(stage))) await pilot.Press(keys);
                Assert.That(Play(stage).Position.IsGoalReached, Is.True, pilot.Text);
                break;
            case Place.Quiz when stage.State.Lessons!.Quiz is { Pending: not null }:
                await pilot.Press("f");
                break;
            case Place.Quiz when stage.State.Lessons!.Quiz is { AsksReason: true }:
                await pilot.Press($"{Verdict(stage)!.Reasons!.Offered.ToList().FindIndex(r => r.Why is null) + 1}");
                Assert.That(stage.State.Lessons!.Quiz!.AsksReason, Is.False, pilot.Text);
                break;
            case Place.Quiz when Verdict(stage) is not null:
                Assert.That(Verdict(stage)!.IsRight, Is.True, $"{Question(stage).Question.Id}\n{pilot.Text}");
                await pilot.Press("Enter");
                break;
            case Place.Quiz:
                await ChooseOrType(stage, pilot);
                await pilot.Press("Enter");
                break;
            default:
                await pilot.Press("Enter");
                break;
        }
    }

    /// <summary>The automatic player's way to the goal, as keys.</summary>
    private static List<string> ToGoal(LessonPlay play)
    {
        var world = new LessonWorld(play.View.Lesson.Exercise, new ReferenceBackend(), play.View.Replay);
        var session = new DebugSession(world.Scenario, world.Backend);
        var keys = new List<string>();
        session.Recorded += entry => keys.AddRange(KeysOf(entry));
        Assert.That(new GoalPlayer(world, training: null).Reach(session, out var why), Is.True, why?.English);
        return keys;
    }

    private static IEnumerable<string> KeysOf(JournalEntry entry) => entry switch
    {
        Moved moved => Enumerable.Repeat(KeyOf(moved.Movement), moved.Count),
        Edited edited => edited.Edits.Select(e =>
            string.Create(CultureInfo.InvariantCulture, $": \"set {e.Value.Name} = {e.Content.Data[e.Offset ?? 0]:R}\" Enter")),
        Explained explained => [$": \"explain {explained.Value.Name}\" Enter Esc"],
        _ => [],
    };

    private static string KeyOf(Movement movement) => movement switch
    {
        Movement.Into => "s",
        Movement.Over => "n",
        Movement.Out => "o",
        Movement.Back => "b",
        Movement.Continue => "c",
        Movement.ReverseContinue => "r",
        Movement.Iterate => "i",
        Movement.Restart => "R",
        _ => throw new ArgumentOutOfRangeException(nameof(movement), movement, "no key"),
    };
}
