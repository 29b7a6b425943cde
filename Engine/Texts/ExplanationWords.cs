namespace Backstep.Engine.Texts;

/// <summary>
/// What explanations say besides formulas. The engine knows no language but English (<see cref="English"/>); an interface may bring its own words,
/// and the compiler sees to it that none is missing.
/// </summary>
public abstract class ExplanationWords
{
    /// <summary>In English.</summary>
    public static ExplanationWords English { get; } = new EnglishWords();

    /// <summary>Of something that is there in every language, that in this one.</summary>
    public abstract T Choose<T>(T english, T chinese);

    /// <summary>Where a number comes from: a person set it.</summary>
    public abstract string EditedByYou { get; }

    /// <summary>Where a number comes from: the batch of an iteration (from 1).</summary>
    public abstract string InputOfBatch(long iteration);

    /// <summary>Where a number comes from: it is there from the start.</summary>
    public abstract string InitialValue { get; }

    /// <summary>Where a number comes from: before an iteration (from 1), about which nothing is kept.</summary>
    public abstract string KeptFromBefore(long iteration);

    /// <summary>Where a number comes from: an iteration (from 1) whose values are gone.</summary>
    public abstract string NoLongerKept(long iteration);

    /// <summary>Behind the first summands of a long formula.</summary>
    public abstract string MoreSummands(int count);

    /// <summary>Products of a convolution that lie on the padding.</summary>
    public abstract string OnPadding(int products);

    /// <summary>Which element of a window won.</summary>
    public abstract string LargestOfWindow(int elements, string winner);

    /// <summary>The element lies in no window of the pooling.</summary>
    public abstract string InNoWindow(string element);

    /// <summary>The element won in all its windows.</summary>
    public abstract string LargestOfItsWindows(string element, int windows);

    /// <summary>The element won in none of its windows.</summary>
    public abstract string GetsNothing(string element, int windows, string winners);

    /// <summary>The element won in some of its windows.</summary>
    public abstract string LargestOfSome(string element, int won, int windows, string winners);

    /// <summary>The maximum is subtracted before e^x.</summary>
    public abstract string MaximumTakenOff(string maximum);

    /// <summary>A mean over samples.</summary>
    public abstract string MeanOver(int samples);

    /// <summary>The class is the sample's label.</summary>
    public abstract string IsLabel(int label, int sample);

    /// <summary>The class is not the sample's label.</summary>
    public abstract string IsNotLabel(int sample, int label, int other);

    /// <summary>A line of the source, behind an explained number.</summary>
    public abstract string SourceLine(int line);

    /// <summary>Over the paths of a gradient.</summary>
    public abstract string PathsToLoss(string count, string subject);

    /// <summary>Before the factors of a path (from 1).</summary>
    public abstract string Path(int number);

    /// <summary>Paths that are not listed.</summary>
    public abstract string MorePaths(string count);

    /// <summary>The sum of the paths.</summary>
    public abstract string Together(string sum);

    /// <summary>Terms that are not listed.</summary>
    public abstract string MoreTerms(int count);

    /// <summary>Terms that are not listed, and what they come to.</summary>
    public abstract string MoreTermsTogether(int count, string sum);

    /// <summary>Terms of zero.</summary>
    public abstract string ZeroTerms(int zeros, int count);

    /// <summary>A number that has been explained further up.</summary>
    public abstract string OpenedAbove { get; }

    /// <summary>The text became too long.</summary>
    public abstract string CutAfter(int lines);

    private sealed class EnglishWords : ExplanationWords
    {
        public override T Choose<T>(T english, T chinese) => english;

        public override string EditedByYou => "edited by you";

        public override string InputOfBatch(long iteration) => $"input (iteration {iteration}'s batch)";

        public override string InitialValue => "initial value";

        public override string KeptFromBefore(long iteration) => $"kept from before iteration {iteration}";

        public override string NoLongerKept(long iteration) => $"written in iteration {iteration}, whose values are no longer kept";

        public override string MoreSummands(int count) => $"({count} more)";

        public override string OnPadding(int products) => products == 1 ? "1 product lies on the padding and is 0" : $"{products} products lie on the padding and are 0";

        public override string LargestOfWindow(int elements, string winner) => $"the largest of {elements} is {winner}";

        public override string InNoWindow(string element) => $"{element} lies in no window";

        public override string LargestOfItsWindows(string element, int windows) => $"{element} is the largest of {(windows == 1 ? "its window" : $"all its {windows} windows")}";

        public override string GetsNothing(string element, int windows, string winners) => $"{element} gets nothing: larger in its {(windows == 1 ? "window" : "windows")} is {winners}";

        public override string LargestOfSome(string element, int won, int windows, string winners) => $"{element} is the largest of {won} of its {windows} windows; the rest went to {winners}";

        public override string MaximumTakenOff(string maximum) => $"max is the largest entry, {maximum}: taken off first, so that no exponential is too large";

        public override string MeanOver(int samples) => $"the mean over {samples} samples";

        public override string IsLabel(int label, int sample) => $"{label} is the label of sample {sample}";

        public override string IsNotLabel(int sample, int label, int other) => $"the label of sample {sample} is {label}, not {other}";

        public override string SourceLine(int line) => $"(line {line})";

        public override string PathsToLoss(string count, string subject) => $"{count} paths lead from {subject} to the loss:";

        public override string Path(int number) => $"path {number}:";

        public override string MorePaths(string count) => $"... {count} more paths";

        public override string Together(string sum) => $"together {sum}";

        public override string MoreTerms(int count) => $"... {count} more {(count == 1 ? "term" : "terms")}";

        public override string MoreTermsTogether(int count, string sum) => $"{MoreTerms(count)}, together {sum}";

        public override string ZeroTerms(int zeros, int count) => $"{zeros} of the {count} terms {(zeros == 1 ? "is" : "are")} exactly 0";

        public override string OpenedAbove => "(opened above)";

        public override string CutAfter(int lines) => $"... cut after {lines} lines: explain one of the terms, or ask for fewer levels";
    }
}
