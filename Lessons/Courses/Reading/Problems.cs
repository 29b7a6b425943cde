using System.Collections.Immutable;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>Collects what is wrong with a file, so that an author can mend it all at once.</summary>
internal sealed class Problems
{
    /// <summary>A file that is no course at all would fill the screen.</summary>
    private const int Most = 200;

    private readonly List<CourseProblem> _list = [];

    public bool Any => _list.Count > 0;

    public void Add(string path, int line, string message)
    {
        if (_list.Count < Most) _list.Add(new(path, line, message));
    }

    public void Add(JsonPart part, string message) => Add(part.Path, part.Line, message);

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<CourseProblem> InOrder() => [.. _list.OrderBy(p => p.Line).Distinct()];
}
