using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Operations;

public class ShapeRulesTests
{
    private static Shape Infer(Opcode opcode, OpAttributes? attributes, int[] target, params int[][] shapes) =>
        Operation.Of(
            opcode).Shape!(new(
                shapes.Select((s, i) => new Value(i, $"v{i}", $"v{i}", new Shape(s), ValueKind.Input)).ToArray(), attributes, target,
                "here"));

    private static IEnumerable<TestCaseData> Good()
    {
        yield return Case(Opcode.Linear, null, [4, 20], [4, 784], [20, 784], [20]);
        yield return Case(Opcode.Linear, null, [2, 3, 20], [2, 3, 784], [20, 784], [20]);
        yield return Case(Opcode.Linear, null, [20], [784], [20, 784], [20]);
        yield return Case(Opcode.Conv2d, new Conv2dAttributes(), [4, 6, 24, 24], [4, 1, 28, 28], [6, 1, 5, 5], [6]);
        yield return Case(Opcode.Conv2d, new Conv2dAttributes(1, 1), [4, 6, 28, 28], [4, 1, 28, 28], [6, 1, 3, 3], [6]);
        yield return Case(Opcode.Conv2d, new Conv2dAttributes(2, 0), [1, 2, 3, 2], [1, 1, 8, 6], [2, 1, 3, 3], [2]);
        yield return Case(Opcode.MaxPool2d, new MaxPool2dAttributes(2, 2), [4, 6, 13, 12], [4, 6, 27, 25]);
        yield return Case(Opcode.MaxPool2d, new MaxPool2dAttributes(3, 1), [1, 1, 2, 2], [1, 1, 4, 4]);
        yield return Case(Opcode.Relu, null, [2, 3], [2, 3]);
        yield return Case(Opcode.Softmax, new AxisAttributes(1), [2, 3], [2, 3]);
        yield return Case(Opcode.Add, null, [2, 3], [2, 3], [3]);
        yield return Case(Opcode.Add, null, [5, 2, 3], [5, 1, 3], [2, 1]);
        yield return Case(Opcode.Mul, null, [2, 3], [], [2, 3]);
        yield return Case(Opcode.Sum, null, [], [2, 3]);
        yield return Case(Opcode.Sum, new AxisAttributes(0), [1, 3], [2, 3]);
        yield return Case(Opcode.Mean, new AxisAttributes(2), [4, 5, 1], [4, 5, 16]);
        yield return Case(Opcode.Linear, null, [2, 3, 20], [2, 3, 784], [20, 784]);
        yield return Case(Opcode.Embedding, null, [2, 16, 8], [27, 8], [2, 16]);
        yield return Case(Opcode.Embedding, null, [8], [27, 8], []);
        yield return Case(Opcode.MatMul, null, [2, 4, 3, 5], [2, 4, 3, 7], [2, 4, 7, 5]);
        yield return Case(Opcode.MatMul, new MatMulAttributes(false, true), [3, 5], [3, 7], [5, 7]);
        yield return Case(Opcode.MatMul, new MatMulAttributes(true, false), [2, 7, 5], [2, 3, 7], [2, 3, 5]);
        yield return Case(Opcode.Transpose, new TransposeAttributes(1, 2), [2, 4, 3, 5], [2, 3, 4, 5]);
        yield return Case(Opcode.Slice, new SliceAttributes(1, 4, 4), [3, 4], [3, 8]);
        yield return Case(Opcode.Concat, new AxisAttributes(1), [3, 9], [3, 8], [3, 1]);
        yield return Case(Opcode.Scale, new ScaleAttributes(2), [3, 8], [3, 8]);
        yield return Case(Opcode.Pow, new PowAttributes(2), [3, 8], [3, 8]);
        yield return Case(Opcode.CausalMask, null, [2, 3, 3], [2, 3, 3]);
        yield return Case(Opcode.Choice, null, [], [27], []);
        yield return Case(Opcode.MseLoss, null, [], [1, 10], [1, 10]);
        yield return Case(Opcode.CrossEntropy, null, [], [4, 10], [4]);

        static TestCaseData Case(Opcode opcode, OpAttributes? attributes, int[] expected, params int[][] shapes) =>
            new(opcode, attributes, expected, shapes);
    }

    [TestCaseSource(nameof(Good))]
    public void What_fits_gets_the_shape_that_PyTorch_gives(Opcode opcode, OpAttributes? attributes, int[] expected, int[][] shapes) =>
        Assert.That(Infer(opcode, attributes, [], shapes), Is.EqualTo(new Shape(expected)));

    [TestCase(new[] { 2, -1 }, new[] { 2, 12 })]
    [TestCase(new[] { -1 }, new[] { 24 })]
    [TestCase(new[] { 4, 6 }, new[] { 4, 6 })]
    public void A_reshape_fills_in_the_free_extent(int[] target, int[] expected) =>
        Assert.That(Infer(Opcode.Reshape, null, target, [2, 3, 4]), Is.EqualTo(new Shape(expected)));

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case(
            Opcode.Linear, null, [], "mat1 and mat2 shapes cannot be multiplied (48x4 and 192x120)", [1, 12, 4, 4], [120, 192], [120]);
        yield return Case(
            Opcode.Conv2d, new Conv2dAttributes(), [],
            "Given groups=1, weight of size [6, 1, 5, 5], expected input[4, 3, 28, 28] to have 1 channels, but got 3 channels instead",
            [4, 3, 28, 28], [6, 1, 5, 5], [6]);
        yield return Case(
            Opcode.Conv2d, new Conv2dAttributes(), [],
            "Calculated padded input size per channel: (4 x 4). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
            [1, 1, 4, 4], [6, 1, 5, 5], [6]);
        yield return Case(
            Opcode.Conv2d, new Conv2dAttributes(), [],
            "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [4, 4]", [4, 4], [6, 1, 5, 5], [6]);
        yield return Case(
            Opcode.MaxPool2d, new MaxPool2dAttributes(2, 2), [],
            "Given input size: (6x1x1). Calculated output size: (6x0x0). Output size is too small", [1, 6, 1, 1]);
        yield return Case(
            Opcode.Add, null, [], "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1", [2, 3],
            [2, 4]);
        yield return Case(
            Opcode.Add, null, [], "The size of tensor a (2) must match the size of tensor b (5) at non-singleton dimension 0", [2, 3],
            [5, 3]);
        yield return Case(Opcode.Reshape, null, [5, -1], "shape '[5, -1]' is invalid for input of size 12", [3, 4]);
        yield return Case(Opcode.Reshape, null, [5, 2], "shape '[5, 2]' is invalid for input of size 12", [3, 4]);
        yield return Case(
            Opcode.Softmax, new AxisAttributes(2), [], "Dimension out of range (expected to be in range of [-2, 1], but got 2)", [3, 4]);
        yield return Case(Opcode.CrossEntropy, null, [], "Expected input batch_size (4) to match target batch_size (3).", [4, 10], [3]);

        yield return Case(Opcode.Sum, new AxisAttributes(2), [],
            "Dimension out of range (expected to be in range of [-2, 1], but got 2)", [2, 3]);
        yield return Case(Opcode.Linear, null, [], "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x2)", [3, 4], [2, 5]);
        yield return Case(Opcode.MatMul, null, [], "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x5)", [3, 4], [5, 5]);
        yield return Case(
            Opcode.MatMul, null, [], "Expected size for first two dimensions of batch2 tensor to be: [4, 4] but got: [4, 5].",
            [2, 2, 3, 4], [2, 2, 5, 5]);
        yield return Case(
            Opcode.MatMul, null, [], "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1",
            [4, 2, 3, 4], [4, 3, 4, 5]);
        yield return Case(Opcode.Embedding, null, [], "'weight' must be 2-D", [4, 5, 6], [1]);
        yield return Case(
            Opcode.Transpose, new TransposeAttributes(0, 2), [], "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
            [2, 3]);
        yield return Case(
            Opcode.Slice, new SliceAttributes(1, 3, 4), [], "start (3) + length (4) exceeds dimension size (5).", [4, 5]);
        yield return Case(
            Opcode.Concat, new AxisAttributes(1), [],
            "Sizes of tensors must match except in dimension 1. Expected size 2 but got size 3 for tensor number 1 in the list.", [2, 3],
            [3, 4]);
        yield return Case(Opcode.Concat, new AxisAttributes(0), [],
            "Tensors must have same number of dimensions: got 2 and 1", [2, 3], [3]);

        static TestCaseData Case(Opcode opcode, OpAttributes? attributes, int[] target, string words, params int[][] shapes) =>
            new(opcode, attributes, target, words, shapes);
    }

    [TestCaseSource(nameof(Bad))]
    public void What_does_not_fit_is_told_in_PyTorchs_words(
        Opcode opcode, OpAttributes? attributes, int[] target, string words, int[][] shapes)
    {
        var error = Assert.Throws<ShapeException>(() => Infer(opcode, attributes, target, shapes));
        Assert.That(error!.Message, Does.StartWith("here: ").And.EndWith($"PyTorch says: {words}").And.Not.Contain("\n"));
        Assert.That(error.Message, Does.Contain(new Shape(shapes[0]).ToString()), "the shape that came in");
    }

    [TestCase(Opcode.MatMul, new[] { 3, 4 }, new[] { 4 })]
    [TestCase(Opcode.MatMul, new[] { 2, 3, 4 }, new[] { 4, 5 })]
    [TestCase(Opcode.CausalMask, new[] { 3, 4 }, new[] { 4 })]
    [TestCase(Opcode.Choice, new[] { 3, 4 }, new int[0])]
    [TestCase(Opcode.Choice, new[] { 3 }, new[] { 2 })]
    public void What_Backstep_alone_refuses_is_told_with_the_shape_that_came_in(Opcode opcode, int[] first, int[] second) =>
        Assert.That(
            () => Infer(opcode, null, [], first, second),
            Throws.TypeOf<ShapeException>().With.Message.StartsWith("here: ").And.Message.Contains(new Shape(first).ToString()));

    [Test]
    public void A_loss_between_different_shapes_is_refused_not_broadcast() =>
        Assert.That(
            () => Infer(Opcode.MseLoss, null, [], [1, 10], [10]),
            Throws.TypeOf<ShapeException>().With.Message.Contains("(1, 10)").And.Message.Contains("(10)"));

    [Test]
    public void Single_numbers_are_wanted_where_single_numbers_are_added() =>
        Assert.That(() => Infer(Opcode.WeightedSum, null, [], [], [2], []), Throws.TypeOf<ShapeException>().With.Message.Contains("v1"));
}
