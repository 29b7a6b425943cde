using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses;

[Description("A question whose answer the engine computes.")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumberQuestion), "number")]
[JsonDerivedType(typeof(FactorQuestion), "factor")]
[JsonDerivedType(typeof(SignQuestion), "sign")]
[JsonDerivedType(typeof(ShapeQuestion), "shape")]
[JsonDerivedType(typeof(ChoiceQuestion), "choice")]
[JsonDerivedType(typeof(OrderQuestion), "order")]
[JsonDerivedType(typeof(FixQuestion), "fix")]
[JsonDerivedType(typeof(FirstWrongStepQuestion), "first_wrong_step")]
[JsonDerivedType(typeof(ExperimentQuestion), "experiment")]
[JsonDerivedType(typeof(WorkedQuestion), "worked")]
public abstract record Question : CourseNode
{
    /// <summary>The kind as the file names it: <c>first_wrong_step</c>.</summary>
    public string Kind => CourseFormat.KindOf(this);

    [Text(TextKind.Id), Description("Unique in its lesson.")]
    public required string Id { get; init; }

    [Description("What the learner is asked.")]
    public required LocalText Ask { get; init; }

    [Description("What helps, a level at a time.")]
    public required Hints Hints { get; init; }

    [Description("Shown after solving.")]
    public LocalText? Explanation { get; init; }

    [JsonInclude]
    [Description("false where the question speaks of what only its lesson has: a test-out and the review then leave it out.")]
    public bool Alone { get; internal set; } = true;

    [JsonInclude]
    [Description("true where the learner says how sure he is before the first answer is judged: where being wrong would surprise him.")]
    public bool Confidence { get; internal set; }

    [Description("Asked after the right answer: why is it so?")]
    public Because? Because { get; init; }

    /// <summary>What is offered to choose from; none where something else is asked for.</summary>
    public virtual ImmutableArray<Option> Choices => [];
}

[Description("Four levels. formula, numbers and answer may be left out where the answer is the plain name of a value: the engine's "
    + "explanation takes their place.")]
public sealed record Hints
{
    [Description("Where to look.")]
    public required LocalText Idea { get; init; }

    [Description("The formula in symbols.")]
    public LocalText? Formula { get; init; }

    [Description("The formula with numbers.")]
    public LocalText? Numbers { get; init; }

    [Description("The answer.")]
    public LocalText? Answer { get; init; }
}

/// <summary>A question that asks for a number, and knows what wrong ones come from.</summary>
public abstract record CalculatedQuestion : Question
{
    [JsonInclude, Description("Wrong numbers whose cause is known.")]
    public ImmutableArray<Misconception> Misconceptions { get; internal set; } = [];

    /// <summary>What is asked for, an expression.</summary>
    public abstract string Wanted { get; }
}

[Description("A number to be calculated.")]
public sealed record NumberQuestion : CalculatedQuestion
{
    [Text(TextKind.Expression), Description("The answer.")]
    public required string Answer { get; init; }

    [JsonPropertyName("at"), Text(TextKind.Value), Description("The value at whose instruction the debugger opens; left out: the answer.")]
    public string? ShownAt { get; init; }

    public override string Wanted => Answer;
}

[Description("A product in which one factor is missing.")]
public sealed record FactorQuestion : CalculatedQuestion
{
    [Text(TextKind.Expression), Description("The product.")]
    public required string Product { get; init; }

    [MinLength(2), Text(TextKind.Expression), Description("Its factors, in the order in which they are written.")]
    public required ImmutableArray<string> Factors { get; init; }

    [Range(0, int.MaxValue), Description("The position, from 0, of the factor that is asked for.")]
    public required int Missing { get; init; }

    public override string Wanted => Factors[Missing];
}

[Description("Is it positive, negative or zero?")]
public sealed record SignQuestion : Question
{
    [Text(TextKind.Expression), Description("The number whose sign is asked for.")]
    public required string Answer { get; init; }
}

[Description("What shape does a value have?")]
public sealed record ShapeQuestion : Question
{
    [Text(TextKind.Expression), Description("The value.")]
    public required string Of { get; init; }
}

[Description("One statement among several is true.")]
public sealed record ChoiceQuestion : Question
{
    [Length(2, 9), Description("Exactly one is right.")]
    public required ImmutableArray<ChoiceOption> Options { get; init; }

    public override ImmutableArray<Option> Choices => [.. Options];
}

[Description("In which order do these happen? The right one is the program's.")]
public sealed record OrderQuestion : Question
{
    [MinLength(2), Unique, Text(TextKind.Value), Description("Names or labels of values, or zero_grad, backward, update; in any order.")]
    public required ImmutableArray<string> Items { get; init; }

    [JsonInclude]
    [Description("Lines that do not belong; they go away for a learner who is stuck.")]
    public ImmutableArray<Distractor> Distractors { get; internal set; } = [];
}

[Description("A calculation step by step, whose last steps are left blank: a worked example that fades. The engine writes the steps.")]
public sealed record WorkedQuestion : Question
{
    [MinLength(1), Unique, Text(TextKind.Value), Description("The values that are calculated, one after the other.")]
    public required ImmutableArray<string> Steps { get; init; }

    [Range(1, 20), Description("How many steps at the end the learner fills in.")]
    public required int Blanks { get; init; }

    [Text(TextKind.Id), Description("The exercise's run whose numbers they are; left out: its own.")]
    public string? Run { get; init; }

    /// <summary>A step as an expression of the exercise: with the run's name in front.</summary>
    public string Expression(int step) => Run is null ? Steps[step] : $"{Run}:{Steps[step]}";

    /// <summary>The first step that is left blank, from 0.</summary>
    public int FirstBlank => Math.Max(0, Steps.Length - Blanks);

    /// <summary>The steps that are left blank, as expressions.</summary>
    public ImmutableArray<string> Blank => [.. Enumerable.Range(FirstBlank, Steps.Length - FirstBlank).Select(Expression)];
}

[Description("Which change repairs the program? What is left must give what the sound program gives. Needs bugs in the exercise.")]
public sealed record FixQuestion : Question
{
    [Length(2, 9), Description("Exactly one is right.")]
    public required ImmutableArray<FixOption> Options { get; init; }

    public override ImmutableArray<Option> Choices => [.. Options];
}

[Description("Which value is the first that is not the sound program's? Needs bugs in the exercise.")]
public sealed record FirstWrongStepQuestion : Question;

[Description("Which run does what is asked for?")]
public sealed record ExperimentQuestion : Question
{
    [Length(2, 9), Description("Exactly one is right.")]
    public required ImmutableArray<ExperimentOption> Options { get; init; }

    [Text(TextKind.Expression), Description("Evaluated inside each run; true in exactly one.")]
    public required string Criterion { get; init; }

    public override ImmutableArray<Option> Choices => [.. Options];
}

/// <summary>What a learner may choose.</summary>
public abstract record Option : CourseNode
{
    [Description("What is offered, in words or code.")]
    public required LocalText Text { get; init; }

    [Description("What the learner who chooses it is told; a wrong option has to say it.")]
    public LocalText? Why { get; init; }
}

[Description("A statement.")]
public sealed record ChoiceOption : Option
{
    [Text(TextKind.Expression), Description("When it is true.")]
    public required string When { get; init; }
}

[Description("A change to a program with bugs.")]
public sealed record FixOption : Option
{
    [Unique, Text(TextKind.Bug), Description("The bugs that are still in it afterwards.")]
    public required ImmutableArray<string> Leaves { get; init; }

    [JsonInclude, Text(TextKind.Expression), Description("Contents that it changes.")]
    public IReadOnlyDictionary<string, string> Set { get; internal set; } = ImmutableDictionary<string, string>.Empty;
}

[Description("A run to choose.")]
public sealed record ExperimentOption : Option
{
    [Text(TextKind.Id), Description("Its name among the exercise's runs.")]
    public required string Run { get; init; }
}

[Description("What is chosen as the reason after a right answer: one is right, the others are what learners believe.")]
public sealed record Because : CourseNode
{
    [Description("What is asked; left out: why that is so.")]
    public LocalText? Ask { get; init; }

    [Description("The right reason; it goes on after because.")]
    public required LocalText Reason { get; init; }

    [Length(1, 4), Description("Reasons that sound right and are wrong.")]
    public required ImmutableArray<Distractor> Distractors { get; init; }
}

[Description("Something wrong to choose, and what is wrong with it.")]
public sealed record Distractor : CourseNode
{
    [Description("What is offered.")]
    public required LocalText Text { get; init; }

    [Description("What the learner who takes it is told.")]
    public required LocalText Why { get; init; }
}

[Description("A wrong number whose cause is known: either what a bug gives, or what a formula gives.")]
public sealed record Misconception : CourseNode
{
    /// <summary>Of these two keys, one is there.</summary>
    internal const string Either = "bug", Or = "expr";

    [Description("What went wrong, in one or two sentences.")]
    public required LocalText Text { get; init; }

    [Text(TextKind.Bug), Description("The bug that gives it.")]
    public string? Bug { get; init; }

    [Text(TextKind.Expression), Description("Or the formula that gives it.")]
    public string? Expr { get; init; }
}
