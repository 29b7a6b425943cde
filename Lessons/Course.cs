using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstep.Lessons;

/// <summary>A question whose answer the engine computes.</summary>
/// <param name="Id">Unique in its lesson.</param>
/// <param name="Ask">What the learner is asked.</param>
/// <param name="Answer">An expression over the program's values after one iteration; never a literal result.</param>
public sealed record Question(string Id, string Ask, string Answer);

/// <summary>A few pages and questions about one program.</summary>
/// <param name="Id">Unique in the course.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Program">A name of the program catalog.</param>
/// <param name="Pages">What the learner reads.</param>
/// <param name="Questions">What the learner answers.</param>
public sealed record Lesson(string Id, string Title, string Program, ImmutableArray<string> Pages, ImmutableArray<Question> Questions);

/// <summary>Lessons that belong together.</summary>
public sealed record Chapter(string Title, ImmutableArray<Lesson> Lessons);

/// <summary>A course as a lesson file describes it.</summary>
public sealed record Course([property: JsonPropertyName("course")] string Title, ImmutableArray<Chapter> Chapters)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>All lessons in order.</summary>
    [JsonIgnore]
    public IEnumerable<Lesson> Lessons => Chapters.SelectMany(c => c.Lessons);

    /// <summary>Reads a lesson file.</summary>
    /// <exception cref="CourseException">It is no such file; the message is one line that says where and why.</exception>
    public static Course Parse(string json)
    {
        Course course;
        try
        {
            course = JsonSerializer.Deserialize<Course>(json, Options) ?? throw new CourseException("the lesson file holds nothing");
        }
        catch (JsonException e)
        {
            throw new CourseException($"the lesson file is wrong at {e.Path ?? "$"}, line {e.LineNumber + 1}: {e.Message.Split(" Path:")[0]}");
        }
        if (course.Lessons.GroupBy(l => l.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CourseException($"two lessons have the id {twice.Key}");
        return course;
    }
}

/// <summary>A lesson file cannot be used; the message is one line.</summary>
public sealed class CourseException(string message) : Exception(message);
