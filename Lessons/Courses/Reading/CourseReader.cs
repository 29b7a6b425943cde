using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Backstep.Engine.Data;
using Backstep.Engine.Json;
using Backstep.Engine.Models.Files;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>
/// Reads course files. What is checked here is the file itself: JSON, keys, types, sizes, ids, and which lesson requires which.
/// Whether expressions can be evaluated and goals be reached is not.
/// </summary>
public static class CourseReader
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isProven">It has been checked as a whole before, by the tests of the course that comes with the program: rules of
    /// single members are looked at only if it cannot be read, to say why. That takes half of the time.</param>
    /// <exception cref="CourseException">It cannot be read, or it is no course.</exception>
    public static Course Load(string path, bool isProven = false)
    {
        byte[] bytes;
        try
        {
            bytes = TextFile.Bytes(path, CourseFormat.MaxFileBytes);
        }
        catch (DataException)
        {
            throw TooLarge();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string shown = Quoted.Shown(path);
            throw new CourseException(l => CourseTexts.In(l) is var t && e is FileNotFoundException or DirectoryNotFoundException
                ? t.NoSuchFile(shown)
                : e is not UnauthorizedAccessException ? t.CannotRead(shown)
                : Directory.Exists(path) ? t.IsFolder(shown)
                : t.NotAllowed(shown));
        }
        Course course = Parse(bytes, isProven);
        FindFiles(course, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return course;
    }

    /// <summary>Networks of files lie beside the course.</summary>
    private static void FindFiles(Course course, string folder)
    {
        foreach (Run run in course.Lessons.SelectMany(l => l.Exercise.Runs.Values.Prepend(l.Exercise)))
            if (run.Program is { } program && ProgramFiles.IsFile(program, folder)) run.Program = ProgramFiles.Absolute(program, folder);
    }

    /// <summary>Reads a course from JSON.</summary>
    /// <exception cref="CourseException">It is no course; every problem that was found is in it.</exception>
    public static Course Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a course from JSON in UTF-8.</summary>
    /// <exception cref="CourseException">It is no course; every problem that was found is in it.</exception>
    public static Course Parse(ReadOnlySpan<byte> utf8) => Parse(utf8, isProven: false);

    private static Course Parse(ReadOnlySpan<byte> utf8, bool isProven)
    {
        if (utf8.Length > CourseFormat.MaxFileBytes) throw TooLarge();
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        var problems = new Problems();
        JsonPart? root = JsonPartReader.Read(utf8, problems.Add);
        Course? course = problems.Any || !isProven ? null : AsProven(utf8);
        if (course is null && root is not null) new FormatCheck(problems).Check(root, typeof(Course));
        if (problems.Any) throw new CourseException(problems.InOrder);
        course ??= JsonSerializer.Deserialize<Course>(utf8, CourseJson.Options)!;
        course.Lines = new LineMap(Lines(root!));
        var texts = new List<PlacedText>();
        Place(course, typeof(Course), "$", texts);
        course.Texts = [.. texts];
        Lesson? previous = null;
        foreach (Lesson lesson in course.Lessons)
        {
            if (previous is not null && !course.Lines.Has(lesson.At("requires"))) lesson.Requires = [previous.Id];
            previous = lesson;
        }
        StructureChecks.Run(course, problems);
        return problems.Any ? throw new CourseException(problems.InOrder) : course;
    }

    /// <summary>Null where someone has changed it since so that it cannot be read.</summary>
    private static Course? AsProven(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<Course>(utf8, CourseJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Tells each part where it stands, and gathers the texts.</summary>
    private static void Place(object? node, Type type, string path, List<PlacedText> texts)
    {
        if (node is CourseNode part) (part.Path, type) = (path, part.GetType());
        if (node is LocalText text) texts.Add(new(path, text));
        else if (node is IReadOnlyDictionary<string, Run> runs)
        {
            foreach ((string name, Run run) in runs) Place(run, typeof(Run), $"{path}.{name}", texts);
        }
        else if (node is not (null or string))
        {
            JsonTypeInfo info = CourseJson.Options.GetTypeInfo(type);
            if (info.Kind == JsonTypeInfoKind.Object)
            {
                foreach (JsonPropertyInfo member in info.Properties)
                    Place(member.Get!(node), member.PropertyType, $"{path}.{member.Name}", texts);
            }
            else if (info.Kind == JsonTypeInfoKind.Enumerable && info.ElementType != typeof(string))
            {
                foreach ((int i, object? item) in ((IEnumerable)node).Cast<object?>().Index())
                    Place(item, info.ElementType!, $"{path}[{i}]", texts);
            }
        }
    }

    /// <summary>Every path of the file with its line.</summary>
    private static IEnumerable<KeyValuePair<string, int>> Lines(JsonPart part)
    {
        var open = new Stack<JsonPart>([part]);
        while (open.TryPop(out JsonPart? next))
        {
            yield return new(next.Path, next.Line);
            if (next is ObjectPart o) foreach (var member in o.Members) open.Push(member.Value);
            if (next is ListPart l) foreach (JsonPart item in l.Items) open.Push(item);
        }
    }

    private static CourseException TooLarge() => new(l => CourseTexts.In(l).TooLarge(CourseFormat.MaxFileBytes));
}
