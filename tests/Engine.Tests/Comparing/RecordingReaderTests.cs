using Backstep.Engine.Comparing;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Comparing;

public class RecordingReaderTests
{
    private const string Head = """{"format": "backstep recording", "version": 1, "model": null, "optimizer": null}""";
    private const string Value = """{"step": 0, "kind": "activation", "name": "a", "dtype": "float32", "shape": [2], "data": [1, 2.5]}""";

    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    private Recording Read(params string[] lines)
    {
        File.WriteAllText(_path, string.Join('\n', lines));
        return RecordingReader.Read(_path);
    }

    private string Complaint(params string[] lines)
    {
        RecordingException e = Assert.Throws<RecordingException>(() => Read(lines))!;
        Assert.That(e.Message, Does.StartWith(_path).And.Not.Contain("\n"));
        Assert.That(e.In(Language.ChineseSimplified), Is.Not.EqualTo(e.Message).And.StartWith(_path));
        return e.Message;
    }

    private static string Number(string data, string shape = "[1]", string dtype = "float32") =>
        $$"""{"step": 0, "kind": "value", "name": "a", "dtype": "{{dtype}}", "shape": {{shape}}, "data": {{data}}}""";

    [Test]
    public void Numbers_come_back_with_all_their_digits_from_text_and_from_base64()
    {
        string packed = Convert.ToBase64String([.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(double.NegativeInfinity)]);
        Recording recording = Read(Head, Number("[0.30000000000000004]", dtype: "float64"),
            $$"""{"step": 1, "kind": "gradient", "name": "w", "dtype": "float64", "shape": [1, 2], "base64": "{{packed}}"}""");
        Assert.That(recording.Steps.Select(s => s.Number), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(recording.Steps[0].Values[0].Content![0], Is.EqualTo(0.30000000000000004));
        Assert.That(recording.Steps[1].Values[0].Content!.Data.ToArray(), Is.EqualTo(new[] { 0.1, double.NegativeInfinity }));
        Assert.That(recording.Steps[1].Values[0].Content!.Shape, Is.EqualTo(new Shape(1, 2)));
    }

    [TestCase("\"nan\"", double.NaN)]
    [TestCase("NaN", double.NaN)]
    [TestCase("\"NAN\"", double.NaN)]
    [TestCase("\"inf\"", double.PositiveInfinity)]
    [TestCase("Infinity", double.PositiveInfinity)]
    [TestCase("-Infinity", double.NegativeInfinity)]
    [TestCase("\"-inf\"", double.NegativeInfinity)]
    [TestCase("true", 1)]
    public void What_is_not_finite_may_be_spelled_in_several_ways(string spelled, double meant) =>
        Assert.That(Read(Head, Number($"[{spelled}]")).Steps[0].Values[0].Content![0], Is.EqualTo(meant));

    [Test]
    public void A_gradient_that_is_None_has_no_numbers() =>
        Assert.That(Read(Head, """{"step": 0, "kind": "gradient", "name": "fc.bias"}""").Steps[0].Values[0].Content, Is.Null);

    [Test]
    public void Without_numbers_of_steps_a_name_that_comes_again_begins_one()
    {
        string x = Value.Replace("\"step\": 0, ", ""), y = x.Replace("\"a\"", "\"b\"");
        Assert.That(Read(Head, x, y, x, y, x).Steps.Select(s => s.Values.Length), Is.EqualTo(new[] { 2, 2, 1 }));
    }

    [Test]
    public void The_precision_is_the_coarsest_that_was_calculated_in()
    {
        Assert.That(Read(Head, Value, Number("[1]", dtype: "float64")).Precision, Is.EqualTo(Precision.Single));
        Assert.That(Read(Head, Value, Number("[1]", dtype: "bfloat16")).Precision, Is.EqualTo(Precision.BFloat16));
        Assert.That(Read(Head, Number("[1]", dtype: "int64")).Precision, Is.EqualTo(Precision.Double));
    }

    [Test]
    public void What_is_damaged_is_told_in_one_line()
    {
        Assert.That(Complaint(""), Does.Contain("has no steps").Or.Contain("is empty"));
        Assert.That(Complaint(Head), Does.Contain("has no steps"));
        Assert.That(Complaint(Head, Value, Value[..40]), Does.Contain("line 3").And.Contain("cut off"));
        Assert.That(Complaint("epoch 1 loss 0.3"), Does.Contain("line 1").And.Contain("not JSON"));
        Assert.That(Complaint(Head, "<html>"), Does.Contain("line 2").And.Contain("not JSON"));
        Assert.That(Complaint("[1, 2]"), Does.Contain("is no recording"));
        Assert.That(Complaint("""{"format": "another"}"""), Does.Contain("is no recording"));
        Assert.That(Complaint(Head.Replace("1,", "2,")), Does.Contain("newer record.py"));
        Assert.That(Complaint(Head, "{}"), Does.Contain("line 2").And.Contain("\"name\""));
        Assert.That(Complaint(Head, Value.Replace("activation", "feeling")), Does.Contain("no kind feeling"));
        Assert.That(Complaint(Head, Value.Replace("\"step\": 0", "\"step\": -1")), Does.Contain("-1 is not the number of a step"));
        Assert.That(Complaint(Head, Number("[1, 2]")), Does.Contain("shape [1], but there are 2 numbers"));
        Assert.That(Complaint(Head, Number("[1]", "[100000, 100000]")), Does.Contain("there are 1 numbers"));
        Assert.That(Complaint(Head, Number("[1]", "[-1]")), Does.Contain("[-1] is not a shape"));
        Assert.That(Complaint(Head, Number("[1]", "\"big\"")), Does.Contain("is not a shape"));
        Assert.That(Complaint(Head, Number("[\"one\"]")), Does.Contain("\"one\" is not a number"));
        Assert.That(Complaint(Head, Number("[[1]]")), Does.Contain("[1] is not a number"));
        Assert.That(Complaint(Head, Number("[1]", dtype: "complex64")), Does.Contain("complex64"));
        Assert.That(
            Complaint(Head, """{"step": 0, "kind": "value", "name": "a", "dtype": "float32", "shape": [1], "base64": "AAA"}"""),
            Does.Contain("not whole base64"));
        Assert.That(
            Complaint(Head, """{"step": 0, "kind": "value", "name": "a", "dtype": "float32", "shape": [1], "base64": "AAAA"}"""),
            Does.Contain("not whole base64"));
        File.Delete(_path);
        Assert.That(Assert.Throws<RecordingException>(() => RecordingReader.Read(_path))!.Message, Does.Contain("no such file"));
        Assert.That(
            Assert.Throws<RecordingException>(() => RecordingReader.Read(Path.GetTempPath()))!.Message, Does.Contain("is a folder"));
    }

    [Test]
    public void No_cut_of_a_real_recording_makes_anything_but_one_line()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("recordings/transposed_weight.jsonl"));
        var random = new System.Random(7);
        for (int n = 0; n < 200; n++)
        {
            byte[] damaged = [.. whole[..random.Next(whole.Length)]];
            if (n % 2 == 1 && damaged.Length > 0) damaged[random.Next(damaged.Length)] = (byte)random.Next(32, 127);
            File.WriteAllBytes(_path, damaged);
            try
            {
                Assert.That(RecordingReader.Read(_path).Count, Is.Positive);
            }
            catch (RecordingException e)
            {
                Assert.That(e.Message, Does.Not.Contain("\n"));
            }
        }
    }
}
