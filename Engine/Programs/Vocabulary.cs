using System.Collections.Immutable;
using System.Text;

namespace Backstep.Engine.Programs;

/// <summary>The tokens of a model of letters: characters in the order of their code points, and one more, with which a name begins and
/// ends.</summary>
public sealed class Vocabulary : IEquatable<Vocabulary>
{
    private readonly Dictionary<int, int> _token = [];

    /// <summary>A vocabulary of the characters of a text.</summary>
    public Vocabulary(string text)
    {
        // By code points: for lists of runes the compiler has work to do at each start.
        var points = new List<int>();
        foreach (Rune letter in text.EnumerateRunes())
            if (_token.TryAdd(letter.Value, 0)) points.Add(letter.Value);
        points.Sort();
        var texts = ImmutableArray.CreateBuilder<string>(points.Count + 1);
        foreach (int point in points)
        {
            _token[point] = texts.Count;
            texts.Add(char.ConvertFromUtf32(point));
        }
        Letters = string.Concat(texts);
        texts.Add(_token.ContainsKey('.') ? "<BOS>" : ".");
        Texts = texts.MoveToImmutable();
    }

    /// <summary>All letters in a row.</summary>
    public string Letters { get; }

    /// <summary>How each token is written, by its number: the letter itself, and a point for the beginning and end.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>How many tokens there are: letters and <see cref="Bos"/>.</summary>
    public int Count => Texts.Length;

    /// <summary>The token of a name's beginning and end, the last one.</summary>
    public int Bos => Count - 1;

    /// <summary>The number of a letter; null for one that it has not.</summary>
    public int? Find(Rune letter) => _token.TryGetValue(letter.Value, out int token) ? token : null;

    /// <summary>The letters of tokens, without beginnings and ends.</summary>
    public string Text(IEnumerable<int> tokens) => string.Concat(tokens.Where(t => t != Bos).Select(t => Texts[t]));

    public bool Equals(Vocabulary? other) => Letters == other?.Letters;

    public override bool Equals(object? obj) => Equals(obj as Vocabulary);

    public override int GetHashCode() => Letters.GetHashCode();

    public override string ToString() => Letters;
}
