using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Operations that move elements and calculate nothing: view, reshape and flatten are one of them.</summary>
internal static class ShapeOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Reshape, "x")
        {
            Shape = Reshaped,
            Adjoint = (_, _, gy) => new(Opcode.ReshapeBackward, [gy]),
            Slope = new((_, _) => "1", (_, _) => 1),
            GradFnNames = ["ViewBackward0"],
            FormulaOf = i => $"reshape({{0}}, {i.Output.Shape})",
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = new(
                n => $"The numbers of {n[0]} stay, arranged as {n.Instruction.Output.Shape}.",
                n => $"{n[0]} 的数值不变，重新排成 {n.Instruction.Output.Shape}。"),
        },
        new(Opcode.ReshapeBackward, "gy")
        {
            FormulaOf = i => $"reshape({{0}}, {i.Output.Shape})",
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = Sentence.Change(
                n => $"the same gradients, arranged as {n.Instruction.Output.Shape} again.",
                n => $"梯度不变，重新排回 {n.Instruction.Output.Shape}。"),
        },
    ];

    private static Shape Reshaped(in ShapeCall call)
    {
        Shape x = call[0];
        int[] dims = call.Target.ToArray();
        int free = Array.IndexOf(dims, -1), known = 1;
        foreach (int d in dims) known *= d == -1 ? 1 : d;
        bool fits = free < 0 ? known == x.Length : known > 0 && x.Length % known == 0;
        if (!fits)
        {
            string wanted = string.Join(", ", dims);
            throw call.Fault(t => t.Reshape(x.Length, x, wanted));
        }
        if (free >= 0) dims[free] = x.Length / known;
        return new Shape(dims);
    }
}
