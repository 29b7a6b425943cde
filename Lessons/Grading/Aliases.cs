using System.Text.RegularExpressions;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Lessons.Grading;

/// <summary>
/// Derivatives as they can be typed on any keyboard: the label <c>∂E/∂w5</c> is also called <c>d(E)/d(w5)</c> and <c>dE/dw5</c>,
/// unless the program has a value of that name.
/// </summary>
internal static partial class Aliases
{
    /// <summary>Every name, label and alias of the program's values.</summary>
    public static IEnumerable<string> NamesOf(Program program)
    {
        string[] names = [.. HistoryResolver.NamesOf(program)];
        return names.Concat(names.SelectMany(Of)).Distinct();
    }

    /// <summary>The name or label that <paramref name="name"/> stands for; itself if it is one.</summary>
    public static string Resolve(string name, Program program) =>
        HistoryResolver.Lookup(program, name) is null && AliasPattern().Match(name) is { Success: true } match
            ? $"∂{match.Groups["of"].Value}/∂{match.Groups["by"].Value}"
            : name;

    private static IEnumerable<string> Of(string label) =>
        LabelPattern().Match(label) is { Success: true } match ? [$"d({match.Groups["of"].Value})/d({match.Groups["by"].Value})", $"d{match.Groups["of"].Value}/d{match.Groups["by"].Value}"] : [];

    [GeneratedRegex(@"^∂(?<of>[^\s/∂()]+)/∂(?<by>[^\s/∂()]+)$")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^d(\()?(?<of>[^\s/∂()]+)(?(1)\))/d(\()?(?<by>[^\s/∂()]+)(?(2)\))$")]
    private static partial Regex AliasPattern();
}
