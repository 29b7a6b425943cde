using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>A recorded tensor that is not what the program gives.</summary>
/// <param name="Step">The number of its step in the recorded run.</param>
/// <param name="Moment">Right after the instruction that writes it; at the start of an iteration where it is an input or a parameter that
/// no instruction of the iteration has written.</param>
/// <param name="Instruction">The instruction that gives another number: the one that writes the value, for an input the first that reads
/// it.</param>
/// <param name="Value">The program's value.</param>
/// <param name="Recorded">What was recorded, under its own name and in its own shape.</param>
/// <param name="Ours">What the program has; null where it has nothing (a gradient that is None).</param>
/// <param name="Yours">What was recorded as the program would have it; null for None.</param>
/// <param name="By">How they differ.</param>
/// <param name="Slip">What the two tensors say of why; null where they say nothing.</param>
public sealed record RecordedDifference(
    long Step, Moment Moment, Instruction? Instruction, Value Value, RecordedValue Recorded, Tensor? Ours, Tensor? Yours,
    TensorDifference By, Slip? Slip)
{
    /// <summary>Whether it is a parameter that was still right behind the update before, and has changed since.</summary>
    public bool IsBetweenSteps { get; init; }

    /// <summary>The number of the recorded step whose instruction writes ours: of a parameter the one before.</summary>
    public long WrittenIn { get; init; } = Step;
}

/// <summary>What was recorded of a value, for who looks at it in a run of ours.</summary>
/// <param name="Moment">The moment since when the value of ours is what it is compared with.</param>
/// <param name="Value">The program's value.</param>
/// <param name="Yours">What was recorded, as the program would have it; null for None.</param>
/// <param name="Slip">In what way it differs; null where it agrees or nothing can be said.</param>
public sealed record ComparedValue(Moment Moment, Value Value, Tensor? Yours, bool Agrees, Slip? Slip);

/// <summary>A mistake that was tried, and how much of the recording it explains.</summary>
/// <param name="Name">The bug's name, <c>no-zero-grad</c>.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Description">What is wrong and what it does.</param>
/// <param name="Place">Where, in the program's names; null where it is made in one place only.</param>
/// <param name="Agreeing">How many of the compared tensors agree with it.</param>
/// <param name="Compared">Of how many.</param>
public sealed record Suspect(
    string Name, Func<Language, string> Title, Func<Language, string> Description, string? Place, int Agreeing, int Compared)
{
    /// <summary>Whether it gives exactly the recorded numbers.</summary>
    public bool ExplainsAll => Agreeing == Compared;
}

/// <summary>What comparing a recorded run with a program came to.</summary>
/// <param name="Recording">The run, everything in it with its kind.</param>
/// <param name="Scenario">The program as it was run: with the recorded parameters, batches and learning rate.</param>
/// <param name="Alignment">What was compared with what.</param>
/// <param name="Compared">How many recorded tensors were compared.</param>
/// <param name="Worst">The largest relative difference among those that agree.</param>
/// <param name="Differences">In the order in which a step calculates them.</param>
/// <param name="Values">All that was compared.</param>
/// <param name="Suspects">Mistakes that explain all of the recording, else the one that explains most, if that is much.</param>
/// <param name="Notes">What a person should know about how it was compared.</param>
public sealed record Comparison(
    Recording Recording, Scenario Scenario, RunAlignment Alignment, int Compared, double Worst,
    ImmutableArray<RecordedDifference> Differences, ImmutableArray<ComparedValue> Values, ImmutableArray<Suspect> Suspects,
        ImmutableArray<Func<Language, string>> Notes)
{
    public RecordedDifference? First => Differences.IsEmpty ? null : Differences[0];
}
