using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>Every mistake that can be made on purpose, by name.</summary>
public static class BugCatalog
{
    /// <summary>
    /// All bugs: of the order of a step, the chain rule, the loss, the model, the start, the update, of parts that do not learn, of what
    /// is written in place, of attention.
    /// </summary>
    public static ImmutableArray<Bug> All { get; } =
    [
        .. OrderBugs.All, .. ChainRuleBugs.All, .. LossBugs.All, .. ModelBugs.All, .. StartBugs.All, .. UpdateBugs.All,
        .. FrozenBugs.All, .. InPlaceBugs.All, .. AttentionBugs.All,
    ];

    /// <summary>The bug called <paramref name="name"/>.</summary>
    /// <exception cref="BugException">There is none; its message names near misses and the whole list.</exception>
    public static Bug Get(string name)
    {
        if (All.FirstOrDefault(m => m.Name == name) is { } bug) return bug;
        string[] near =
        [
            .. from m in All
               let distance = EditDistance.Between(name, m.Name)
               where distance <= 2 || (name.Length >= 3 && m.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
               orderby distance
               select m.Name,
        ];
        throw new BugException(l => BugTexts.In(l).NoBug(name, l.Any(near), string.Join(", ", All.Select(m => m.Name))), near);
    }

    /// <summary>Those that can be applied to <paramref name="scenario"/>.</summary>
    public static IEnumerable<Bug> For(Scenario scenario) => All.Where(m => m.AppliesTo(scenario));

    /// <summary>Applies several, those of the forward pass first (<see cref="BugStage"/>), otherwise in the order given.</summary>
    /// <exception cref="BugException">There is none of a name, or one cannot be applied.</exception>
    public static Scenario Apply(Scenario scenario, params IEnumerable<string> names) =>
        names.Select(Get).OrderBy(m => m.Stage).Aggregate(scenario, (s, m) => m.Apply(s));
}
