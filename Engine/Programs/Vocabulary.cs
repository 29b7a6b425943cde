using System.Collections.Immutable;
using System.Text;

namespace Backstep.Engine.Programs;

/// <summary>The tokens of a model of letters: characters in the order of their code points, and one more, with which a name begins and
/// ends.</summary>
public sealed class Vocabulary : IEquatable<Vocabulary>
{
    private readonly Dictionary<Rune, int> _token = [];

    /// <summary>A vocabulary of these characters.</summary>
    public Vocabulary(IEnumerable<Rune> letters)
    {
        Letters = [.. letters.Distinct().Order()];
        for (int i = 0; i < Letters.Length; i++) _token[Letters[i]] = i;
        string bos = _token.ContainsKey(new('.')) ? "<BOS>" : ".";
        Texts = [.. Letters.Select(l => l.ToString()), bos];
    }

    /// <summary>A vocabulary of the characters of a text.</summary>
    public Vocabulary(string letters) : this(letters.EnumerateRunes())
    {
    }

    public ImmutableArray<Rune> Letters { get; }

    /// <summary>How each token is written, by its number: the letter itself, and a point for the beginning and end.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>How many tokens there are: letters and <see cref="Bos"/>.</summary>
    public int Count => Texts.Length;

    /// <summary>The token of a name's beginning and end, the last one.</summary>
    public int Bos => Letters.Length;

    /// <summary>The number of a letter; null for one that it has not.</summary>
    public int? Find(Rune letter) => _token.TryGetValue(letter, out int token) ? token : null;

    /// <summary>The letters of tokens, without beginnings and ends.</summary>
    public string Text(IEnumerable<int> tokens) => string.Concat(tokens.Where(t => t != Bos).Select(t => Texts[t]));

    public bool Equals(Vocabulary? other) => other is not null && Letters.AsSpan().SequenceEqual(other.Letters.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Vocabulary);

    public override int GetHashCode() => Letters.Length;

    /// <summary>All letters in a row.</summary>
    public override string ToString() => string.Concat(Letters);
}
