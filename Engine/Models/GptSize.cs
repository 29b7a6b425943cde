using System.Text.Json.Serialization;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models;

/// <summary>How large a GPT is, and which letters it knows.</summary>
/// <param name="Letters">Its letters in a row; <see cref="Vocabulary"/> has one token more.</param>
/// <param name="Positions">How many tokens a sample has, at most <paramref name="Block"/>.</param>
/// <param name="Layers">How many blocks of attention and two linear layers.</param>
/// <param name="Width">The numbers that stand for a token.</param>
/// <param name="Heads">The heads of each attention, which share the width.</param>
/// <param name="Block">How many positions it knows.</param>
public sealed record GptSize(
    string Letters, int Positions, int Layers = 1, int Width = 16, int Heads = 4, int Block = NameList.UsualBlock)
{
    /// <summary>The most of each, so that a slip of the hand does not ask for all memory.</summary>
    public const int MostLayers = 48, MostWidth = 2048, MostHeads = 64, MostBlock = 4096;

    /// <summary>That of the words that are made up where there are no names (<see cref="NameList.MadeUp"/>).</summary>
    public static GptSize Usual => new("abcdefghijklmnopqrstuvwxyz", 10);

    private Vocabulary? _vocabulary;

    [JsonIgnore]
    public Vocabulary Vocabulary => _vocabulary ??= new(Letters);

    /// <summary>The numbers of each head.</summary>
    [JsonIgnore]
    public int HeadWidth => Width / Heads;

    /// <summary>Whether there can be such a one.</summary>
    [JsonIgnore]
    public bool IsPossible => Letters is { Length: > 0 } && Layers is >= 1 and <= MostLayers && Width is >= 1 and <= MostWidth
        && Heads is >= 1 and <= MostHeads && Block is >= 1 and <= MostBlock && Positions >= 1 && Positions <= Block && Width % Heads == 0;

    /// <summary>That of a list of names.</summary>
    /// <param name="block">How many positions it knows.</param>
    public static GptSize Of(NameList names, int block = NameList.UsualBlock) =>
        new(names.Vocabulary.ToString(), names.Positions(block)) { Block = block };

    public bool Equals(GptSize? other) => other is not null
        && (Letters, Positions, Layers, Width, Heads, Block)
            == (other.Letters, other.Positions, other.Layers, other.Width, other.Heads, other.Block);

    public override int GetHashCode() => HashCode.Combine(Letters, Positions, Layers, Width, Heads, Block);
}
