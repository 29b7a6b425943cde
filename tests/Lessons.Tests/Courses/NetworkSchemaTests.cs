using System.Text.Json.Nodes;
using Backstep.Engine.Models.Files;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>network.schema.json against what the reader of networks takes.</summary>
public sealed class NetworkSchemaTests
{
    private static readonly string Root = FindRoot();

    private static JsonNode Schema => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "network.schema.json")))!;

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static IEnumerable<string> Examples => Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.json");

    [Test]
    public void Keys_layers_losses_and_optimizers_are_those_that_the_reader_takes()
    {
        JsonNode keys = Schema["properties"]!;
        Assert.That(keys.AsObject().Select(k => k.Key), Is.EquivalentTo(NetworkFormat.Keys));
        Assert.That(Names(keys["data"]!["oneOf"]![1]!["properties"]!.AsObject()), Is.EquivalentTo(NetworkFormat.DataKeys));
        Assert.That(Words(keys["zoom"]!), Is.EqualTo(NetworkFormat.Zooms));
        Assert.That(Words(keys["loss"]!["oneOf"]![1]!["properties"]!["type"]!), Is.EqualTo(NetworkFormat.Losses));
        Assert.That(Words(keys["optimizer"]!["oneOf"]![1]!["properties"]!["type"]!), Is.EqualTo(NetworkFormat.Optimizers));
        Assert.That(Words(Schema["$defs"]!["layer"]!["oneOf"]![1]!["properties"]!["type"]!), Is.EqualTo(NetworkFormat.Layers));

        static IEnumerable<string> Names(JsonObject o) => o.Select(k => k.Key);
        static IEnumerable<string> Words(JsonNode node) => node["enum"]!.AsArray().Select(w => w!.GetValue<string>());
    }

    [Test]
    public void Every_key_tells_what_it_is_for() =>
        Assert.That(Schema["properties"]!.AsObject().Where(k => k.Value!["description"] is null).Select(k => k.Key), Is.Empty);

    [TestCaseSource(nameof(Examples))]
    public void The_examples_agree_with_it(string path) =>
        Assert.That(new SchemaValidator(Schema).Errors(File.ReadAllText(path)), Is.Empty);

    [TestCase("{}")]
    [TestCase("{\"layers\": [\"ReLU\"], \"network\": \"nn.ReLU()\"}")]
    [TestCase("{\"layers\": [{\"type\": \"Linaer\"}]}")]
    [TestCase("{\"layers\": [\"ReLU\"], \"seed\": -1}")]
    [TestCase("{\"layers\": [\"ReLU\"], \"sead\": 1}")]
    [TestCase("{\"layers\": [\"ReLU\"], \"data\": {\"inputs\": []}}")]
    public void What_the_reader_refuses_it_refuses(string json)
    {
        Assert.That(new SchemaValidator(Schema).Accepts(json), Is.False);
        string path = Path.GetTempFileName() + ".json";
        File.WriteAllText(path, json);
        Assert.That(() => ProgramFiles.Get(path), Throws.TypeOf<NetworkFileException>());
        File.Delete(path);
    }
}
