using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Lessons.Courses;

/// <summary>
/// Reads course files. What is checked here is the file itself: JSON, keys, types, sizes, ids, and which lesson requires which.
/// Whether expressions can be evaluated and goals be reached is not.
/// </summary>
public static class CourseReader
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="CourseException">It cannot be read, or it is no course.</exception>
    public static Course Load(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > CourseFormat.MaxFileBytes) throw TooLarge(file.Length);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string why = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => Directory.Exists(path) ? "this is a folder, name the file in it" : "it may not be read",
                _ => "it cannot be read",
            };
            throw new CourseException($"{Fields.Shown(path)}: {why}");
        }
        return Parse(bytes);
    }

    /// <summary>Reads a course from JSON.</summary>
    /// <exception cref="CourseException">It is no course; every problem that was found is in it.</exception>
    public static Course Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a course from JSON in UTF-8.</summary>
    /// <exception cref="CourseException">It is no course; every problem that was found is in it.</exception>
    public static Course Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > CourseFormat.MaxFileBytes) throw TooLarge(utf8.Length);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var context = new ReadingContext();
        JsonPart? root = JsonPartReader.Read(utf8.StartsWith(mark) ? utf8[mark.Length..] : utf8, context.Problems);
        Course? course = root is null ? null : Course(root, context);
        if (course is not null) StructureChecks.Run(course, context.Problems);
        return context.Problems.Any ? throw new CourseException(context.Problems.InOrder()) : course!;
    }

    private static Course? Course(JsonPart root, ReadingContext context)
    {
        var f = new Fields(root, "course", context);
        if (!f.IsUsable) return null;
        if (f.Has("format") && f.Integer("format", 0, int.MaxValue) is { } format && format != CourseFormat.Version)
            f.Problem("format", $"this program reads format {CourseFormat.Version}, not {format}; update the program or the file");
        var course = new Course
        {
            Id = f.Id("id"),
            Title = f.Text("title"),
            Chapters = [.. f.List("chapters", min: 1).Select(c => Chapter(c, context))],
            Texts = [.. context.Texts],
            Lines = new LineMap(Lines(root)),
        };
        if (f.Has("$schema")) f.Name("$schema");
        return WithDefaultRequires(course);
    }

    private static Chapter Chapter(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "chapter", context);
        return new()
        {
            Path = f.Path,
            Id = f.Id("id"),
            Title = f.Text("title"),
            Summary = f.Text("summary"),
            Closing = f.Text("closing"),
            Lessons = [.. f.List("lessons", min: 1).Select(l => Lesson(l, context))],
        };
    }

    private static Lesson Lesson(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "lesson", context);
        return new()
        {
            Path = f.Path,
            Id = f.Id("id"),
            Title = f.Text("title"),
            Kind = f.Word("kind", LessonKinds) == "boss" ? LessonKind.Boss : LessonKind.Lesson,
            Requires = f.Names("requires"),
            Tutorial = f.Names("tutorial"),
            Exercise = f.Object("exercise", e => ExerciseReading.Exercise(e, context)) ?? new Exercise { Run = new RunSpec { Program = "" } },
            Pages = [.. f.List("pages", min: 1, max: CourseFormat.MaxPages).Select(p => Fields.TextOf(p, context))],
            Questions = [.. f.List("questions", min: 1).Select(q => QuestionReading.Question(q, context)).OfType<Question>()],
        };
    }

    /// <summary>A lesson that does not say what it requires comes after the one before it.</summary>
    private static Course WithDefaultRequires(Course course)
    {
        string? previous = null;
        var chapters = ImmutableArray.CreateBuilder<Chapter>();
        foreach (Chapter chapter in course.Chapters)
        {
            var lessons = ImmutableArray.CreateBuilder<Lesson>();
            foreach (Lesson lesson in chapter.Lessons)
            {
                lessons.Add(course.Lines.Has(lesson.At("requires")) || previous is null ? lesson : lesson with { Requires = [previous] });
                previous = lesson.Id;
            }
            chapters.Add(chapter with { Lessons = lessons.ToImmutable() });
        }
        return course with { Chapters = chapters.ToImmutable() };
    }

    private static FrozenSet<string> LessonKinds { get; } = new[] { "lesson", "boss" }.ToFrozenSet();

    /// <summary>Every path of the file with its line.</summary>
    private static IEnumerable<KeyValuePair<string, int>> Lines(JsonPart part)
    {
        var open = new Stack<JsonPart>([part]);
        while (open.TryPop(out JsonPart? next))
        {
            yield return new(next.Path, next.Line);
            if (next is JsonObject o) foreach (var member in o.Members) open.Push(member.Value);
            if (next is JsonList l) foreach (JsonPart item in l.Items) open.Push(item);
        }
    }

    private static CourseException TooLarge(long bytes) => new($"the course file has {bytes} bytes; {CourseFormat.MaxFileBytes} are possible");
}
