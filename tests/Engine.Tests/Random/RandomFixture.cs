using System.Globalization;
using System.Text.Json;

namespace Backstep.Engine.Tests.Random;

/// <summary>tests/fixtures/random.json: what a real PyTorch drew (written by generate_random.py).</summary>
internal static class RandomFixture
{
    internal static IEnumerable<TestCaseData> Seeds()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(FilePath()));
        foreach (JsonElement seed in document.RootElement.GetProperty("seeds").EnumerateArray())
            yield return new TestCaseData(seed.Clone()).SetArgDisplayNames($"seed {seed.GetProperty("seed")}");
    }

    internal static long Seed(this JsonElement element) => element.GetProperty("seed").GetInt64();

    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static int[] Ints(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];

    /// <summary>float32 values that the fixture keeps as hexadecimal words.</summary>
    internal static float[] Floats(this JsonElement element, string name) =>
        [.. element.Text(name).Split(' ').Select(word => BitConverter.UInt32BitsToSingle(uint.Parse(word, NumberStyles.HexNumber)))];

    /// <summary>As the fixture writes float32 values: one hexadecimal word each, so that a comparison is one of bits.</summary>
    internal static string Bits(this IEnumerable<float> values) =>
        string.Join(' ', values.Select(v => BitConverter.SingleToUInt32Bits(v).ToString("x8")));

    private static string FilePath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? ".", "tests", "fixtures", "random.json");
    }
}
