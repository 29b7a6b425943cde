namespace Backstep.Engine.Programs;

/// <summary>What the labels of a cross-entropy may be.</summary>
public static class ClassLabels
{
    /// <summary>The label of a row that does not count, as in PyTorch (<c>ignore_index</c>).</summary>
    public const double Ignored = -100;

    /// <summary>Whether a label is one of so many classes, or <see cref="Ignored"/>.</summary>
    public static bool IsValid(double label, int classes) =>
        label == Ignored || (label >= 0 && label < classes && label == Math.Floor(label));
}
