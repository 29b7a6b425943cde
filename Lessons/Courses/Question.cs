using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses;

/// <summary>A question whose answer the engine computes.</summary>
public abstract record Question : CourseNode
{
    /// <summary>The kind as the file names it: <c>first_wrong_step</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Unique in its lesson.</summary>
    public required string Id { get; init; }

    /// <summary>What the learner is asked.</summary>
    public required LocalText Ask { get; init; }

    /// <summary>What the author wrote of the four hints.</summary>
    public required Hints Hints { get; init; }

    /// <summary>Shown after solving; null: nothing.</summary>
    public LocalText? Explanation { get; init; }

    /// <summary>Whether it can be asked outside of its lesson; false where it speaks of what only the lesson has.</summary>
    public bool Alone { get; init; } = true;

    /// <summary>What is offered to choose from, whatever makes an option right; none where something else is asked for.</summary>
    public virtual ImmutableArray<OptionText> OptionTexts => [];
}

/// <summary>The words of an option.</summary>
/// <param name="Text">What is offered.</param>
/// <param name="Why">What is said to who chooses it; null for nothing.</param>
public sealed record OptionText(LocalText Text, LocalText? Why);

/// <summary>Hints in four levels. What is null is made from the engine's explanation of the answer.</summary>
/// <param name="Idea">Where to look.</param>
/// <param name="Formula">The formula in symbols.</param>
/// <param name="Numbers">The formula with numbers.</param>
/// <param name="Answer">The answer.</param>
public sealed record Hints(LocalText Idea, LocalText? Formula = null, LocalText? Numbers = null, LocalText? Answer = null);

/// <summary>A number to be calculated.</summary>
public sealed record NumberQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "number";

    /// <summary>The answer, an expression.</summary>
    public required string Answer { get; init; }

    /// <summary>The value at whose instruction the debugger opens; null: the answer, if that is a plain value.</summary>
    public string? ShownAt { get; init; }

    /// <summary>Wrong numbers whose cause is known.</summary>
    public ImmutableArray<Misconception> Misconceptions { get; init; } = [];
}

/// <summary>A product in which one factor is missing.</summary>
public sealed record FactorQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "factor";

    /// <summary>The product, an expression.</summary>
    public required string Product { get; init; }

    /// <summary>Its factors, expressions, in the order in which they are written; two or more.</summary>
    public required ImmutableArray<string> Factors { get; init; }

    /// <summary>The position, from 0, of the factor that is asked for.</summary>
    public required int Missing { get; init; }

    /// <summary>Wrong numbers whose cause is known.</summary>
    public ImmutableArray<Misconception> Misconceptions { get; init; } = [];

    /// <summary>The factor that is asked for.</summary>
    public string MissingFactor => Factors[Missing];
}

/// <summary>Is it positive, negative or zero?</summary>
public sealed record SignQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "sign";

    /// <summary>The number whose sign is asked for, an expression.</summary>
    public required string Answer { get; init; }
}

/// <summary>What shape does a value have?</summary>
public sealed record ShapeQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "shape";

    /// <summary>The value, an expression.</summary>
    public required string Of { get; init; }
}

/// <summary>One statement among several is true.</summary>
public sealed record ChoiceQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "choice";

    /// <summary>The statements; two or more.</summary>
    public required ImmutableArray<ChoiceOption> Options { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<OptionText> OptionTexts => [.. Options.Select(o => new OptionText(o.Text, o.Why))];
}

/// <summary>A statement and when it is true.</summary>
/// <param name="Text">The statement.</param>
/// <param name="When">The condition, an expression over engine values.</param>
/// <param name="Why">What the learner who chooses it is told; null: nothing.</param>
public sealed record ChoiceOption(LocalText Text, string When, LocalText? Why);

/// <summary>In which order do these happen?</summary>
public sealed record OrderQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "order";

    /// <summary>Names or labels of values, or phases; two or more, in any order: the right one is the program's.</summary>
    public required ImmutableArray<string> Items { get; init; }
}

/// <summary>Which change repairs the program?</summary>
public sealed record FixQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "fix";

    /// <summary>The changes; two or more.</summary>
    public required ImmutableArray<FixOption> Options { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<OptionText> OptionTexts => [.. Options.Select(o => new OptionText(o.Text, o.Why))];
}

/// <summary>A change to a program with bugs.</summary>
/// <param name="Text">The change in words or code.</param>
/// <param name="Leaves">The bugs that are still in it afterwards.</param>
/// <param name="Set">Contents that it changes.</param>
/// <param name="Why">What the learner who chooses it is told; null: nothing.</param>
public sealed record FixOption(LocalText Text, ImmutableArray<string> Leaves, ImmutableArray<Setting> Set, LocalText? Why);

/// <summary>What is the first value that parts from the sound program's?</summary>
public sealed record FirstWrongStepQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "first_wrong_step";
}

/// <summary>Which run does what is asked for?</summary>
public sealed record ExperimentQuestion : Question
{
    /// <inheritdoc/>
    public override string Kind => "experiment";

    /// <summary>The runs to choose from; two or more.</summary>
    public required ImmutableArray<ExperimentOption> Options { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<OptionText> OptionTexts => [.. Options.Select(o => new OptionText(o.Text, o.Why))];

    /// <summary>The condition, evaluated inside each run; true for exactly one.</summary>
    public required string Criterion { get; init; }
}

/// <summary>A run to choose.</summary>
/// <param name="Text">What it does.</param>
/// <param name="Run">Its name among the exercise's runs.</param>
/// <param name="Why">What the learner who chooses it is told; null: nothing.</param>
public sealed record ExperimentOption(LocalText Text, string Run, LocalText? Why);

/// <summary>A wrong number whose cause is known: either what a bug gives, or what a formula gives.</summary>
/// <param name="Engine">The bug's name; null if <paramref name="Expression"/> is given.</param>
/// <param name="Expression">The formula; null if <paramref name="Engine"/> is given.</param>
/// <param name="Text">What went wrong, in one or two sentences.</param>
public sealed record Misconception(string? Engine, string? Expression, LocalText Text) : CourseNode;
