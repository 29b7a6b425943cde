using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Backstep.Engine.Programs;

namespace Backstep.Lessons.Courses;

[Description("What the learner is to do in the debugger.")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReachGoal), "reach")]
[JsonDerivedType(typeof(ReachPhaseGoal), "reach_phase")]
[JsonDerivedType(typeof(BackToGoal), "back_to")]
[JsonDerivedType(typeof(LossBelowGoal), "loss_below")]
[JsonDerivedType(typeof(EqualsGoal), "equals")]
[JsonDerivedType(typeof(ExplainGoal), "explain")]
[JsonDerivedType(typeof(TrainGoal), "train")]
public abstract record Goal : CourseNode
{
    /// <summary>The kind as the file names it.</summary>
    public string Kind => CourseFormat.KindOf(this);
}

[Description("Stop where a value has just been computed.")]
public sealed record ReachGoal([Text(TextKind.Value)] string Value) : Goal;

[Description("Stop just before a phase.")]
public sealed record ReachPhaseGoal([Description("The phase.")] Phase Phase) : Goal;

[Description("Having gone beyond it, go back to where a value has just been computed.")]
public sealed record BackToGoal([Text(TextKind.Value)] string Value) : Goal;

[Description("The loss of a finished iteration falls below a bound.")]
public sealed record LossBelowGoal(
    [Range(0, double.MaxValue, MinimumIsExclusive = true), Description("The bound.")] double Below,
    [Range(1, CourseFormat.MaxIterations), Description("Iterations at most.")] int Within,
    Solution Solution) : Goal;

[Description("Edit until a value is what it should be.")]
public sealed record EqualsGoal(
    [Text(TextKind.Value)] string Value,
    [Text(TextKind.Expression), Description("What it should be.")] string Expr,
    [Range(0, double.MaxValue, MinimumIsExclusive = true), Description("How far off it may be, absolutely.")] double Tolerance,
    Solution Solution) : Goal;

[Description("Open the explanation of a value.")]
public sealed record ExplainGoal([Text(TextKind.Value)] string Value) : Goal;

[Description("Train the exercise's network.")]
public sealed record TrainGoal(
    [AllowedValues("mnist", "fashion-mnist", "synthetic"), Description("The data set.")] string Data,
    [Range(1, 1000), Description("How often the training set is gone through.")] int Epochs,
    [Range(0.0, 1.0, MinimumIsExclusive = true), Description("The share of test images to be told right.")] double Accuracy,
    [property: Description("Where the data set is not on the machine.")] TrainingTarget? Otherwise = null) : Goal
{
    public TrainingTarget Target => new(Data, Epochs, Accuracy);
}

[Description("A training and how good it is to become.")]
public sealed record TrainingTarget(
    [AllowedValues("mnist", "fashion-mnist", "synthetic"), Description("The data set.")] string Data,
    [Range(1, 1000), Description("How often the training set is gone through.")] int Epochs,
    [Range(0.0, 1.0, MinimumIsExclusive = true), Description("The share of test images to be told right.")] double Accuracy);

[Description("What the automatic player does to reach the goal.")]
public sealed record Solution
{
    [JsonInclude, Text(TextKind.Expression), Description("Contents that it edits before the first iteration.")]
    public IReadOnlyDictionary<string, string> Set { get; internal set; } = ImmutableDictionary<string, string>.Empty;

    [Range(1, CourseFormat.MaxIterations), Description("How many iterations it runs; left out: one.")]
    public int? Iterations { get; init; }
}
