using System.Collections.Immutable;

namespace Backstep.Lessons.Courses;

/// <summary>A content before the first iteration.</summary>
/// <param name="Value">The parameter, input or hyperparameter: <c>lr</c>, <c>w5</c>.</param>
/// <param name="Expression">What it becomes, over the contents that the program begins with: <c>w5 + 0.1</c>.</param>
public sealed record Setting(string Value, string Expression);

/// <summary>How a program is run. In a further run, null and absent settings mean: as in the exercise.</summary>
public sealed record RunSpec : CourseNode
{
    /// <summary>A program of the catalog.</summary>
    public string? Program { get; init; }

    /// <summary>What <c>torch.manual_seed</c> would be given in the first play, 0 or more.</summary>
    public long? Seed { get; init; }

    /// <summary>Contents before the first iteration. A further run's settings come on top of the exercise's.</summary>
    public ImmutableArray<Setting> Set { get; init; } = [];

    /// <summary>Images a batch, for the programs that work on images.</summary>
    public int? BatchSize { get; init; }

    /// <summary><c>sgd</c>, <c>momentum</c> or <c>adam</c>; null for the program's own.</summary>
    public string? Optimizer { get; init; }

    /// <summary>Another learning rate than the program's.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Names of the bugs that are applied, in order; null: as in the exercise.</summary>
    public ImmutableArray<string>? Inject { get; init; }

    /// <summary>Answers are read at the end of this iteration, from 1.</summary>
    public int? Iterations { get; init; }

    /// <summary>This run, with everything that it does not say taken from <paramref name="basis"/>.</summary>
    public RunSpec Over(RunSpec basis) => new()
    {
        Path = Path,
        Program = Program ?? basis.Program,
        Seed = Seed ?? basis.Seed,
        Set = [.. basis.Set.Where(s => Set.All(own => own.Value != s.Value)), .. Set],
        BatchSize = BatchSize ?? basis.BatchSize,
        Optimizer = Optimizer ?? basis.Optimizer,
        LearningRate = LearningRate ?? basis.LearningRate,
        Inject = Inject ?? basis.Inject,
        Iterations = Iterations ?? basis.Iterations,
    };
}

/// <summary>Another run that questions compare with.</summary>
/// <param name="Name">How expressions call it: <c>hot:loss</c>.</param>
/// <param name="Spec">What it does otherwise than the exercise.</param>
public sealed record NamedRun(string Name, RunSpec Spec);

/// <summary>What pages, questions and the debugger of a lesson refer to.</summary>
public sealed record Exercise : CourseNode
{
    /// <summary>How the program is run; its program is always there.</summary>
    public required RunSpec Run { get; init; }

    /// <summary>Values that are scaled by seeded factors when the lesson is played again.</summary>
    public ImmutableArray<string> Vary { get; init; } = [];

    /// <summary>Further runs, by name.</summary>
    public ImmutableArray<NamedRun> Runs { get; init; } = [];

    /// <summary>What the learner is to do in the debugger; null: look around.</summary>
    public Goal? Goal { get; init; }

    /// <summary>The fewest movements that reach the goal; null: to be computed.</summary>
    public int? Par { get; init; }

    /// <summary>A program of the catalog.</summary>
    public string Program => Run.Program!;

    /// <summary>Answers are read at the end of this iteration, from 1.</summary>
    public int Iterations => Run.Iterations ?? 1;

    /// <summary>Names of the bugs that are applied, in order.</summary>
    public ImmutableArray<string> Inject => Run.Inject ?? [];
}
