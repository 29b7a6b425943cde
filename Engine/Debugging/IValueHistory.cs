using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>One content that a value has had.</summary>
/// <param name="Since">The moment from which on it held.</param>
/// <param name="Content">The numbers.</param>
/// <param name="Writer">The instruction that wrote it; null if it was there at the start, came with the batch, or was edited.</param>
/// <param name="Edited">Whether a person put it there (what-if).</param>
public sealed record ValueVersion(Moment Since, Tensor Content, Instruction? Writer, bool Edited = false);

/// <summary>What every value was at every moment so far: what explanations and expressions read.</summary>
public interface IValueHistory
{
    /// <summary>The program that ran.</summary>
    Program Program { get; }

    /// <summary>The present moment.</summary>
    Moment Now { get; }

    /// <summary>What tokens stand for, in a model of letters; null in other programs.</summary>
    Vocabulary? Vocabulary => null;

    /// <summary>
    /// What <paramref name="value"/> was at <paramref name="moment"/>; null if it had not been computed in that iteration yet,
    /// or if that is too long ago to be kept.
    /// </summary>
    ValueVersion? VersionAt(Value value, Moment moment);
}
