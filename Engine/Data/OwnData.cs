using System.Collections.Immutable;
using Backstep.Engine.Random;

namespace Backstep.Engine.Data;

/// <summary>Samples and targets as they were read from a person's files.</summary>
/// <param name="How">What was made of the files, for people.</param>
internal sealed record OwnSamples(Samples Samples, Targets Targets, Func<Language, string> How);

/// <summary>
/// Data of one's own: a table (.csv), arrays (.npy, .npz), IDX files, or a folder of pictures, of data files, or of both halves. What a
/// file is, is told by its content. What is tested on lies beside it by its name, in the same file, or is a share that is held out,
/// always the same one.
/// </summary>
internal static class OwnData
{
    /// <summary>One in so many samples is held out where nothing else is there to test on.</summary>
    private const int HeldOut = 5;

    /// <summary>Of fewer samples none is held out: they are tested on themselves.</summary>
    private const int FewestToSplit = 50;

    /// <summary>The samples to train on and to test on.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <exception cref="DataException">It is missing, not known, or damaged.</exception>
    public static (Dataset Train, Dataset Test) Load(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        (OwnSamples all, OwnSamples? test) = Directory.Exists(path) ? OwnFolder.Read(path) : OwnFile.Read(path);
        Func<Language, string> split;
        Samples samples = all.Samples;
        Targets targets = all.Targets;
        if (test is not null)
        {
            if (!test.Samples.Shape.Equals(samples.Shape) || (test.Samples.Pixels.Length > 0) != (samples.Pixels.Length > 0)
                || (test.Targets.Numbers.Length > 0) != (targets.Numbers.Length > 0))
                throw new DataException(l => DataTexts.In(l).OtherTest(path, samples.Shape, test.Samples.Shape));
            (targets, Targets tested) = Joined(targets, test.Targets);
            split = l => DataTexts.In(l).TestBeside(test.Samples.Count);
            return (Made(samples, targets), Made(test.Samples, tested));
        }
        int count = samples.Count;
        if (count < FewestToSplit)
        {
            split = l => DataTexts.In(l).TestSame(count);
            return (Made(samples, targets), Made(samples, targets));
        }
        int[] order = new TorchRandom(0).NextLoaderOrder(count, shuffle: true);
        int[] held = [.. order[..(count / HeldOut)].Order()], rest = [.. order[(count / HeldOut)..].Order()];
        split = l => DataTexts.In(l).TestHeldOut(held.Length, count);
        return (Made(samples.At(rest), targets.At(rest, count)), Made(samples.At(held), targets.At(held, count)));

        Dataset Made(Samples taken, Targets wanted) => new(name, taken, wanted, Normalization.ToTensor)
        { Note = l => DataTexts.In(l).OwnRead(path, all.How(l), split(l)) };
    }

    /// <summary>
    /// The classes of labels as they are written: numbers stand for themselves, other texts are numbered by the alphabet.
    /// </summary>
    /// <param name="path">For messages.</param>
    /// <param name="codes">Of each sample, which of the texts it has.</param>
    /// <param name="texts">The texts, each once.</param>
    /// <exception cref="DataException">There are too many, or a number is too large.</exception>
    public static Targets Classes(string path, IReadOnlyList<int> codes, IReadOnlyList<string> texts)
    {
        const int most = byte.MaxValue + 1;
        int[]? numbers = texts.All(t => int.TryParse(t, out int n) && n >= 0) ? [.. texts.Select(t => int.Parse(t, null))] : null;
        if (numbers is not null && numbers.FirstOrDefault(n => n >= most) is var large and > 0)
            throw new DataException(l => DataTexts.In(l).ClassTooLarge(path, large, most - 1));
        if (texts.Count > most) throw new DataException(l => DataTexts.In(l).TooManyClasses(path, texts.Count, most));
        string[] names = numbers is null ? [.. texts.Order(StringComparer.Ordinal)]
            : [.. Enumerable.Range(0, numbers.Max() + 1).Select(n => $"{n}")];
        byte[] labels = [.. texts.Select((t, i) => (byte)(numbers?[i] ?? Array.BinarySearch(names, t, StringComparer.Ordinal)))];
        return new([.. codes.Select(c => labels[c])], [.. names.Select(CsvReader.Short)], []);
    }

    /// <summary>The class that a number stands for, written as 1 or as 1.0; null where it stands for none.</summary>
    public static int? ClassOf(string text) =>
        float.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out float number) ? ClassOf(number) : null;

    public static int? ClassOf(double number) => number is >= 0 and <= byte.MaxValue && number == Math.Floor(number) ? (int)number : null;

    /// <summary>Both halves with the same classes.</summary>
    private static (Targets Train, Targets Test) Joined(Targets train, Targets test)
    {
        if (train.ClassNames.AsSpan().SequenceEqual(test.ClassNames.AsSpan())) return (train, test);
        ImmutableArray<string> longer = train.ClassNames.Length >= test.ClassNames.Length ? train.ClassNames : test.ClassNames;
        ImmutableArray<string> shorter = train.ClassNames.Length >= test.ClassNames.Length ? test.ClassNames : train.ClassNames;
        // Numbers that stand for themselves: one half has a larger one.
        if (longer.AsSpan(0, shorter.Length).SequenceEqual(shorter.AsSpan()))
            return (train with { ClassNames = longer }, test with { ClassNames = longer });
        ImmutableArray<string> all = [.. train.ClassNames.Union(test.ClassNames).Order(StringComparer.Ordinal)];
        return (Renumbered(train), Renumbered(test));

        Targets Renumbered(Targets targets) => targets with
        { Labels = [.. targets.Labels.Select(label => (byte)all.IndexOf(targets.ClassNames[label]))], ClassNames = all };
    }
}
