using System.Text.Json;
using Backstep.Engine.Data;
using Backstep.Engine.Data.Weights;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Data.Weights;

/// <summary>Fixtures: tests/fixtures/generate_state_dicts.py.</summary>
public class WeightFileTests
{
    private static string[] Saved => ["state", "checkpoint", "module", "parameters", "list", "strided", "dtypes"];

    private static void IsExpected(NamedTensors read, string name, bool inAnyOrder = false)
    {
        JsonElement expected = Fixtures.Json("own/states.json").GetProperty(name);
        string[] names = [.. expected.EnumerateObject().Select(p => p.Name)];
        Assert.That(read.Tensors.Select(t => t.Key), inAnyOrder ? Is.EquivalentTo(names) : Is.EqualTo(names));
        foreach ((string key, Tensor tensor) in read.Tensors)
        {
            JsonElement one = expected.GetProperty(key);
            Assert.That(tensor.Shape.Dims, Is.EqualTo(one.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())), key);
            Assert.That(tensor.Data.ToArray(), Is.EqualTo(one.GetProperty("numbers").EnumerateArray().Select(d => d.GetDouble())), key);
        }
    }

    [Test]
    public void Whatever_way_a_state_dict_was_saved_by_PyTorch_its_numbers_are_read([ValueSource(nameof(Saved))]
        string name, [Values("", "-old")] string format) =>
        IsExpected(WeightFile.Read(Fixtures.PathOf($"own/{name}{format}.pt")), name);

    [Test]
    public void A_pickle_of_another_protocol_and_an_npz_are_read()
    {
        IsExpected(WeightFile.Read(Fixtures.PathOf("own/protocol4.pt")), "protocol4");
        IsExpected(WeightFile.Read(Fixtures.PathOf("own/state.npz")), "state");
    }

    [Test]
    public void Safetensors_files_are_told_by_their_content()
    {
        NamedTensors read = WeightFile.Read(Fixtures.PathOf("pytorch-network2.safetensors"));
        Assert.That(read.Tensors, Has.Length.EqualTo(10));
    }

    [TestCase("whole.pt", "holds a whole module (__main__.Small)")]
    [TestCase("script.pt", "holds a TorchScript program")]
    [TestCase("objects.npy", "is one array without a name")]
    public void What_only_running_code_could_read_is_refused_with_what_to_save_instead(string name, string said)
    {
        string path = Fixtures.PathOf($"own/{name}");
        Assert.That(() => WeightFile.Read(path), Throws.TypeOf<WeightsException>().With.Message.Contains(said));
    }

    [Test]
    public void Files_cut_off_anywhere_and_files_with_a_changed_byte_are_read_or_refused_in_one_line(
        [Values("checkpoint.pt", "checkpoint-old.pt", "state.npz", "strided.pt")] string name)
    {
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf($"own/{name}"));
        string path = Path.GetTempFileName();
        try
        {
            for (int i = 0; i < whole.Length; i += 1 + whole.Length / 700)
            {
                Assert.That(Refusal(whole[..i]), Is.Not.Null, $"cut off at {i}");
                byte[] changed = [.. whole];
                changed[i] ^= 0xA5;
                Refusal(changed);
            }
        }
        finally
        {
            File.Delete(path);
        }

        string? Refusal(byte[] content)
        {
            File.WriteAllBytes(path, content);
            try
            {
                WeightFile.Read(path);
                return null;
            }
            catch (WeightsException e)
            {
                Assert.That(e.Message, Does.StartWith(path).And.Not.Contains("\n"));
                return e.Message;
            }
        }
    }
}
