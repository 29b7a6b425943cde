using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Injection;

/// <summary>Every mistake that can be made on purpose, by name.</summary>
public static class Mutations
{
    /// <summary>All mutations: of the order of a step, the chain rule, the loss, the model, the start, the update.</summary>
    public static ImmutableArray<Mutation> All { get; } =
    [
        .. OrderMutations.All, .. ChainRuleMutations.All, .. LossMutations.All, .. ModelMutations.All, .. StartMutations.All, .. UpdateMutations.All,
    ];

    /// <summary>The mutation called <paramref name="name"/>.</summary>
    /// <exception cref="MutationException">There is none; its message names near misses and the whole list.</exception>
    public static Mutation Get(string name)
    {
        if (All.FirstOrDefault(m => m.Name == name) is { } mutation) return mutation;
        string[] near =
        [
            .. from m in All
               let distance = EditDistance.Between(name, m.Name)
               where distance <= 2 || (name.Length >= 3 && m.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
               orderby distance
               select m.Name,
        ];
        throw new MutationException(
            $"there is no mutation {name};{(near.Length == 0 ? "" : $" did you mean {string.Join(" or ", near)}?")} mutations: {string.Join(", ", All.Select(m => m.Name))}", near);
    }

    /// <summary>Those that can be applied to <paramref name="scenario"/>.</summary>
    public static IEnumerable<Mutation> For(Scenario scenario) => All.Where(m => m.AppliesTo(scenario));

    /// <summary>Applies several, those of the forward pass first (<see cref="MutationStage"/>), otherwise in the order given.</summary>
    /// <exception cref="MutationException">There is none of a name, or one cannot be applied.</exception>
    public static Scenario Apply(Scenario scenario, params IEnumerable<string> names) =>
        names.Select(Get).OrderBy(m => m.Stage).Aggregate(scenario, (s, m) => m.Apply(s));
}
