using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Backstep.Lessons.Courses;

/// <summary>How a program is run. In a further run, what is null or absent is as in the exercise.</summary>
[Description("A further run of the exercise: it says only what it does otherwise.")]
public record Run : CourseNode
{
    [JsonInclude, Text(TextKind.Program)]
    [Description("A program of the catalog, or the file of a network; its path begins at the course's folder.")]
    public string? Program { get; internal set; }

    /// <summary>What <c>torch.manual_seed</c> would be given in the first play.</summary>
    [Range(0, int.MaxValue), Description("Of the first play; each later one has the next.")]
    public long? Seed { get; init; }

    /// <summary>A further run's settings come on top of the exercise's.</summary>
    [JsonInclude]
    [Text(TextKind.Expression)]
    [Description("Contents before the first iteration: values' names, and expressions over what the program begins with.")]
    public IReadOnlyDictionary<string, string> Set { get; internal set; } = ImmutableDictionary<string, string>.Empty;

    [Range(1, 4096), Description("Images a batch.")]
    public int? BatchSize { get; init; }

    [AllowedValues("sgd", "momentum", "adam"), Description("Another optimizer than the program's.")]
    public string? Optimizer { get; init; }

    [Range(0, double.MaxValue, MinimumIsExclusive = true), Description("Another learning rate than the program's.")]
    public double? LearningRate { get; init; }

    [Unique, Text(TextKind.Bug), Description("Bugs that are applied, in order. []: none.")]
    public ImmutableArray<string>? Bugs { get; init; }

    [Range(1, CourseFormat.MaxIterations), Description("Answers are read at the end of this iteration; left out: of the first one.")]
    public int? Iterations { get; init; }

    /// <summary>This run, with everything that it does not say taken from <paramref name="basis"/>.</summary>
    public Run Over(Run basis) => new()
    {
        Path = Path,
        Program = Program ?? basis.Program,
        Seed = Seed ?? basis.Seed,
        Set = basis.Set.Where(s => !Set.ContainsKey(s.Key)).Concat(Set).ToDictionary(),
        BatchSize = BatchSize ?? basis.BatchSize,
        Optimizer = Optimizer ?? basis.Optimizer,
        LearningRate = LearningRate ?? basis.LearningRate,
        Bugs = Bugs ?? basis.Bugs ?? [],
        Iterations = Iterations ?? basis.Iterations ?? 1,
    };
}

[Description("What pages, questions and the debugger of a lesson refer to.")]
public sealed record Exercise : Run
{
    [Text(TextKind.Program), Description("A program of the catalog.")]
    public new required string Program { get => base.Program!; init => base.Program = value; }

    [JsonInclude, Unique, Text(TextKind.Value), Description("Values that have other numbers in each later play.")]
    public ImmutableArray<string> Vary { get; internal set; } = [];

    /// <summary>Expressions call them by their names: <c>hot:loss</c>.</summary>
    [JsonInclude, Text(TextKind.Id), Description("Other runs, by name; each says only what it does otherwise.")]
    public IReadOnlyDictionary<string, Run> Runs { get; internal set; } = ImmutableDictionary<string, Run>.Empty;

    public Goal? Goal { get; init; }

    [Range(1, 1000), Description("The fewest movements that reach the goal; computed if left out.")]
    public int? Par { get; init; }

    /// <summary>The exercise's own run, complete.</summary>
    public Run Own => Over(this);

    /// <summary>An exercise that is nothing but a run.</summary>
    internal static Exercise Of(Run run) => new()
    {
        Program = run.Program!,
        Seed = run.Seed,
        Set = run.Set,
        BatchSize = run.BatchSize,
        Optimizer = run.Optimizer,
        LearningRate = run.LearningRate,
        Bugs = run.Bugs,
        Iterations = run.Iterations,
    };

    /// <summary>Whether a bug is in it.</summary>
    public bool HasBugs => Bugs is { IsEmpty: false };
}
