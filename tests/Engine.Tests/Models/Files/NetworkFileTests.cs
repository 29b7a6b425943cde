using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Models.Files;

public sealed class NetworkFileTests
{
    private const string Layers = "\"layers\": [\"Linear(2, 2)\", \"Sigmoid\", \"Linear(2, 1)\"]";

    private static string Json(string more) => $"{{\n{Layers},\n{more}\n}}";

    [Test]
    public void A_table_is_gone_through_sample_by_sample_number_by_number()
    {
        Scenario scenario = NetworkText.Read(Json("\"data\": {\"inputs\": [[1, 2], [3, 4]], \"targets\": [5, 6]}")).Create(new());
        Assert.That(scenario.Program.IsScalar);
        Assert.That(Inputs(0), Is.EqualTo(new[] { 1.0, 2, 5 }));
        Assert.That(Inputs(1), Is.EqualTo(new[] { 3.0, 4, 6 }));
        Assert.That(Inputs(2), Is.EqualTo(Inputs(0)));

        IEnumerable<double> Inputs(long iteration) => scenario.Batches.At(iteration).Select(v => v.Value.ScalarValue);
    }

    [Test]
    public void A_table_is_one_batch_layer_by_layer_unless_a_size_is_asked_for()
    {
        ProgramEntry entry = NetworkText.Read(
            Json("\"zoom\": \"tensor\", \"data\": {\"inputs\": [[1, 2], [3, 4], [5, 6]], \"targets\": [5, 6, 7]}"));
        Assert.That(entry.Create(new()).Program["x"].Shape.ToString(), Is.EqualTo("(3, 2)"));
        Assert.That(entry.Create(new() { BatchSize = 2 }).Program["x"].Shape.ToString(), Is.EqualTo("(2, 2)"));
    }

    [Test]
    public void Parameters_are_drawn_as_PyTorch_draws_them_unless_they_are_given()
    {
        Scenario drawn = NetworkText.Read(Json("\"seed\": 3")).Create(new()),
            given = NetworkText.Read(Json("\"seed\": 3, \"weights\": {\"w2\": 0.5, \"2.weight\": [[7, 8]]}")).Create(new());
        Assert.That(Content(given, "w1"), Is.EqualTo(Content(drawn, "w1")).And.Not.Zero);
        Assert.That((Content(given, "w2"), Content(given, "w5"), Content(given, "w6")), Is.EqualTo((0.5, 7.0, 8.0)));

        static double Content(Scenario scenario, string name) => scenario.Initial[scenario.Program[name]].ScalarValue;
    }

    [Test]
    public void What_is_frozen_has_no_gradient_and_stays()
    {
        Program numbers = NetworkText.Read(Json("\"frozen\": [\"b1\", \"2.weight\"]")).Create(new()).Program;
        Assert.That(numbers.Parameters.Select(p => p.Name), Is.EqualTo(new[] { "w1", "w2", "w3", "w4", "b2", "b3" }));
        Program layers = NetworkText.Read(Json("\"zoom\": \"tensor\", \"frozen\": [\"2.weight\"]")).Create(new()).Program;
        Assert.That(layers.Find("2.weight.grad"), Is.Null);
    }

    [TestCase(12, true)]
    [TestCase(13, false)]
    public void Up_to_twelve_units_a_layer_are_stepped_number_by_number(int units, bool isScalar) =>
        Assert.That(NetworkText.Read($"{{\"layers\": [\"Linear({units}, 3)\", \"Tanh\", \"Linear(3, 2)\"], \"loss\": \"MSELoss\"}}")
            .Create(new()).Program.IsScalar, Is.EqualTo(isScalar));

    [Test]
    public void Units_of_several_hidden_layers_say_their_layer()
    {
        Program program = NetworkText.Read(
            "{\"layers\": [\"Linear(2, 2)\", \"Tanh\", \"Linear(2, 2)\", \"Tanh\", \"Linear(2, 3)\"], \"loss\": \"MSELoss\"}")
                .Create(new()).Program;
        Assert.That(program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss).Select(i => i.Output.Name), Is.EqualTo(new[]
        {
            "l_h1_1", "l_h1_2", "out_h1_1", "out_h1_2", "l_h2_1", "l_h2_2", "out_h2_1", "out_h2_2", "l_o1", "l_o2", "l_o3",
            "E_o1", "E_o2", "E_o3", "E_1_2", "E_1_3", "E",
        }));
    }

    [Test]
    public void A_run_that_was_made_from_a_file_knows_what_it_said()
    {
        ProgramEntry entry = NetworkText.Read(
            "{\"network\": \"nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\", \"data\": \"synthetic\"}");
        RunSettings settings = RunSettings.Of(entry);
        // The file is gone by now.
        Assert.That(settings.Entry.Network!.Parameters.Select(p => p.Name), Is.EqualTo(entry.Network!.Parameters.Select(p => p.Name)));
        Assert.That(settings.Data, Is.EqualTo("synthetic"));
    }

    [TestCase(null, 3)]
    [TestCase(0L, 0)]
    [TestCase(5L, 5)]
    public void A_seed_that_is_asked_for_counts_and_0_is_one_like_others(long? asked, long used)
    {
        ProgramEntry entry = NetworkText.Read(Json("\"seed\": 3"));
        Tensor Weight(long? seed) => entry.Create(new() { Seed = seed }).Initial.First(v => v.Key.Kind == ValueKind.Parameter).Value;
        Assert.That(entry.Create(new() { Seed = asked }).Seed, Is.EqualTo(used));
        Assert.That(Weight(asked).BitEquals(Weight(used)));
        Assert.That(Weight(0).BitEquals(Weight(3)), Is.False);
    }

    [TestCase("", "the file is empty")]
    [TestCase("[1, 2]", "there is no network in this text")]
    [TestCase("{", "this is no valid JSON")]
    [TestCase("{\"layers\": [\"ReLU\"], \"layers\": [\"ReLU\"]}", "the key layers is there twice")]
    [TestCase("{\"name\": \"a\"}", "the key network or layers is missing")]
    [TestCase("{\"layers\": [], \"loss\": \"MSELoss\"}", "the network has no layers")]
    [TestCase("{\"layers\": [{\"type\": \"Linaer\"}]}", "$.layers[0].type (line 1): there is no layer \"Linaer\"; did you mean Linear?")]
    [TestCase("{\"layers\": [\"Dropout(0.5)\"]}", "there is no layer \"Dropout\": it draws random numbers in every step; leave it out")]
    [TestCase("{\"layers\": [\"BatchNorm1d(8)\"]}", "there is no layer \"BatchNorm1d\": leave it out, or hold two runs of PyTorch against")]
    [TestCase("{\"layers\": [\"ReLU\",]}", "a comma stands before the closing bracket; take it away")]
    [TestCase("{'layers': ['ReLU']}", "texts and keys take double quotes")]
    [TestCase("{\"layers\": [\"ReLU\"] // mine\n}", "JSON has no comments")]
    [TestCase("{\"layer\": [\"ReLU\"]}", "there is no key \"layer\" here; did you mean layers?")]
    [TestCase("{\"layers\": [{\"type\": \"Linear\", \"in_features\": 2, \"out_features\": 2.5}]}", "out_features is a whole number")]
    [TestCase("{\"layers\": [\"Linear(2, 1) + 3\"]}", "+ needs a number on both sides")]
    [TestCase("{\"layers\": [{\"type\": \"ReLU\", \"name\": \"a b\"}]}", "is no name of a layer")]
    [TestCase("{\"layers\": [{\"type\": \"ReLU\", \"name\": \"loss\"}]}", "is no name of a layer")]
    [TestCase("{\"layers\": [{\"type\": \"ReLU\", \"name\": \"a\"}, {\"type\": \"ReLU\", \"name\": \"a\"}]}",
        "two layers are called \"a\"")]
    [TestCase("{\"layers\": [\"Linear(1000000, 1000000)\"]}", "would hold 1,000,000,000,000 numbers; 100,000,000 are possible")]
    [TestCase("{\"layers\": [\"Conv2d(1000000, 1000000, 1000000)\"]}", "are possible")]
    [TestCase("{\"layers\": [\"Conv2d(1, 100, 3, padding=1000000)\"]}", "are possible")]
    [TestCase("{\"layers\": [\"Linear(2, 2)\"], \"input_shape\": [1024, 1024, 1024]}", "are possible")]
    [TestCase("{\"layers\": [\"Linear(2, 2)\"], \"input_shape\": [-1]}", "a whole number from 1 to 1024")]
    public void What_is_no_network_is_told_in_one_line(string text, string expected) =>
        Assert.That(NetworkText.Complaint(text), Does.Contain(expected));

    [TestCase("\"loss\": \"MSELos\"", "$.loss (line 3): there is no loss \"MSELos\"; did you mean MSELoss?")]
    [TestCase("\"loss\": 3", "a name as PyTorch has it is wanted here")]
    [TestCase("\"loss\": \"L1Loss\"", "L1Loss is there with reduction='sum' alone")]
    [TestCase("\"optimizer\": \"SGD(lr=-1)\"", "lr is a number from 0")]
    [TestCase("\"optimizer\": {\"type\": \"SGD\", \"lr\": 1e999}", "lr is a number from 0")]
    [TestCase("\"optimizer\": {\"type\": \"Adm\"}", "did you mean Adam?")]
    [TestCase("\"optimizer\": \"SGD(lr=0,1)\"", "an argument without a name cannot stand behind lr=")]
    [TestCase("\"optimizer\": \"SGD(lr=rate)\"", "\"rate\" has no value before this line; write the number of lr")]
    [TestCase("\"optimizer\": \"SGD(0.1, 0.9, nesterov=True)\"", "SGD is there with nesterov=False alone")]
    [TestCase("\"optimizer\": \"SGD(0.1, 0.9, 0.5)\"", "SGD is there with dampening=0 alone")]
    [TestCase("\"optimizer\": \"SGD(0.1, lr=0.1)\"", "the argument lr is there twice")]
    [TestCase("\"optimizer\": \"Adam(betas=(0.9, 1))\"", "betas is a pair of numbers from 0 to less than 1")]
    [TestCase("\"optimizer\": \"Adam(amsgrad=True)\"", "Adam is there with amsgrad=False alone")]
    [TestCase("\"loss\": \"NLLLoss\"", "NLLLoss behind LogSoftmax is CrossEntropyLoss without it")]
    [TestCase("\"data\": \"minst\"", "there is no data set \"minst\"; did you mean mnist?")]
    [TestCase("\"data\": {\"inputs\": [[0, 0]]}", "data is the name of a data set, or a table")]
    [TestCase("\"data\": {\"inputs\": [[0, 0], [1]], \"targets\": [1, 2]}",
        "$.data.inputs[1] (line 3): this row has 1 number, the first one 2")]
    [TestCase("\"data\": {\"inputs\": [[0, 0]], \"targets\": [1, 2]}", "there are 1 rows of inputs and 2 of targets")]
    [TestCase("\"data\": {\"inputs\": [[0, 1e400]], \"targets\": [1]}", "a finite number is wanted here")]
    [TestCase("\"data\": {\"inputs\": [], \"targets\": []}", "a row needs a number at least")]
    [TestCase("\"data\": {\"inputs\": [[0, 0]], \"targets\": [[1, 2]]}",
        "row 0 (from 0) has 2 numbers for the target, the network gives 1")]
    [TestCase("\"data\": {\"inputs\": [[0, 0]], \"targets\": [3]}, \"loss\": \"CrossEntropyLoss\"", "is no class")]
    [TestCase("\"data\": {\"inputs\": [[0, 0]], \"targets\": [3]}, \"loss\": \"BCELoss\"", "outside of 0 to 1")]
    [TestCase("\"seed\": -1", "$.seed (line 3): a whole number from 0")]
    [TestCase("\"weights\": {\"w11\": 1}", "there is no parameter \"w11\"; did you mean")]
    [TestCase("\"weights\": {\"0.weight\": [[1, 2]]}", "0.weight is (2, 2): a list of 2 is wanted here")]
    [TestCase("\"frozen\": [\"0.weight\", \"0.bias\", \"2.weight\", \"2.bias\"]", "every parameter is frozen")]
    [TestCase("\"zoom\": \"scaler\"", "did you mean scalar?")]
    [TestCase("\"zoom\": \"scalar\", \"loss\": \"CrossEntropyLoss\"", "number by number goes only with")]
    [TestCase("\"zoom\": \"tensor\", \"shared_bias\": true", "shared_bias goes with")]
    [TestCase("\"batch_size\": 0", "a whole number from 1 to 60000")]
    [TestCase("\"name\": \"\"", "a name of 1 to 60 characters")]
    [TestCase("\"network\": \"nn.Sequential(nn.ReLU())\"", "leave one of the two out")]
    public void A_wrong_member_is_told_with_its_path_and_line(string member, string expected) =>
        Assert.That(NetworkText.Complaint(Json(member)), Does.Contain(expected));

    [Test]
    public void Hostile_files_are_refused_in_one_line()
    {
        Assert.That(NetworkText.Complaint("{\"layers\": " + new string('[', 5000)), Does.Contain("no valid JSON"));
        Assert.That(NetworkText.Complaint(new string('{', 100_000)), Does.Contain("no valid JSON"));
        Assert.That(NetworkText.Complaint(new string(' ', 9 << 20)), Does.Contain("larger than"));
        Assert.That(NetworkText.Complaint("{\"layers\": [" + string.Join(',', Enumerable.Repeat("\"ReLU\"", 301)) + "]}"),
            Does.Contain("200 are possible"));
        Assert.That(NetworkText.Complaint("{\"layers\": [" + string.Join(',', Enumerable.Repeat("1", 400_000)) + "]}"),
            Does.Contain("300000 values"));
        Assert.That(NetworkText.Complaint("\u0000\u0001\u0002"), Does.Contain("no network"));
        Assert.That(NetworkText.Complaint("nn.Sequential(" + new string('-', 100_000)), Does.Contain("nested more than"));
    }

    [Test]
    public void A_file_that_is_no_text_is_refused()
    {
        string path = Path.GetTempFileName() + ".json";
        File.WriteAllBytes(path, [0xff, 0xfe, 0x00, 0xd8]);
        Assert.That(() => ProgramFiles.Get(path), Throws.TypeOf<NetworkFileException>().With.Message.Contains("no text in UTF-8"));
        File.Delete(path);
    }
}
