using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;

namespace Backstep.Lessons.Tests;

/// <summary>The files at the top of the repository; the course is read once for all tests, and its numbers are computed once.</summary>
internal static class Shipped
{
    private static readonly Lazy<Course> Read = new(() => CourseReader.Load(CourseFile));

    private static readonly Lazy<CourseOutline> Outlined = new(() => CourseOutlines.Of(Course));

    private static readonly Dictionary<(string, int), LessonWorld> Worlds = [];

    public static string Root
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    public static string CourseFile => Path.Combine(Root, "lessons.json");

    public static string SchemaFile => Path.Combine(Root, "lessons.schema.json");

    public static Course Course => Read.Value;

    public static CourseOutline Outline => Outlined.Value;

    /// <summary>The numbers of a lesson in one play; the runner of these tests has one thread.</summary>
    public static LessonWorld World(Lesson lesson, int play = 0)
    {
        if (!Worlds.TryGetValue((lesson.Id, play), out LessonWorld? world))
            Worlds[(lesson.Id, play)] = world = new(lesson.Exercise, new ReferenceBackend(), play);
        return world;
    }

    public static (Question Question, LessonWorld World) Question(string lesson, string question) =>
        (Course.Find(lesson)!.Find(question)!, World(Course.Find(lesson)!));
}
