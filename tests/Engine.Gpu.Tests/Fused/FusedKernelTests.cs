using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using ILGPU;

namespace Backstep.Engine.Gpu.Tests.Fused;

/// <summary>Single kernels of the fused path on shapes that fill no tile.</summary>
[TestFixture]
public sealed class FusedKernelTests
{
    [TestCase(nameof(UpdateKind.SmallTile))]
    [TestCase(nameof(UpdateKind.LargeTile))]
    [TestCase(nameof(UpdateKind.DirectTile))]
    public void Every_kind_of_tile_gives_the_same_product(string name)
    {
        UpdateKind kind = Enum.Parse<UpdateKind>(name);
        const int Samples = 133, Rows = 70, Columns = 35;
        using DeviceHost host = TestDevice.Open(16);
        var random = new TorchRandom(3);
        float[] delta = random.Randn(Samples * Rows), input = random.Randn(Samples * Columns);
        var arena = new Arena(host, [delta.Length, input.Length, Rows * Columns], _ => "test");
        host.Upload<float>(arena[0], delta);
        host.Upload<float>(arena[1], input);
        int side = kind == UpdateKind.SmallTile ? WeightTiles.SmallSide : WeightTiles.LargeSide;
        var jobs = from row in Enumerable.Range(0, (Rows + side - 1) / side)
                   from column in Enumerable.Range(0, (Columns + side - 1) / side)
                   select new UpdateJob
                   {
                       Kind = kind,
                       Gradient = (int)arena.OffsetOf(2),
                       Parameter = -1,
                       A = (int)arena.OffsetOf(0),
                       B = (int)arena.OffsetOf(1),
                       Rows = Rows,
                       Columns = Columns,
                       Start0 = row * side,
                       Start1 = column * side,
                   };
        UpdateJob[] table = [.. jobs];
        using var buffer = host.Allocate<UpdateJob>(table.Length, _ => "test");
        host.Upload<UpdateJob>(buffer.View, table);
        var arguments = new UpdateArgs(new UpdateRule { Samples = Samples }, buffer.View, arena.All, arena.All, 0);
        Action<UpdateArgs> kernel =
            kind == UpdateKind.DirectTile ? ParameterUpdate.RunDirectly<NoOptimizer> : ParameterUpdate.Run<NoOptimizer>;
        host.Enqueue(Launch.Of(host, "update", kernel, new KernelConfig(table.Length, host.GroupSize), arguments), default);

        var expected = new double[Rows * Columns];
        for (int n = 0; n < Samples; n++)
            for (int i = 0; i < expected.Length; i++)
                expected[i] += (double)delta[n * Rows + i / Columns] * input[n * Columns + i % Columns];
        Closeness.AssertClose(host.Download(arena[2], new Shape(Rows, Columns)), expected, 1e-5, name);
        arena.Dispose();
    }

    [TestCase(true, TestName = "A_skinny_product_with_a_weight_and_its_bias_is_that_of_the_formula")]
    [TestCase(false, TestName = "A_skinny_product_back_through_a_weight_and_a_relu_is_that_of_the_formula")]
    public void Skinny(bool forward)
    {
        const int M = 18, N = 21, K = 150;
        using DeviceHost host = TestDevice.OpenCard();
        var random = new TorchRandom(5);
        float[] a = random.Randn(M * K), b = random.Randn(N * K), extra = random.Randn(forward ? N : M * N);
        using var arena = new Arena(host, [a.Length, b.Length, M * N, extra.Length], _ => "test");
        host.Upload<float>(arena[0], a);
        host.Upload<float>(arena[1], b);
        host.Upload<float>(arena[3], extra);
        MatrixShape shape = forward ? new MatrixShape(M, N, K, K, 1, 1, K) : new MatrixShape(M, N, K, K, 1, N, 1);
        Multiply(
            host,
            new SkinnyGemmArgs(
                arena[0], arena[1], arena[2], shape, arena[3], forward ? MatrixEpilogue.BiasRelu : MatrixEpilogue.ReluGradient,
                DeviceBatch.InMemory, arena[0]));

        var expected = new double[M * N];
        for (int i = 0; i < expected.Length; i++)
        {
            (int m, int n) = (i / N, i % N);
            double sum = 0;
            for (int k = 0; k < K; k++) sum += (double)a[m * K + k] * (forward ? b[n * K + k] : b[k * N + n]);
            expected[i] = forward ? Math.Max(0, sum + extra[n]) : extra[i] > 0 ? sum : 0;
        }
        Closeness.AssertClose(host.Download(arena[2], new Shape(M, N)), expected, 1e-5, "product");
    }

    [Test]
    public void A_skinny_product_takes_its_rows_out_of_the_data_set_and_leaves_them_and_their_labels_behind()
    {
        const int M = 17, N = 5, K = 130, Images = 20, First = 2;
        using DeviceHost host = TestDevice.OpenCard();
        var random = new TorchRandom(5);
        float[] weight = random.Randn(N * K), bias = random.Randn(N), table = [.. Enumerable.Range(0, 256).Select(i => i / 100f - 1)];
        byte[] pixels = [.. Enumerable.Range(0, Images * K).Select(i => (byte)(i * 7919 % 251))],
            labels = [.. Enumerable.Range(0, Images).Select(i => (byte)(i % 7))];
        int[] order = [.. Enumerable.Range(0, Images).Select(i => i * 7 % Images)];
        using var arena = new Arena(host, [M * K, weight.Length, M * N, N, 256, M], _ => "test");
        host.Upload<float>(arena[1], weight);
        host.Upload<float>(arena[3], bias);
        host.Upload<float>(arena[4], table);
        using var pixelBuffer = host.Allocate<byte>(pixels.Length, _ => "test");
        using var labelBuffer = host.Allocate<byte>(labels.Length, _ => "test");
        using var orderBuffer = host.Allocate<int>(order.Length, _ => "test");
        host.Upload<byte>(pixelBuffer.View, pixels);
        host.Upload<byte>(labelBuffer.View, labels);
        host.Upload<int>(orderBuffer.View, order);
        var batch = new DeviceBatch(pixelBuffer.View, labelBuffer.View, arena[4], orderBuffer.View, First);
        Multiply(
            host,
            new SkinnyGemmArgs(
                arena[0], arena[1], arena[2], new MatrixShape(M, N, K, K, 1, 1, K), arena[3], MatrixEpilogue.BiasRelu, batch, arena[5]));

        var rows = new double[M * K];
        var expected = new double[M * N];
        for (int i = 0; i < rows.Length; i++) rows[i] = table[pixels[order[First + i / K] * K + i % K]];
        for (int i = 0; i < expected.Length; i++)
        {
            double sum = bias[i % N];
            for (int k = 0; k < K; k++) sum += rows[i / N * K + k] * weight[i % N * K + k];
            expected[i] = Math.Max(0, sum);
        }
        Closeness.AssertClose(host.Download(arena[2], new Shape(M, N)), expected, 1e-5, "product");
        Closeness.AssertClose(host.Download(arena[0], new Shape(M, K)), rows, 0, "rows");
        Assert.That(
            host.Download(arena[5], new Shape(M)).Data.ToArray(), Is.EqualTo(order[First..(First + M)].Select(i => (double)labels[i])));
    }

    private static void Multiply(DeviceHost host, SkinnyGemmArgs product)
    {
        int tiles = (product.Shape.M + SkinnyGemm.Side - 1) / SkinnyGemm.Side * ((product.Shape.N + SkinnyGemm.Side - 1) / SkinnyGemm.Side);
        host.Enqueue(Launch.Of(host, "skinny", SkinnyGemm.Run, new KernelConfig(tiles, SkinnyGemm.Threads), product), default);
    }
}
