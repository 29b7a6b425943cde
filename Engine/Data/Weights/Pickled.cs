namespace Backstep.Engine.Data.Weights;

/// <summary>A class or function that a pickle names: a name and nothing else, for nothing is ever looked up or called.</summary>
internal sealed record PickledName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What a pickle must hold in a place.</summary>
internal static class Pickled
{
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static T As<T>(object? value) => value is T wanted ? wanted : throw new InvalidDataException();
}

internal sealed record PickledTuple(object?[] Items);

/// <summary>A list or a set.</summary>
internal sealed record PickledList(List<object?> Items);

/// <summary>A dictionary as its entries in their order; of entries with the same key the last counts.</summary>
internal sealed record PickledDict(List<KeyValuePair<object?, object?>> Entries)
{
    /// <summary>What stands under a text; null without it.</summary>
    public object? Find(string key) => Entries.FindLast(e => e.Key is string k && k == key).Value;
}

/// <summary>The numbers that one or more tensors look at.</summary>
/// <param name="Dtype">Null where each tensor says it.</param>
/// <param name="Key">Under which the file has its bytes.</param>
/// <param name="Length">In numbers; in bytes without a dtype.</param>
internal sealed record TorchStorage(Dtype? Dtype, string Key, long Length)
{
    public long Bytes => Length * (Dtype?.Size ?? 1);
}

/// <summary>A tensor as PyTorch writes it: a look at a storage.</summary>
/// <param name="Offset">Of the first number, in numbers.</param>
/// <param name="Size">The extents.</param>
/// <param name="Stride">From one number to the next in each dimension, in numbers.</param>
internal sealed record TorchTensor(TorchStorage Storage, Dtype Dtype, long Offset, long[] Size, long[] Stride);
