using System.Collections.Immutable;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Comparing;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// What a debugging session looks like at one moment: an immutable picture, made on the engine's thread, from which panes are
/// painted. Tensors never change, so taking the picture copies references only.
/// </summary>
public sealed record SessionView
{
    /// <summary>What runs.</summary>
    public required Program Program { get; init; }

    /// <summary>What <c>torch.manual_seed</c> would have been given.</summary>
    public required long Seed { get; init; }

    /// <summary>The GPU that calculates; null where it is done on the processor.</summary>
    public GpuDevice? Gpu { get; init; }

    /// <summary>Where the inputs come from.</summary>
    public required string Data { get; init; }

    /// <summary>How each token is written, by number; empty where the program knows no letters.</summary>
    public ImmutableArray<string> Letters { get; init; } = [];

    /// <summary>The present moment.</summary>
    public required Moment Now { get; init; }

    /// <summary>What each value is now, by slot; null where it has not been computed in this iteration.</summary>
    public required ImmutableArray<Tensor?> Contents { get; init; }

    /// <summary>Slots that the last command changed.</summary>
    public required ImmutableHashSet<int> Changed { get; init; }

    /// <summary>The instruction that ran last, as formula; null at the start of an iteration.</summary>
    public required FormulaView? Last { get; init; }

    /// <summary>The instruction that runs next, as formula without numbers; null at the end of an iteration.</summary>
    public required FormulaView? Next { get; init; }

    /// <summary>The breakpoints.</summary>
    public required ImmutableArray<BreakpointView> Breakpoints { get; init; }

    /// <summary>The watches: expression and present value, or why it has none.</summary>
    public required ImmutableArray<(string Text, string Value)> Watches { get; init; }

    /// <summary>
    /// What the timeline begins with: the program's first numbers, with those that a what-if has changed before the first step.
    /// </summary>
    public Scenario? Begins { get; init; }

    /// <summary>Whether a person has set some of the program's numbers before it ran; the first timeline's name says which.</summary>
    public bool HasOwnNumbers { get; init; }

    /// <summary>What each timeline is called: <c>the first run</c>, <c>w5 = 0.3</c>.</summary>
    public required ImmutableArray<string> Timelines { get; init; }

    /// <summary>Which of them is walked.</summary>
    public required int Timeline { get; init; }

    /// <summary>In a what-if: what each differing value was in the timeline that it was made from, by slot.</summary>
    public required ImmutableDictionary<int, Tensor> Before { get; init; }

    /// <summary>Where a recorded run is held against this one: what was recorded of each value as it is now, by slot.</summary>
    public ImmutableDictionary<int, ComparedValue> Recorded { get; init; } = ImmutableDictionary<int, ComparedValue>.Empty;

    /// <summary>Whether a recorded run is held against this one and differs.</summary>
    public bool HasDifferences { get; init; }

    /// <summary>The loss of each iteration so far, oldest first, for the sparkline.</summary>
    public required ImmutableArray<double> Losses { get; init; }

    /// <summary>The content of a value now.</summary>
    public Tensor? this[Value value] => Contents[value.Slot];

    /// <summary>Letters for what the values hold now; null where the program knows none.</summary>
    public LetterNames? NameLetters() => LetterNames.Of(Program, Letters, v => this[v]);

    /// <summary>The class of an image of the batch; null where the batch has no labels, or is not of this size.</summary>
    public string? LabelOf(int image, int? images = null) =>
        Program.Values.FirstOrDefault(v => v.Kind is ValueKind.Input && v.Shape.Rank == 1
            && (images is null || v.Shape.Length == images)) is { } labels && this[labels] is { } classes && image < classes.Length
            ? Numbers.Format(classes[image])
            : null;

    /// <summary>The instruction that ran last.</summary>
    public Instruction? LastInstruction => Last?.Instruction;

    /// <summary>The instruction that runs next.</summary>
    public Instruction? NextInstruction => Next?.Instruction;
}

/// <summary>An instruction as a formula.</summary>
/// <param name="Instruction">Which.</param>
/// <param name="Symbolic">The right-hand side in symbols.</param>
/// <param name="Numeric">With numbers; empty before it has run.</param>
/// <param name="Result">The result as text; empty before it has run.</param>
/// <param name="Chain">For a scalar gradient the factors of the chain rule with their numbers, from the loss to the value.</param>
/// <param name="Sentence">What happens, in plain words.</param>
/// <param name="Published">The digits that the tutorial prints; null if it prints none.</param>
public sealed record FormulaView(
    Instruction Instruction, string Symbolic, string Numeric, string Result, ImmutableArray<(string Symbol, string Number)> Chain,
        string Sentence, string? Published)
{
    /// <summary>Whether a person has put another content there (what-if): the formula does not give the result then.</summary>
    public bool IsEdited { get; init; }

    /// <summary>What stands between the formula and a result that is one number.</summary>
    public string Sign => IsEdited ? "→" : "=";
}

/// <summary>A breakpoint.</summary>
public sealed record BreakpointView(int Number, Value? Value, int? Line, Phase? Phase, string Description, bool Enabled);
