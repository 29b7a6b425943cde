using System.Collections.Immutable;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>A lesson with its texts filled in by the engine, in one language.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Info">What the flow knows of it.</param>
/// <param name="Pages">Its pages.</param>
/// <param name="Before">Its program before the first instruction, for the picture beside the text: it gives no answer away; null where
/// there is no picture.</param>
/// <param name="After">The same at the end of an iteration; null where the program cannot run so far.</param>
/// <param name="Replay">How often it was replayed: other numbers each time.</param>
public sealed record LessonView(
    Lesson Lesson, LessonInfo Info, ImmutableArray<Markup> Pages, SessionView? Before, SessionView? After, int Replay)
{
    /// <summary>What it is apart from the language that it is told in.</summary>
    public (string Lesson, int Replay) Key => (Info.Id, Replay);
}

/// <summary>A question with its texts filled in.</summary>
/// <param name="Lesson">The lesson that it belongs to.</param>
/// <param name="Question">The question.</param>
/// <param name="Replay">Which numbers it was made with.</param>
/// <param name="Ask">What is asked.</param>
/// <param name="Options">The options of a choice, a fix or an experiment; the items of an order.</param>
/// <param name="Steps">For the first wrong step: what can be pointed at.</param>
/// <param name="Hints">The four hints.</param>
/// <param name="Formula">For a missing factor: the product with a gap; empty otherwise.</param>
public sealed record QuestionView(
    Lesson Lesson, Question Question, int Replay, Markup Ask, ImmutableArray<string> Options, ImmutableArray<StepChoice> Steps,
        ImmutableArray<Markup> Hints, string Formula = "")
{
    /// <summary>
    /// The numbers that a program of single numbers starts from, for where no debugger shows them; empty for a program of tensors.
    /// </summary>
    public string Given { get; init; } = "";

    /// <summary>For a worked example: its lines, the last with blanks; null otherwise.</summary>
    public Markup? Worked { get; init; }

    /// <summary>How many answers were wrong when it was made: an order gets easier by them.</summary>
    public int Misses { get; init; }

    /// <summary>Whether it was made easier.</summary>
    public bool IsEased => Question is OrderQuestion && OrderKey.HelpAfter(Misses) > 0;

    /// <summary>What it is apart from the language that it is asked in.</summary>
    public (string Lesson, string Question, int Replay) Key => (Lesson.Id, Question.Id, Replay);
}

/// <summary>An instruction that can be pointed at as the first wrong one.</summary>
/// <param name="Number">Its number from 1; the answer.</param>
/// <param name="Phase">The phase's name.</param>
/// <param name="Label">What it computes.</param>
/// <param name="Formula">How, in symbols.</param>
public sealed record StepChoice(int Number, string Phase, string Label, string Formula);

/// <summary>How an answer was judged.</summary>
/// <param name="IsRight">Whether it is right.</param>
/// <param name="Given">What was given, as it was understood.</param>
/// <param name="Lines">What is said about it: which parts are right, what slip it looks like.</param>
/// <param name="Expected">The right answer, shown after a right one; empty otherwise.</param>
/// <param name="Explanation">The lesson's explanation, after a right answer; null if there is none.</param>
/// <param name="Divergence">Where the learner's path parts from the right one: a moment in the exercise; null where none can be
/// named.</param>
/// <param name="DivergenceLabel">What is computed there.</param>
public sealed record VerdictView(
    bool IsRight, string Given, ImmutableArray<Markup> Lines, string Expected, Markup? Explanation, Moment? Divergence,
    string DivergenceLabel)
{
    /// <summary>A small change in the exercise that contradicts a wrong gradient; null where there is none.</summary>
    public NudgeView? Nudge { get; init; }

    /// <summary>The reasons to choose from after a right answer; null where none is asked for.</summary>
    public ReasonsView? Reasons { get; init; }
}

/// <summary>A value to change a little in the exercise, to see what the loss does.</summary>
/// <param name="At">When it is changed.</param>
/// <param name="Seen">When the loss is there.</param>
/// <param name="Value">The value.</param>
/// <param name="Offset">Which element; null for a single number.</param>
/// <param name="To">What it becomes.</param>
public sealed record NudgeView(Moment At, Moment Seen, Value Value, int? Offset, double To);

/// <summary>The reasons for a right answer, of which one is right.</summary>
/// <param name="Ask">What is asked.</param>
/// <param name="Offered">The reasons, each with what is wrong with it; null for the right one.</param>
public sealed record ReasonsView(Markup Ask, ImmutableArray<(Markup Text, Markup? Why)> Offered);

/// <summary>A training run of an exercise.</summary>
/// <param name="Data">The data set: <c>mnist</c>, <c>synthetic</c>.</param>
/// <param name="Missing">The data set that was asked for, where it is not on this machine; null where it is.</param>
/// <param name="Losses">The loss now and then, oldest first.</param>
/// <param name="Epoch">The epoch that runs, from 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Accuracy">The share of test images told right so far; null before the first test.</param>
/// <param name="Wanted">The share to reach.</param>
/// <param name="SamplesPerSecond">The speed of training.</param>
/// <param name="IsRunning">Whether it runs.</param>
public sealed record TrainingView(
    string Data, string? Missing, ImmutableArray<double> Losses, int Epoch, int Epochs, double? Accuracy, double Wanted,
        double SamplesPerSecond, bool IsRunning)
{
    /// <summary>The training a little later.</summary>
    internal TrainingView With(TrainingProgress at) => this with
    {
        Epoch = at.Epoch,
        Losses = double.IsNaN(at.Loss) ? Losses : Losses.Add(at.Loss),
        SamplesPerSecond = at.SamplesPerSecond > 0 ? at.SamplesPerSecond : SamplesPerSecond,
        Accuracy = at.TestAccuracy ?? Accuracy,
    };
}
