using System.Text.Json;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Models.Files;

/// <summary>Two hundred random networks, read from files as Python, JSON or what print shows, against what PyTorch calculates.</summary>
public sealed class NetworkFixtureTests
{
    private static readonly JsonElement[] Networks = [.. ModelFixture.Read("networks.json").EnumerateArray()];

    private static IEnumerable<int> Numbers => Enumerable.Range(0, Networks.Length);

    [TestCaseSource(nameof(Numbers))]
    public void Forward_and_gradients_are_those_of_pytorch(int number)
    {
        JsonElement network = Networks[number];
        ProgramEntry entry = NetworkText.Read(With(network, "\"zoom\":\"tensor\""));
        Timeline timeline = Backward(entry.Create(new()));
        Assert.That(timeline.Read(timeline.Program.Output!)!.Data.ToArray(),
            Is.EqualTo(Doubles(network.GetProperty("output"))).Within(1e-6));
        Assert.That(timeline.Read(timeline.Program["loss"])!.ScalarValue, Is.EqualTo(network.GetProperty("loss").GetDouble()).Within(1e-6));
        JsonProperty[] gradients = [.. network.GetProperty("gradients").EnumerateObject()];
        Assert.That(entry.Network!.Parameters.Select(p => p.Name), Is.EqualTo(gradients.Select(g => g.Name)));
        foreach (JsonProperty gradient in gradients)
            Assert.That(timeline.Read(timeline.Program[$"{gradient.Name}.grad"])!.Data.ToArray(),
                Is.EqualTo(Doubles(gradient.Value)).Within(1e-6),
                gradient.Name);
    }

    [TestCaseSource(nameof(Numbers))]
    public void Its_gradients_agree_with_finite_differences(int number)
    {
        using var backend = new ReferenceBackend();
        Scenario scenario = NetworkText.Read(Networks[number].GetProperty("file").GetRawText()).Create(new());
        Assert.That(new GradientCheck(scenario, backend).Run().Select(r => r.WorstError), Has.All.LessThan(1e-6));
    }

    [Test]
    public void Number_by_number_a_sample_has_the_gradients_that_it_has_layer_by_layer()
    {
        int compared = 0;
        foreach (JsonElement network in Networks)
        {
            ProgramEntry entry = NetworkText.Read(network.GetProperty("file").GetRawText());
            if (entry.Kind != ProgramKind.Scalar
                || network.GetProperty("file").GetProperty("data").GetProperty("inputs").GetArrayLength() > 1) continue;
            compared++;
            Timeline timeline = Backward(entry.Create(new()));
            Assert.That(timeline.Read(timeline.Program["E"])!.ScalarValue,
                Is.EqualTo(network.GetProperty("loss").GetDouble()).Within(1e-9));
            // Weights by layer and unit, then biases.
            double[] expected = [.. network.GetProperty("gradients").EnumerateObject().OrderBy(g => g.Name.EndsWith("bias"))
                .SelectMany(g => Doubles(g.Value))];
            Assert.That(timeline.Program.Parameters.Select(p => timeline.Read(timeline.Program[$"{p.Name}.grad"])!.ScalarValue),
                Is.EqualTo(expected).Within(1e-6));
        }
        Assert.That(compared, Is.GreaterThan(40));
    }

    private static string With(JsonElement network, string member) => $"{{{member},{network.GetProperty("file").GetRawText()[1..]}";

    private static Timeline Backward(Scenario scenario)
    {
        var timeline = new Timeline(scenario, new ReferenceBackend());
        timeline.MoveTo(new(0, scenario.Program.Instructions.Last(i => i.Phase == Phase.Backward).Index + 1));
        return timeline;
    }

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(x => x.GetDouble())];
}
