using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Homework;

/// <summary>A number of a learner's notes: a name and what was written behind it.</summary>
/// <param name="Name">As it was written: <c>dE/dw5</c>, <c>fc.weight.grad[0,1]</c>; without indices a list stands for a whole
/// tensor.</param>
/// <param name="Text">A number, a calculation, or nested lists of them.</param>
public sealed record HomeworkNumber(string Name, string Text);

/// <summary>How a number of a homework was judged.</summary>
public enum HomeworkKind
{
    /// <summary>All digits that were given are right.</summary>
    Right,

    /// <summary>It is right but for rounding on the way.</summary>
    Close,

    /// <summary>It follows rightly from an earlier number that is wrong.</summary>
    Follows,

    /// <summary>It is wrong by the slip of an earlier one.</summary>
    Again,

    /// <summary>It is wrong.</summary>
    Wrong,
}

/// <summary>A number, judged.</summary>
/// <param name="Label">How formulas call it: <c>∂E/∂w5</c>, <c>w5⁺</c>, of a tensor's element its name and indices.</param>
/// <param name="Value">What it is a number of.</param>
/// <param name="Offset">Which element, row-major.</param>
/// <param name="Given">What was written.</param>
/// <param name="Number">The same as a number.</param>
/// <param name="Right">What is right.</param>
/// <param name="Moment">Right after the instruction that makes it; the iteration's beginning where it is given.</param>
public sealed record HomeworkLine(string Label, Value Value, int Offset, string Given, double Number, double Right, Moment Moment)
{
    public HomeworkKind Kind { get; init; }

    /// <summary>The slip, or where it comes from; null where nothing is to be said.</summary>
    public LocalText? Text { get; init; }

    /// <summary>The bug that gives the number; null for another slip.</summary>
    public string? Bug { get; init; }

    /// <summary>The label of the earlier number that it follows from, or whose slip it repeats.</summary>
    public string? Because { get; init; }
}

/// <summary>A homework, judged.</summary>
/// <param name="Program">What was calculated.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Lines">In the order of the program.</param>
public sealed record HomeworkReport(Program Program, long Iteration, ImmutableArray<HomeworkLine> Lines)
{
    /// <summary>Where it first goes wrong; null where nothing is wrong.</summary>
    public HomeworkLine? FirstWrong => Lines.FirstOrDefault(l => l.Kind == HomeworkKind.Wrong);

    public bool IsRight => FirstWrong is null;

    public int Count(HomeworkKind kind) => Lines.Count(l => l.Kind == kind);
}

/// <summary>A homework cannot be read; the message is one line.</summary>
public sealed class HomeworkException(Func<Language, string> line) : LocalizedException(line);
