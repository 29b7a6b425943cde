using System.Text.Json;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Tensors;

public sealed class TensorPrinterTests
{
    private static IEnumerable<TestCaseData> Cases() =>
        Fixtures.Json("printing.json").EnumerateArray()
            .Select(c => new TestCaseData(c).SetArgDisplayNames(c.GetProperty("name").GetString()!));

    [TestCaseSource(nameof(Cases))]
    public void Prints_what_PyTorch_prints(JsonElement c)
    {
        var shape = new Shape([.. c.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())]);
        string Optional(string name) => c.TryGetProperty(name, out JsonElement e) ? e.GetString()! : "";
        string printed =
            TensorPrinter.Print(new Tensor(shape, Elements(c, shape.Length)), Optional("suffix"), c.TryGetProperty("integers", out _));
        Assert.That(Optional("prefix") + printed, Is.EqualTo(c.GetProperty("expected").GetString()));
    }

    [Test]
    public void Doubles_are_rounded_to_float32_first()
    {
        // As a double this lies above a tie; the nearest float32 is the tie itself, which goes to the even digit.
        Assert.That(TensorPrinter.Print(Tensor.Scalar(0.03125 + 1e-12)), Is.EqualTo("tensor(0.0312)"));
        Assert.That(TensorPrinter.Print(Tensor.Scalar(1 + 1e-12)), Is.EqualTo("tensor(1.)"));
        Assert.That(TensorPrinter.Print(Tensor.Scalar(1e39)), Is.EqualTo("tensor(inf)"));
    }

    private static double[] Elements(JsonElement c, int length)
    {
        bool inFull = c.TryGetProperty("data", out JsonElement data);
        double[] given = [.. (inFull ? data : c.GetProperty("cycle")).EnumerateArray().Select(Number)];
        return inFull ? given : [.. Enumerable.Range(0, length).Select(i => given[i % given.Length])];
    }

    private static double Number(JsonElement e) => e.ValueKind != JsonValueKind.String
        ? e.GetDouble()
        : e.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity };
}
