using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses;

/// <summary>A part of a course that knows where it stands in the file.</summary>
public abstract record CourseNode
{
    /// <summary>The JSON path: <c>$.chapters[2].lessons[0]</c>.</summary>
    public string Path { get; init; } = "$";

    /// <summary>The path of a member of this part: <c>At("answer")</c>, <c>At("options", 1)</c>.</summary>
    public string At(string member, int? index = null) => index is { } i ? $"{Path}.{member}[{i}]" : $"{Path}.{member}";
}

/// <summary>A course as a lesson file describes it.</summary>
public sealed record Course : CourseNode
{
    /// <summary>Names the course in saved games.</summary>
    public required string Id { get; init; }

    /// <summary>What the course is called.</summary>
    public required LocalText Title { get; init; }

    /// <summary>The chapters, in order; at least one.</summary>
    public required ImmutableArray<Chapter> Chapters { get; init; }

    /// <summary>Every text of the course with its place, in the order of the file.</summary>
    public ImmutableArray<PlacedText> Texts { get; init; } = [];

    /// <summary>The lines of the file.</summary>
    public LineMap Lines { get; init; } = LineMap.Empty;

    /// <summary>All lessons in order.</summary>
    public IEnumerable<Lesson> Lessons => Chapters.SelectMany(c => c.Lessons);

    /// <summary>The lesson with this id; null if there is none.</summary>
    public Lesson? Find(string lessonId) => Lessons.FirstOrDefault(l => l.Id == lessonId);

    /// <summary>The lesson in which <paramref name="path"/> lies; null for the parts outside of lessons.</summary>
    public Lesson? LessonAt(string path) =>
        Lessons.FirstOrDefault(l => path.StartsWith(l.Path, StringComparison.Ordinal) && (path.Length == l.Path.Length || path[l.Path.Length] is '.' or '['));

    /// <summary>A problem at <paramref name="path"/>, with its line.</summary>
    public CourseProblem Problem(string path, string message) => new(path, Lines[path], message);
}

/// <summary>Lessons that belong together.</summary>
public sealed record Chapter : CourseNode
{
    /// <summary>Unique in the course.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about.</summary>
    public required LocalText Title { get; init; }

    /// <summary>One line for the map.</summary>
    public required LocalText Summary { get; init; }

    /// <summary>What the closing screen says.</summary>
    public required LocalText Closing { get; init; }

    /// <summary>The lessons, in order; at least one.</summary>
    public required ImmutableArray<Lesson> Lessons { get; init; }
}

/// <summary>What sort of lesson it is.</summary>
public enum LessonKind
{
    /// <summary>Something new is taught.</summary>
    Lesson,

    /// <summary>A program with a bug in it: find it.</summary>
    Boss,
}

/// <summary>A few pages, an exercise in the debugger and questions about one program.</summary>
public sealed record Lesson : CourseNode
{
    /// <summary>Unique in the course.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about.</summary>
    public required LocalText Title { get; init; }

    /// <summary>An ordinary lesson unless the file says otherwise.</summary>
    public LessonKind Kind { get; init; }

    /// <summary>Ids of the lessons to be solved before; the previous lesson of the course unless the file says otherwise.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>The tutorials that its facts come from: <c>004</c>.</summary>
    public ImmutableArray<string> Tutorial { get; init; } = [];

    /// <summary>What pages, questions and the debugger refer to.</summary>
    public required Exercise Exercise { get; init; }

    /// <summary>What the learner reads; 1 to 6 pages.</summary>
    public required ImmutableArray<LocalText> Pages { get; init; }

    /// <summary>What the learner answers; at least one.</summary>
    public required ImmutableArray<Question> Questions { get; init; }

    /// <summary>The question with this id; null if there is none.</summary>
    public Question? Find(string questionId) => Questions.FirstOrDefault(q => q.Id == questionId);
}

/// <summary>A text and where it stands.</summary>
/// <param name="Path">The JSON path of the text; a translation is its member <c>zh-Hans</c>.</param>
/// <param name="Text">The text.</param>
public sealed record PlacedText(string Path, LocalText Text);
