using System.Collections.Immutable;

namespace Backstep.Engine.Data;

/// <summary>
/// What becomes of a pixel on its way into the network. A pixel is a byte, so a table of 256 float32 values says it exactly;
/// every step is rounded to float32, as in torchvision.
/// </summary>
public sealed class Normalization
{
    private readonly double[] _wide;

    private Normalization(string name, Func<float, float> transform)
    {
        Name = name;
        Table = [.. Enumerable.Range(0, 256).Select(b => transform(b / 255f))];
        _wide = [.. Table.Select(v => (double)v)];
    }

    /// <summary>The transform as the tutorials write it.</summary>
    public string Name { get; }

    /// <summary>The value of each byte.</summary>
    public ImmutableArray<float> Table { get; }

    /// <summary><c>ToTensor()</c>: 0 to 1, the byte divided by 255.</summary>
    public static Normalization ToTensor { get; } = new("ToTensor()", x => x);

    /// <summary><c>ToTensor()</c>, then <c>Normalize((0.1307,), (0.3081,))</c>: mean 0 and deviation 1 over MNIST's training set.</summary>
    public static Normalization Mnist { get; } = new("ToTensor(), Normalize((0.1307,), (0.3081,))", x => (x - 0.1307f) / 0.3081f);

    /// <summary>Another transform of a pixel between 0 and 1.</summary>
    /// <param name="name">As the transform is written.</param>
    public static Normalization Of(string name, Func<float, float> transform) => new(name, transform);

    /// <summary>Writes the value of each pixel, widened from float32, which is exact.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<double> destination)
    {
        if (destination.Length < pixels.Length)
            throw new ArgumentException($"{pixels.Length} values do not fit into {destination.Length}", nameof(destination));
        for (int i = 0; i < pixels.Length; i++) destination[i] = _wide[pixels[i]];
    }

    public override string ToString() => Name;
}
