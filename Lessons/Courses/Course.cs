using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses;

/// <summary>
/// A part of a course that knows where it stands in the file. The records that derive from it are the format of a course file: their
/// members are its keys, their attributes its rules, and the descriptions are what a teacher's editor shows (lessons.schema.json).
/// </summary>
public abstract record CourseNode
{
    /// <summary>The JSON path: <c>$.chapters[2].lessons[0]</c>.</summary>
    public string Path { get; internal set; } = "$";

    /// <summary>The path of a member of this part: <c>At("answer")</c>, <c>At("options", 1)</c>.</summary>
    public string At(string member, int? index = null) => index is { } i ? $"{Path}.{member}[{i}]" : $"{Path}.{member}";
}

[Description("Lessons, questions and boss levels. No result is ever written out: answers are expressions that the engine evaluates.")]
public sealed record Course : CourseNode
{
    [JsonPropertyName("$schema"), Text(TextKind.Word), Description("This schema, so that editors complete and check.")]
    public string? Schema { get; init; }

    [AllowedValues(CourseFormat.Version), Description("The version of this format.")]
    public required int Format { get; init; }

    [Text(TextKind.Id), Description("Names the course in saved games.")]
    public required string Id { get; init; }

    [Description("What the course is called.")]
    public required LocalText Title { get; init; }

    [MinLength(1), Description("In order.")]
    public required ImmutableArray<Chapter> Chapters { get; init; }

    /// <summary>Every text of the course with its place.</summary>
    public ImmutableArray<PlacedText> Texts { get; internal set; } = [];

    /// <summary>The lines of the file.</summary>
    public LineMap Lines { get; internal set; } = LineMap.Empty;

    /// <summary>All lessons in order.</summary>
    public IEnumerable<Lesson> Lessons => Chapters.SelectMany(c => c.Lessons);

    /// <summary>The lesson with this id; null if there is none.</summary>
    public Lesson? Find(string lessonId) => Lessons.FirstOrDefault(l => l.Id == lessonId);

    /// <summary>The lesson in which <paramref name="path"/> lies; null for the parts outside of lessons.</summary>
    public Lesson? LessonAt(string path) => Lessons.FirstOrDefault(l =>
        path.StartsWith(l.Path, StringComparison.Ordinal) && (path.Length == l.Path.Length || path[l.Path.Length] is '.' or '['));

    /// <summary>A problem at <paramref name="path"/>, with its line.</summary>
    public CourseProblem Problem(string path, LocalText text) => new(path, Lines[path], text);
}

[Description("Lessons that belong together.")]
public sealed record Chapter : CourseNode
{
    [Text(TextKind.Id), Description("Unique in the course.")]
    public required string Id { get; init; }

    [Description("What it is about.")]
    public required LocalText Title { get; init; }

    [Description("One line for the map.")]
    public required LocalText Summary { get; init; }

    [Description("What the closing screen says.")]
    public required LocalText Closing { get; init; }

    [MinLength(1), Description("In order.")]
    public required ImmutableArray<Lesson> Lessons { get; init; }
}

public enum LessonKind
{
    /// <summary>Something new is taught.</summary>
    Lesson,

    /// <summary>A program with a bug in it: find it.</summary>
    Boss,
}

[Description("A few pages, an exercise in the debugger, and questions about one program.")]
public sealed record Lesson : CourseNode
{
    [Text(TextKind.Id), Description("Unique in the course.")]
    public required string Id { get; init; }

    [Description("What it is about.")]
    public required LocalText Title { get; init; }

    [DefaultValue("lesson"), Description("boss: a program with a bug in it.")]
    public LessonKind Kind { get; init; }

    [JsonInclude, Unique, Text(TextKind.Id), Description("Lessons to be solved before; left out: the previous lesson; []: none.")]
    public ImmutableArray<string> Requires { get; internal set; } = [];

    [JsonInclude, Unique, Text(TextKind.Word), Description("The tutorials that its facts come from: 004.")]
    public ImmutableArray<string> Tutorial { get; internal set; } = [];

    public required Exercise Exercise { get; init; }

    [Length(1, 6), Description("What the learner reads, about 110 English words a page at most.")]
    public required ImmutableArray<LocalText> Pages { get; init; }

    [MinLength(1), Description("What the learner answers.")]
    public required ImmutableArray<Question> Questions { get; init; }

    /// <summary>The question with this id; null if there is none.</summary>
    public Question? Find(string questionId) => Questions.FirstOrDefault(q => q.Id == questionId);
}

/// <summary>A text and where it stands.</summary>
/// <param name="Path">The JSON path of the text; a translation is its member <c>zh-Hans</c>.</param>
/// <param name="Text">The text.</param>
public sealed record PlacedText(string Path, LocalText Text);
