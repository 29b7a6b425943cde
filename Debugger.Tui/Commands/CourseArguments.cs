using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine;
using Backstep.Lessons.Courses;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--lessons FILE</c>: which course is meant.</summary>
internal sealed class CourseArguments
{
    private readonly string _shipped;

    /// <summary>The option.</summary>
    /// <param name="folder">Where the course lies that comes with the program; null for the program's own folder.</param>
    /// <param name="recursive">Whether commands below take the option too.</param>
    public CourseArguments(string? folder = null, bool recursive = true)
    {
        _shipped = Path.Combine(folder ?? AppContext.BaseDirectory, "lessons.json");
        File.Recursive = recursive;
    }

    public Option<string?> File { get; } = new("--lessons") { Description = "A course of your own; docs/writing-lessons.md tells how to write one. Default: the course that comes with the program.", HelpName = "FILE" };

    /// <summary>The file that is asked for.</summary>
    public string PathOf(ParseResult? parsed) => parsed?.GetValue(File) ?? _shipped;

    /// <summary>The course that is asked for.</summary>
    /// <exception cref="CourseException">It cannot be used.</exception>
    public Course Load(ParseResult? parsed)
    {
        string path = PathOf(parsed);
        try
        {
            return CourseReader.Load(path);
        }
        catch (CourseException e) when (e.Problems is [{ Line: > 0 } first, ..])
        {
            throw new CourseException($"{path}: {first}{(e.Problems.Length > 1 ? $"; {e.Problems.Length - 1} more, 'backstep lessons check {path}' lists them" : "")}");
        }
    }

    /// <summary>The lesson with this id.</summary>
    /// <exception cref="UsageException">There is none; the message names those that are like it.</exception>
    public static Lesson Find(Course course, string id) =>
        course.Find(id) ?? throw new UsageException($"there is no lesson {id};{Near(id, course.Lessons.Select(l => l.Id))} 'backstep lessons list' shows them");

    /// <summary>The question with this id.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Question Find(Lesson lesson, string id) =>
        lesson.Find(id) ?? throw new UsageException($"{lesson.Id} has no question {id};{Near(id, lesson.Questions.Select(q => q.Id))} it has {string.Join(", ", lesson.Questions.Select(q => q.Id))}");

    private static string Near(string typed, IEnumerable<string> ids)
    {
        string[] near = [.. from id in ids
                            let distance = EditDistance.Between(typed, id)
                            where distance <= Math.Max(1, typed.Length / 3) || (typed.Length >= 3 && id.Contains(typed, StringComparison.OrdinalIgnoreCase))
                            orderby distance
                            select id];
        return near.Length == 0 ? "" : $" did you mean {string.Join(" or ", near.Take(3))}?";
    }
}
