using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Backends.Gpu.Planning;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Kernels where conformance on small shapes does not reach:
/// every tiling of the matrix product, long sums, groups of any size.</summary>
[TestFixture]
public sealed class KernelTests
{
    private static IEnumerable<MatrixTiling> Tilings =>
        [new(1, 1, 1), new(2, 1, 1), new(2, 2, 1), new(4, 4, 1), new(2, 2, 4), new(1, 1, 4), new(4, 1, 2)];

    private static IEnumerable<TestCaseData> TiledCases =>
        from t in Tilings
        from shape in ((int M, int N, int K)[])[(1, 1, 1), (17, 19, 37), (4, 33, 16), (20, 3, 70)]
        select new TestCaseData(t, shape.M, shape.N, shape.K).SetArgDisplayNames($"{t.Across}x{t.Down}x{t.Slices}", $"{shape}");

    [TestCaseSource(nameof(TiledCases))]
    public void A_tiled_matrix_product_equals_the_sums_whichever_way_its_factors_lie(object tiling, int m, int n, int k)
    {
        using DeviceHost host = TestDevice.Open(16);
        foreach (bool transposeA in (bool[])[false, true])
            foreach (bool transposeB in (bool[])[false, true])
                foreach (MatrixEpilogue epilogue in Enum.GetValues<MatrixEpilogue>())
                    CheckProduct(
                        host, m, n, k, transposeA, transposeB, epilogue,
                        product => MatrixBinding.MultiplyTiled(host, "tiled", product with { Tiling = (MatrixTiling)tiling }));
    }

    [Test]
    public void A_direct_matrix_product_equals_the_sums()
    {
        using DeviceHost host = TestDevice.Open();
        foreach ((int m, int n, int k) in ((int, int, int)[])[(1, 1, 1), (17, 19, 37), (6, 33, 16)])
            foreach (MatrixEpilogue epilogue in Enum.GetValues<MatrixEpilogue>())
                CheckProduct(host, m, n, k, false, true, epilogue, product => MatrixBinding.MultiplyDirectly(host, "direct", product));
    }

    [TestCase(64, 512, 784)]
    [TestCase(4096, 2048, 2048)]
    [TestCase(512, 784, 64)]
    [TestCase(10, 3, 5)]
    public void A_tile_fits_into_the_shared_memory_and_takes_all_threads(int m, int n, int k)
    {
        for (int threads = 1; threads <= 256; threads *= 2)
        {
            MatrixTiling t = MatrixBinding.Tiling(new MatrixShape(m, n, k, 1, 1, 1, 1), threads);
            int rows = MatrixKernels.Block * t.Down, columns = MatrixKernels.Block * t.Across;
            Assert.That(t.Across * t.Down * t.Slices, Is.EqualTo(threads));
            Assert.That(t.Slices * MatrixKernels.Depth * (rows + columns + 2), Is.LessThanOrEqualTo(MatrixKernels.SharedFloats));
            Assert.That(t.Slices == 1 ? 0 : t.Slices * rows * columns, Is.LessThanOrEqualTo(MatrixKernels.SharedFloats));
        }
    }

    [Test]
    public void A_long_sum_keeps_its_digits_in_groups_of_any_size([Values(1, 2, 16)] int groupSize)
    {
        using var gpu = new GpuBackend(TestDevice.Open(groupSize));
        float[] numbers = [.. Enumerable.Range(0, 50_000).Select(i => 0.1f + i % 7)];
        var x = Tensor.FromFloats(new Shape(numbers.Length), numbers);
        var one = new OneOpProgram(Opcode.Sum, [x.Shape], null, null, scalar: false);
        Tensor y = gpu.Execute(one.Program.Instructions[0], [x], null);
        Assert.That(y.ScalarValue / x.Data.ToArray().Sum(), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void A_gradient_that_is_summed_down_over_many_rows_equals_the_sum()
    {
        using var gpu = new GpuBackend(TestDevice.Open());
        Shape a = new(300, 3), b = new(3);
        var random = new System.Random(1);
        Tensor gy = new(a, Fills.Any(random, a.Length)), other = new(a, Fills.Any(random, a.Length));
        var one = new OneOpProgram(Opcode.Mul, [a, b], null, null, scalar: false);
        Instruction adjoint = one.Program.Instructions.Single(i => i.Output.Name == "x1.grad") with { Accumulate = false };
        Tensor sums = gpu.Execute(adjoint, [gy, other], null);
        Closeness.AssertClose(
            sums, [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 300).Sum(r => gy[r * 3 + c] * other[r * 3 + c]))], 1e-5,
            "sums");
    }

    [Test]
    public void A_tensor_is_brought_to_the_device_once_and_makes_room_when_others_come()
    {
        using DeviceHost host = TestDevice.Open();
        using var cache = new TensorCache(host, capacity: 10);
        Tensor first = Tensor.Full(new Shape(4), 1), second = Tensor.Full(new Shape(4), 2), third = Tensor.Full(new Shape(4), 3);
        _ = (cache[first], cache[second], cache[first], cache[third]);
        Assert.That(cache.Count, Is.EqualTo(3));
        cache.Trim();
        // The second is the one that was not used for longest.
        Assert.That(cache.Count, Is.EqualTo(2));
        Assert.That(host.Download(cache[first], first.Shape).BitEquals(first));
        Assert.That(cache.Count, Is.EqualTo(2));
        _ = cache[second];
        Assert.That(cache.Count, Is.EqualTo(3));
    }

    private static void CheckProduct(
        DeviceHost host, int m, int n, int k, bool transposeA, bool transposeB, MatrixEpilogue epilogue, Func<MatrixArgs, Launch> multiply)
    {
        var random = new System.Random(m + 100 * n + 10_000 * k);
        float[] a = Draw(m * k), b = Draw(k * n), c = Draw(m * n), extra = Draw(epilogue == MatrixEpilogue.ReluGradient ? m * n : n);
        var shape = new MatrixShape(m, n, k, transposeA ? 1 : k, transposeA ? m : 1, transposeB ? 1 : n, transposeB ? k : 1);
        using var arena = new Arena(host, [a.Length, b.Length, c.Length, extra.Length], _ => "the factors");
        foreach ((int part, float[] content) in ((int, float[])[])[(0, a), (1, b), (2, c), (3, extra)]) host.Upload(arena[part], content);
        host.Enqueue(multiply(new MatrixArgs(arena[0], arena[1], arena[2], shape, arena[3], epilogue)), default);
        var expected = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int l = 0; l < k; l++) sum += (double)a[i * shape.ARow + l * shape.AColumn] * b[l * shape.BRow + j * shape.BColumn];
                expected[i * n + j] = epilogue switch
                {
                    MatrixEpilogue.Accumulate => c[i * n + j] + sum,
                    MatrixEpilogue.Bias => sum + extra[j],
                    MatrixEpilogue.BiasRelu => Math.Max(0, sum + extra[j]),
                    MatrixEpilogue.AccumulateBias => c[i * n + j] + sum + extra[j],
                    MatrixEpilogue.ReluGradient => extra[i * n + j] > 0 ? sum : 0,
                    _ => sum,
                };
            }
        Closeness.AssertClose(
            host.Download(arena[2], new Shape(m, n)), expected, 1e-5, $"transposed {transposeA} {transposeB}, epilogue {epilogue}");

        float[] Draw(int length) => [.. Fills.Any(random, length).Select(x => (float)x)];
    }
}
