namespace Backstep.Engine.Programs;

/// <summary>
/// A place between two instructions: <paramref name="Executed"/> instructions of iteration <paramref name="Iteration"/> have run.
/// </summary>
/// <param name="Iteration">The iteration, from 0.</param>
/// <param name="Executed">How many of its instructions have run: 0 (its inputs are loaded, nothing else) to the length of the
/// program.</param>
public readonly record struct Moment(long Iteration, int Executed) : IComparable<Moment>
{
    public int CompareTo(Moment other) =>
        Iteration != other.Iteration ? Iteration.CompareTo(other.Iteration) : Executed.CompareTo(other.Executed);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Moment a, Moment b) => a.CompareTo(b) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(Moment a, Moment b) => a.CompareTo(b) > 0;

    /// <summary>Not later than.</summary>
    public static bool operator <=(Moment a, Moment b) => a.CompareTo(b) <= 0;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(Moment a, Moment b) => a.CompareTo(b) >= 0;
}

/// <summary>One element of a value as it was at a moment.</summary>
/// <param name="Offset">The element's row-major position.</param>
/// <param name="Moment">The moment at which it is looked at.</param>
public readonly record struct ElementRef(Value Value, int Offset, Moment Moment);
