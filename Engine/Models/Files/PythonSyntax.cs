using System.Collections.Immutable;

namespace Backstep.Engine.Models.Files;

/// <summary>An expression of Python, as far as descriptions of networks need it.</summary>
internal abstract record PyNode(Place Place);

internal sealed record PyNumber(Place Place, double Number) : PyNode(Place);

internal sealed record PyText(Place Place, string Text) : PyNode(Place);

/// <summary>A name, with dots: <c>nn.ReLU</c>, <c>hidden</c>, <c>True</c>.</summary>
internal sealed record PyName(Place Place, string Name) : PyNode(Place);

/// <summary>A tuple or a list.</summary>
internal sealed record PyList(Place Place, ImmutableArray<PyNode> Items) : PyNode(Place);

/// <summary>A call, or what <c>print(net)</c> shows of a module.</summary>
/// <param name="Name">What is called: <c>nn.Linear</c>.</param>
/// <param name="Arguments">The arguments without a name.</param>
/// <param name="Named">Those with one: <c>bias=False</c>.</param>
/// <param name="Children">The modules that <c>print(net)</c> shows inside: <c>(fc1): Linear(...)</c>.</param>
internal sealed record PyCall(
    Place Place, string Name, ImmutableArray<PyNode> Arguments, ImmutableArray<KeyValuePair<string, PyNode>> Named,
    ImmutableArray<KeyValuePair<string, PyNode>> Children) : PyNode(Place)
{
    /// <summary>The name behind its last dot: <c>Linear</c>.</summary>
    public string Type => Name[(Name.LastIndexOf('.') + 1)..];
}

/// <summary>A piece of a text of Python.</summary>
/// <param name="Kind">n a number, s a string, a a name, otherwise the sign itself; \0 at the end.</param>
internal readonly record struct PyToken(char Kind, string Text, int At);
