using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>What a bug works on. Several are applied in this order, because a new forward pass is differentiated anew.</summary>
public enum BugStage
{
    /// <summary>Another forward pass or loss; the program is written anew.</summary>
    Forward,

    /// <summary>Another backward pass, update or order of the two: the instruction list is changed.</summary>
    Backward,

    /// <summary>Other first contents of parameters or hyperparameters; the instructions stay.</summary>
    Start,

    /// <summary>Other data in each iteration.</summary>
    Data,
}

/// <summary>A bug cannot be applied to a program, or there is none of the name. The message is one line.</summary>
public sealed class BugException(Func<Language, string> line, params IReadOnlyList<string> near) : LocalizedException(line)
{
    /// <summary>Names that differ by little from the one that was asked for.</summary>
    public IReadOnlyList<string> Near { get; } = near;
}

/// <summary>
/// One mistake, made on purpose: what a program becomes when a learner has misunderstood one thing.
/// The result is a program like any other; it can be stepped, explained and trained.
/// </summary>
/// <param name="title">What is wrong, in a few words.</param>
/// <param name="description">What is wrong and what it does, in a sentence or two.</param>
/// <param name="stage">What it works on.</param>
/// <param name="refusal">Why it cannot be applied, as the rest of a sentence that begins with the program's name (<c>has no bias</c>);
/// null if it can.</param>
/// <param name="apply">Makes the wrong scenario from one that is not refused.</param>
public sealed class Bug(
    string name, Func<BugTexts, string> title, Func<BugTexts, string> description, BugStage stage,
    Func<Scenario, Func<BugTexts, string>?> refusal, Func<Scenario, Scenario> apply)
{
    /// <summary>The name: <c>no-zero-grad</c>.</summary>
    public string Name => name;

    /// <summary>What is wrong, in a few words.</summary>
    public string Title(Language language) => title(BugTexts.In(language));

    /// <summary>What is wrong and what it does, in a sentence or two.</summary>
    public string Description(Language language) => description(BugTexts.In(language));

    /// <summary>What it works on.</summary>
    public BugStage Stage => stage;

    /// <summary>Whether it can be applied.</summary>
    public bool AppliesTo(Scenario scenario) => Refusal(scenario) is null;

    /// <summary>Why it cannot be applied, in one line; null if it can.</summary>
    public Func<Language, string>? Refusal(Scenario scenario)
    {
        Func<BugTexts, string>? why = scenario.Program.Fault is not null ? t => t.ShapeErrorAlready : refusal(scenario);
        return why is null ? null : l => BugTexts.In(l).Refused(Name, scenario.Program.Name, why(BugTexts.In(l)));
    }

    /// <summary>The same scenario with the mistake in it; <paramref name="scenario"/> stays as it is.</summary>
    /// <exception cref="BugException">It cannot be applied (<see cref="Refusal"/>).</exception>
    public Scenario Apply(Scenario scenario) => Refusal(scenario) is { } why ? throw new BugException(why) : apply(scenario);

    /// <summary>
    /// The places at which it can be made alone, by the names of values; none for a mistake that is made everywhere at once.
    /// </summary>
    public IReadOnlyList<string> Places(Scenario scenario) => AppliesTo(scenario) ? [.. PlacesIn(scenario)] : [];

    /// <summary>The same scenario with the mistake in it at one of its <see cref="Places"/>.</summary>
    /// <exception cref="BugException">It cannot be applied (<see cref="Refusal"/>).</exception>
    public Scenario ApplyAt(Scenario scenario, string place) =>
        Refusal(scenario) is { } why ? throw new BugException(why) : ApplyIn(scenario, place);

    public override string ToString() => Name;

    internal Func<Scenario, IEnumerable<string>> PlacesIn { get; init; } = _ => [];

    internal Func<Scenario, string, Scenario> ApplyIn { get; init; } = (scenario, _) => apply(scenario);
}
