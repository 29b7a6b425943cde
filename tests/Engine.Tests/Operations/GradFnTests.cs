using Backstep.Engine.Autograd;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Operations;

/// <summary>The backward nodes of single operations, as PyTorch 1.13 names and links them (leaves are left out).</summary>
public sealed class GradFnTests
{
    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("MmBackward0 TBackward0", Opcode.Linear, null, [4, 5], [3, 5]);
        yield return Case("UnsafeViewBackward0 MmBackward0 ReshapeAliasBackward0 TBackward0", Opcode.Linear, null, [2, 4, 5], [3, 5]);
        yield return Case("AddmmBackward0 TBackward0", Opcode.Linear, null, [4, 5], [3, 5], [3]);
        yield return Case("MmBackward0", Opcode.MatMul, null, [3, 4], [4, 5]);
        yield return Case("MmBackward0 TransposeBackward0", Opcode.MatMul, new MatMulAttributes(false, true), [3, 4], [5, 4]);
        yield return Case(
            "UnsafeViewBackward0 BmmBackward0 ReshapeAliasBackward0 ExpandBackward0 ReshapeAliasBackward0 ExpandBackward0 "
                + "TransposeBackward0", Opcode.MatMul, new MatMulAttributes(false, true), [2, 2, 3, 4], [2, 2, 5, 4]);
        yield return Case("EmbeddingBackward0", Opcode.Embedding, null, [4, 5], [2]);
        yield return Case("TransposeBackward0", Opcode.Transpose, new TransposeAttributes(1, 2), [2, 3, 4]);
        yield return Case("SliceBackward0", Opcode.Slice, new SliceAttributes(1, 0, 2), [4, 5]);
        yield return Case("CatBackward0", Opcode.Concat, new AxisAttributes(1), [2, 3], [2, 4]);
        yield return Case("MulBackward0", Opcode.Scale, new ScaleAttributes(0.5), [3]);
        yield return Case("PowBackward0", Opcode.Pow, new PowAttributes(-0.5), [3]);
        yield return Case("MaskedFillBackward0", Opcode.CausalMask, null, [3, 3]);
        yield return Case("SumBackward0", Opcode.Sum, null, [3, 3]);
        yield return Case("SumBackward1", Opcode.Sum, new AxisAttributes(1), [3, 3]);
        yield return Case("MeanBackward1", Opcode.Mean, new AxisAttributes(1), [3, 3]);

        static TestCaseData Case(string names, Opcode opcode, OpAttributes? attributes, params int[][] shapes) =>
            new TestCaseData(names, opcode, attributes, shapes).SetArgDisplayNames($"{opcode}: {names}");
    }

    [TestCaseSource(nameof(Cases))]
    public void Backward_nodes_are_named_and_linked_as_in_PyTorch(string names, Opcode opcode, OpAttributes? attributes, int[][] shapes)
    {
        var b = new ProgramBuilder("one", SourceListing.Parse("y = f(x)  #@ y"));
        Value[] x = [.. shapes.Select((s, k) => b.Input($"x{k}", new Shape(s), requiresGrad: Operation.Of(opcode).IsDifferentiable(k)))];
        Value y = b.Op(opcode, "y", x, attributes);
        Program program = b.Roles(y).Build();
        Assert.That(Flat(GradFn.Of(program, y)!).Where(n => n != "AccumulateGrad"), Is.EqualTo(names.Split(' ')));
    }

    private static IEnumerable<string> Flat(GradFn node) => [node.Name, .. node.Next.SelectMany(Flat)];
}
