using System.Text.RegularExpressions;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// What a course's expressions may name: values at the end of a run, and with <c>start:</c>,
/// <c>first:</c>, <c>it3:</c>, <c>right:</c> or a run's name in front, elsewhere.
/// </summary>
internal sealed partial class WorldNames : IValueResolver
{
    private readonly LessonWorld _world;
    private readonly ExerciseRun _run;
    private readonly Dictionary<string, Place> _places = [];

    /// <summary>Names for one expression: only the prefixes that are in it are known, because all would be thousands of names.</summary>
    /// <exception cref="LessonException">A prefix stands for nothing.</exception>
    public WorldNames(LessonWorld world, ExerciseRun run, string expression)
    {
        _world = world;
        _run = run;
        _places[""] = new(run, run.End);
        foreach (Match match in PrefixPattern().Matches(expression))
            if (match.Value.Any(char.IsAsciiLetter)) _places.TryAdd(match.Value, PlaceOf(match.Value));
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => _places.SelectMany(p => HistoryResolver.NamesOf(p.Value.Run.Program).Select(n => p.Key + n));

    /// <summary>Where a name lies, and the name without its prefix.</summary>
    public (Place Place, string Name) Locate(string name)
    {
        string prefix = PrefixPattern().Match(name) is { Success: true, Index: 0 } match && _places.ContainsKey(match.Value)
            ? match.Value : "";
        return (_places[prefix], name[prefix.Length..]);
    }

    /// <inheritdoc/>
    public bool TryResolve(string name, out Tensor value)
    {
        (Place place, string rest) = Locate(name);
        return place.Run.ValuesAt(place.Moment).TryResolve(rest, out value);
    }

    /// <inheritdoc/>
    public string WhyMissing(string name, Language language)
    {
        (Place place, string rest) = Locate(name);
        return place.Moment == default
            ? ScenarioTexts.In(language).NoContentYet(name) : place.Run.ValuesAt(place.Moment).WhyMissing(rest, language);
    }

    private Place PlaceOf(string prefixes)
    {
        string[] parts = prefixes.TrimEnd(':').Split(':');
        ExerciseRun run = _run;
        int next = 0;
        if (parts[0] == "right") run = _world.Right;
        else if (_world.Exercise.Runs.ContainsKey(parts[0])) run = _world.Run(parts[0]);
        else next--;
        next++;
        if (next == parts.Length) return new(run, run.End);
        if (next == parts.Length - 1)
        {
            if (parts[next] == "start") return new(run, default);
            if (parts[next] == "first") return new(run, run.EndOf(1));
            if (IterationPattern().Match(parts[next]) is { Success: true } match && int.TryParse(match.Groups[1].Value, out int k)
                && k is >= 1 and <= Courses.CourseFormat.MaxIterations)
            {
                if (k > 1 && run.Program.Fault is not null)
                    throw new LessonException(l => ExerciseTexts.In(l).NeverReached(prefixes, run.Program.Name));
                return new(run, run.EndOf(k));
            }
        }
        string runs = string.Join(", ", _world.Exercise.Runs.Keys);
        throw new LessonException(l => ExerciseTexts.In(l).StandsForNothing(prefixes, runs));
    }

    [GeneratedRegex(@"(?<![\w.∂⁺:])(?:[a-z0-9]+(?:-[a-z0-9]+)*:)+")]
    private static partial Regex PrefixPattern();

    [GeneratedRegex("^it([0-9]{1,6})$")]
    private static partial Regex IterationPattern();

    /// <summary>A moment of a run.</summary>
    public readonly record struct Place(ExerciseRun Run, Moment Moment);
}
