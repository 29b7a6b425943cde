using System.Collections.Immutable;
using System.Text;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>
/// Names, one a line of a file, for a model of letters to learn: empty lines and the blanks around a name are left out, names that are
/// there twice are kept. Without a file they are words that are made up.
/// </summary>
public sealed class NameList
{
    /// <summary>The most letters that a model is made for; so many tell a list of names from something else.</summary>
    public const int MostLetters = 10_000;

    /// <summary>So many words are made up.</summary>
    public const int MadeUpCount = 200;

    /// <summary>So many positions a model has where nothing else is asked for.</summary>
    public const int UsualBlock = 16;

    private const string Consonants = "bcdfghjklmnpqrstvwxyz", Vowels = "aeiou";

    private readonly Func<Language, string>? _split;

    private NameList(string? path, ImmutableArray<string> names)
    {
        (Path, Names) = (path, names);
        Vocabulary = new(string.Concat(names));
        Longest = names.Max(n => n.EnumerateRunes().Count());
    }

    /// <summary>A part of a list: letters and longest name are the whole's, so that one model takes every part.</summary>
    private NameList(NameList whole, IEnumerable<int> places, Func<Language, string> split)
    {
        (Path, Names, Vocabulary, Longest, _split) =
            (whole.Path, [.. places.Select(i => whole.Names[i])], whole.Vocabulary, whole.Longest, split);
    }

    /// <summary>The file; null for words that are made up.</summary>
    public string? Path { get; }

    public ImmutableArray<string> Names { get; }

    /// <summary>Their letters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The letters of the longest.</summary>
    public int Longest { get; }

    /// <summary>Reads a list of names.</summary>
    /// <exception cref="DataException">It is missing, not to be read, no text, too large, or holds no names.</exception>
    public static NameList Read(string path)
    {
        if (Directory.Exists(path)) throw new DataException(l => DataTexts.In(l).NamesFolder(path));
        if (new FileInfo(path) is { Exists: true, Length: 0 }) throw new DataException(l => DataTexts.In(l).NoNames(path));
        byte[] bytes;
        using (FileContent content = FileContent.Open(path)) bytes = content.ReadUpTo(TextFile.MostBytes + 1);
        if (bytes.Length > TextFile.MostBytes) throw new DataException(l => DataTexts.In(l).FileTooLarge(path, TextFile.MostBytes >> 20));
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var names = new List<string>();
        int line = 0;
        try
        {
            while (reader.ReadLine() is { } text)
            {
                line++;
                string name = text.Trim();
                if (name.Any(char.IsControl)) throw NoText(path, line);
                if (name.Length > 0) names.Add(name);
            }
        }
        catch (DecoderFallbackException)
        {
            throw NoText(path, line + 1);
        }
        if (names.Count == 0) throw new DataException(l => DataTexts.In(l).NoNames(path));
        var list = new NameList(path, [.. names]);
        int letters = list.Vocabulary.Bos;
        return letters <= MostLetters ? list : throw new DataException(l => DataTexts.In(l).TooManyLetters(path, letters, MostLetters));
    }

    /// <summary>Words of two to nine letters that nobody is called, or only by chance; the same seed gives the same words.</summary>
    public static NameList MadeUp(long seed = 0)
    {
        var random = new PythonRandom(seed);
        var words = new string[MadeUpCount];
        for (int i = 0; i < words.Length; i++)
        {
            var word = new StringBuilder();
            for (long parts = 1 + random.RandRange(4); parts > 0; parts--) word.Append(One(Consonants)).Append(One(Vowels));
            if (random.RandRange(2) == 0) word.Append(One("lmnrs"));
            words[i] = word.ToString();
        }
        return new(null, [.. words]);

        char One(string letters) => letters[(int)random.RandRange(letters.Length)];
    }

    /// <summary>The file's names, or the words that are made up where there is none.</summary>
    /// <exception cref="DataException">The file cannot be used.</exception>
    public static NameList Of(string? path) => path is null ? MadeUp() : Read(path);

    /// <summary>How many of <paramref name="count"/> names are left to learn from.</summary>
    /// <param name="held">The share that is held out; null for none.</param>
    public static int Left(int count, double? held) => count - (held is { } share ? Math.Max(1, (int)Math.Round(share * count)) : 0);

    /// <summary>The names that are learnt from and those that are held out to test on, each in the list's order: always the same ones,
    /// whatever a run is seeded with.</summary>
    /// <param name="share">How many are held out, above 0 and below 1; one at least.</param>
    /// <exception cref="DataException">None would be left.</exception>
    public (NameList Train, NameList Test) HoldOut(double share)
    {
        int count = Names.Length, left = Left(count, share);
        if (left < 1) throw new DataException(l => DataTexts.In(l).NoneLeft(share, count));
        int[] order = new TorchRandom(0).NextLoaderOrder(count, shuffle: true);
        Func<Language, string> split = l => DataTexts.In(l).TestHeldOut(count - left, count);
        return (new(this, order[..left].Order(), split), new(this, order[left..].Order(), split));
    }

    /// <summary>How many positions a sample has: the letters of the longest name and its end, at most <paramref name="block"/>.</summary>
    public int Positions(int block) => Math.Min(block, Longest + 1);

    /// <summary>The samples that a model of the usual size takes, with letters of their own.</summary>
    public Dataset ToDataset() => ToDataset(Vocabulary, Positions(UsualBlock));

    /// <summary>
    /// Samples of tokens and the token that follows each: a name begins and ends with <see cref="Vocabulary.Bos"/>, is cut where there are
    /// no positions left, and behind its end there is nothing to be said (<see cref="ClassLabels.Ignored"/>).
    /// </summary>
    /// <param name="vocabulary">The model's letters.</param>
    /// <param name="positions">How many tokens a sample has.</param>
    /// <exception cref="DataException">A name has a letter that the model does not know.</exception>
    public Dataset ToDataset(Vocabulary vocabulary, int positions)
    {
        int count = Names.Length;
        float[] tokens = new float[count * positions], targets = new float[count * positions];
        Array.Fill(tokens, vocabulary.Bos);
        Array.Fill(targets, (float)ClassLabels.Ignored);
        for (int n = 0; n < count; n++)
        {
            int at = n * positions, end = at + positions;
            foreach (Rune letter in Names[n].EnumerateRunes())
            {
                if (at >= end) break;
                targets[at++] = vocabulary.Find(letter) ?? throw Unknown(letter, vocabulary);
                if (at < end) tokens[at] = targets[at - 1];
            }
            if (at < end) targets[at] = vocabulary.Bos;
        }
        return new(DatasetKind.Names.Name, new Samples(new Shape(positions), count, [], tokens), new Targets([], [], targets),
            Normalization.ToTensor)
        {
            Names = this,
            Vocabulary = vocabulary,
            Note = l => (Path is null ? DataTexts.In(l).NamesMadeUp(count) : DataTexts.In(l).NamesRead(Path, count, vocabulary.Bos))
                + (_split is null ? "" : DataTexts.In(l).Also(_split(l))),
        };
    }

    private static DataException NoText(string path, int line) => new(l => DataTexts.In(l).NamesNoText(path, line));

    private DataException Unknown(Rune letter, Vocabulary vocabulary) =>
        new(l => DataTexts.In(l).UnknownLetter(Path ?? DatasetKind.Names.Name, letter.ToString(), vocabulary.ToString()));
}
