#pragma warning disable NUnit1027 // The arguments of [Property] methods come from FsCheck.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Backstep.Engine.Data;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Backstep.Engine.Tests.Data;

public class DataLoaderTests
{
    /// <summary>Images of 2 x 3 pixels; pixel j of image i is 7 i + j; labels 0, 1, ... 9, 0, ...</summary>
    private static Dataset Small(int count, Normalization? normalization = null)
    {
        byte[] pixels = IdxTemp.Images(count, 2, 3)[16..], labels = IdxTemp.Labels(count)[8..];
        return new("small", new(count, 2, 3, pixels), labels, DatasetKind.Mnist.ClassNames, normalization ?? Normalization.ToTensor);
    }

    [Test]
    public void Normalisation_has_the_float32_values_of_torchvision()
    {
        // torch: (torch.tensor([0, 1, 128, 255], dtype=torch.uint8).float() / 255).sub(0.1307).div(0.3081), as words.
        uint[] mnist = [0xbed93271, 0xbed2ae20, 0x3f9a3d7a, 0x4034933d];
        uint[] plain = [0x00000000, 0x3b808081, 0x3f008081, 0x3f800000];
        int[] bytes = [0, 1, 128, 255];
        Assert.That(bytes.Select(b => BitConverter.SingleToUInt32Bits(Normalization.Mnist.Table[b])), Is.EqualTo(mnist));
        Assert.That(bytes.Select(b => BitConverter.SingleToUInt32Bits(Normalization.ToTensor.Table[b])), Is.EqualTo(plain));
        // SHA-256 of all 256 values of PyTorch, little-endian.
        Assert.That(Sha256(Normalization.Mnist), Is.EqualTo("0103dbab6b16bfcaea0aa75d7377b4b22bb6792081600921bee4a17ff9c4d33e"));
        Assert.That(Sha256(Normalization.ToTensor), Is.EqualTo("010413efe9fc4438fee48de66c4d09f377b28af6a9fe2522201e8c1dbb831fc8"));

        static string Sha256(Normalization n) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(n.Table.AsSpan())));
    }

    [Test]
    public void Each_set_is_normalised_as_in_its_tutorial()
    {
        Assert.That(DatasetKind.Mnist.Normalization, Is.SameAs(Normalization.Mnist));
        Assert.That(DatasetKind.FashionMnist.Normalization, Is.SameAs(Normalization.ToTensor));
        Assert.That(DatasetKind.FashionMnist.ClassNames[9], Is.EqualTo("Ankle boot"));
    }

    [Test]
    public void A_batch_holds_the_normalised_images_labels_and_indices_of_its_place([Values] bool shuffle)
    {
        Dataset dataset = Small(11, Normalization.Mnist);
        LoaderEpoch epoch = new DataLoader(dataset, 4, shuffle).NextEpoch(new TorchRandom(3));
        Batch batch = epoch[1];

        Assert.That(batch.Indices, Is.EqualTo(new TorchRandom(3).NextLoaderOrder(11, shuffle)[4..8]));
        Assert.That(batch.Images.Shape, Is.EqualTo(new Shape(4, 1, 2, 3)));
        Assert.That(batch.Labels.Shape, Is.EqualTo(new Shape(4)));
        for (int i = 0; i < 4; i++)
        {
            int index = batch.Indices[i];
            Assert.That(batch.Labels[i], Is.EqualTo(index % 10));
            for (int j = 0; j < 6; j++) Assert.That(batch.Images[i * 6 + j], Is.EqualTo((double)Normalization.Mnist.Table[7 * index + j]));
        }
    }

    [TestCase(10, 4, new[] { 4, 4, 2 })]
    [TestCase(8, 4, new[] { 4, 4 })]
    [TestCase(3, 100, new[] { 3 })]
    [TestCase(3, int.MaxValue, new[] { 3 })]
    [TestCase(2, 1, new[] { 1, 1 })]
    public void The_last_batch_holds_what_is_left(int count, int batchSize, int[] sizes)
    {
        var loader = new DataLoader(Small(count), batchSize, shuffle: true);
        Assert.That(loader.Count, Is.EqualTo(sizes.Length));
        LoaderEpoch epoch = loader.NextEpoch(new TorchRandom(0));
        Assert.That(epoch.Select(batch => batch.Labels.Length), Is.EqualTo(sizes));
        Assert.That(epoch.Select(batch => batch.Images.Shape[0]), Is.EqualTo(sizes));
    }

    [Test]
    public void Epochs_differ_and_a_saved_state_replays_one()
    {
        var random = new TorchRandom(7);
        var loader = new DataLoader(Small(30), 8, shuffle: true);
        int[] first = loader.NextEpoch(random).Order.ToArray();
        RandomState state = random.Save();
        LoaderEpoch second = loader.NextEpoch(random);
        LoaderEpoch replayed = loader.NextEpoch(TorchRandom.Restore(state));

        Assert.That(second.Order.ToArray(), Is.Not.EqualTo(first));
        Assert.That(replayed.Order.ToArray(), Is.EqualTo(second.Order.ToArray()));
        Assert.That(replayed[2].Images.BitEquals(second[2].Images));
    }

    [Test]
    public void The_order_is_drawn_when_the_epoch_begins_and_not_when_it_is_read()
    {
        var random = new TorchRandom(7);
        var loader = new DataLoader(Small(10), 5, shuffle: true);
        LoaderEpoch epoch = loader.NextEpoch(random);
        RandomState state = random.Save();
        Assert.That(epoch.SelectMany(b => b.Indices), Is.EqualTo(epoch.Order.ToArray()));
        Assert.That(random.Save(), Is.EqualTo(state));
    }

    [Test]
    public void Places_and_sizes_outside_are_refused()
    {
        Assert.That(() => new DataLoader(Small(3), 0, shuffle: false), Throws.TypeOf<ArgumentOutOfRangeException>());
        LoaderEpoch epoch = new DataLoader(Small(3), 2, shuffle: false).NextEpoch(new TorchRandom(0));
        Assert.That(() => epoch[2], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => epoch[-1], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Small(3).Label(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => { _ = Small(3).Image(-1).Length; }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_data_set_refuses_parts_that_do_not_fit()
    {
        byte[] pixels = new byte[12];
        Assert.That(() => New(new(2, 2, 3, pixels), [0]), Throws.ArgumentException);
        Assert.That(() => New(new(3, 2, 3, pixels), [0, 1, 2]), Throws.ArgumentException);
        Assert.That(() => New(new(2, 2, 3, pixels), [0, 10]), Throws.ArgumentException);
        Assert.That(() => New(new(0, 2, 3, []), []), Throws.ArgumentException);
        Assert.That(New(new(2, 2, 3, pixels), [0, 9]).Count, Is.EqualTo(2));

        static Dataset New(IdxImages images, byte[] labels) =>
            new("x", images, labels, DatasetKind.Mnist.ClassNames, Normalization.ToTensor);
    }

    [Property(MaxTest = 50)]
    public bool An_epoch_takes_every_image_once(long seed, byte count, byte batchSize, bool shuffle)
    {
        int n = count + 1;
        LoaderEpoch epoch = new DataLoader(Small(n), batchSize + 1, shuffle).NextEpoch(new TorchRandom(seed));
        return epoch.SelectMany(b => b.Indices).Order().SequenceEqual(Enumerable.Range(0, n));
    }
}
