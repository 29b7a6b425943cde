using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Checking;

/// <summary>Gathers problems with their places; the same thing is said once.</summary>
internal sealed class Findings(Course course)
{
    private readonly List<CourseProblem> _problems = [];

    public Course Course { get; } = course;

    /// <summary>By line; within a line as they were found.</summary>
    public ImmutableArray<CourseProblem> Problems => [.. _problems.OrderBy(p => p.Line)];

    public void Add(string path, string message)
    {
        CourseProblem problem = Course.Problem(path, message);
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <summary>Does something; what the course is to blame for becomes a problem at <paramref name="path"/>, unless the failure knows a better place.</summary>
    /// <returns>Whether it could be done.</returns>
    public bool Try(string path, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (CourseException e)
        {
            foreach (CourseProblem problem in e.Problems) Add(problem.Path == "$" ? path : problem.Path, problem.Message);
        }
        catch (Exception e) when (IsOfTheCourse(e))
        {
            Add(path, e.Message);
        }
        return false;
    }

    /// <summary>Works something out; null, with a problem, if it cannot be.</summary>
    public T? Try<T>(string path, Func<T> function)
        where T : class
    {
        T? result = null;
        Try(path, () => { result = function(); });
        return result;
    }

    /// <summary>Works a number out; null, with a problem, if it cannot be.</summary>
    public T? TryNumber<T>(string path, Func<T> function)
        where T : struct
    {
        T? result = null;
        Try(path, () => { result = function(); });
        return result;
    }

    private static bool IsOfTheCourse(Exception e) => e is ExpressionException or DebugException or UnknownProgramException or ScenarioException or ShapeException or ExplainException;
}
