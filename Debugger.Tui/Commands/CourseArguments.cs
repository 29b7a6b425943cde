using System.CommandLine;
using Backstep.Lessons.Courses;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--lessons FILE</c>: which course is meant.</summary>
internal sealed class CourseArguments
{
    private readonly string _shipped;

    /// <summary>The option; the course that comes with the program lies in <paramref name="folder"/>, by default the program's own.</summary>
    public CourseArguments(string? folder = null) => _shipped = Path.Combine(folder ?? AppContext.BaseDirectory, "lessons.json");

    public Option<string?> File { get; } = new("--lessons") { Description = "A course of your own; docs/writing-lessons.md tells how to write one. Default: the course that comes with the program.", HelpName = "FILE", Recursive = true };

    /// <summary>The file that is asked for.</summary>
    public string PathOf(ParseResult parsed) => parsed.GetValue(File) ?? _shipped;

    /// <summary>The course that is asked for.</summary>
    /// <exception cref="CourseException">It cannot be used.</exception>
    public Course Load(ParseResult parsed)
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
}
