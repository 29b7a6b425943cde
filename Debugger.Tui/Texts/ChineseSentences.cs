using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>One plain Chinese sentence for each thing that an instruction can do; in the order of the engine's English ones.</summary>
internal static class ChineseSentences
{
    public static string Of(InstructionNames names) => names.Instruction.Phase switch
    {
        Phase.Backward => Backward(names.Instruction, names),
        Phase.Update => Update(names.Instruction, names),
        _ => Forward(names.Instruction, names),
    };

    private static string Forward(Instruction i, InstructionNames names)
    {
        Func<int, string> name = names.Input;
        return i.Opcode switch
        {
            Opcode.Linear => $"{names.Output} 的每个输出是 {name(0)} 所有输入的加权和，再加偏置。",
            Opcode.Conv2d => $"{i.Output.Shape[1]} 个卷积核各自在 {name(0)} 上滑动；每到一处，像素与权重相乘后求和，再加偏置。",
            Opcode.MaxPool2d => $"{name(0)} 的每个窗口只保留最大的数（最大池化）。",
            Opcode.Relu => $"{name(0)} 中的负数变为 0，其余不变。",
            Opcode.Sigmoid => $"把 {name(0)} 压缩到 0 和 1 之间。",
            Opcode.Tanh => $"把 {name(0)} 压缩到 -1 和 1 之间。",
            Opcode.Softmax => $"把得分 {name(0)} 变成概率：全为正，总和为 1。",
            Opcode.LogSoftmax => $"把得分 {name(0)} 变成概率的对数。",
            Opcode.Reshape => $"{name(0)} 的数值不变，重新排成 {i.Output.Shape}。",
            Opcode.Add => $"{name(0)} 与 {name(1)} 相加。",
            Opcode.Sub => $"{name(0)} 减去 {name(1)}。",
            Opcode.Mul => $"{name(0)} 与 {name(1)} {Each(i)}相乘。",
            Opcode.Div => $"{name(0)} {Each(i)}除以 {name(1)}。",
            Opcode.Neg => $"{name(0)} 变号。",
            Opcode.Exp => $"求 e 的 {name(0)} 次方。",
            Opcode.Log => $"求 {name(0)} 的自然对数。",
            Opcode.Square => $"{name(0)} 与自身相乘。",
            Opcode.Sum => $"把 {name(0)} 的所有数相加。",
            Opcode.Mean => $"求 {name(0)} 所有数的平均值。",
            Opcode.WeightedSum => $"神经元把各输入乘以权重后相加，再加偏置 {name(i.Inputs.Length - 1)}。",
            Opcode.InRange => $"1 表示 {name(0)} 在范围内，0 表示不在。",
            Opcode.HalfSquaredError => $"{name(0)} 与目标 {name(1)} 相差多少：差取平方，使两个方向都计入，再除以 2。",
            Opcode.MseLoss => $"{name(0)} 与目标 {name(1)} 相差多少：差的平方的平均值。",
            Opcode.AbsoluteError => $"{name(0)} 与目标 {name(1)} 相差多少：差的绝对值之和。",
            Opcode.CrossEntropy => $"模型对正确答案 {name(1)} 有多意外：{name(0)} 给正确类别的概率取负对数，再求平均。",
            Opcode.BinaryCrossEntropy => $"概率 {name(0)} 对 {name(1)} 的是与否有多意外，取平均。",
            Opcode.Zero => $"{i.Output.Label} 从零开始，因为新的梯度会加到已有的值上。",
            _ => throw new ArgumentException($"{i.Opcode} does not belong in the phase {i.Phase}", nameof(i)),
        };
    }

    private static string Each(Instruction i) => i.Output.Shape.Rank == 0 ? "" : "逐元素";

    private static string Backward(Instruction i, InstructionNames names)
    {
        (string loss, string value, string through) = (names.Root ?? "损失", names.Changed, names.Through ?? "下一步");
        string change = $"{value} 变化时 {loss} 变化多少";
        return i.Opcode switch
        {
            Opcode.Ones => $"{loss} 对自身的变化率恰好是 1：反向传播从 1 开始。",
            Opcode.Copy => $"反向传播从给定的梯度 {names.Input(0)} 开始。",
            Opcode.AddN when i.Inputs.Length == 1 => $"{change}：直接取 {names.Input(0)}。",
            Opcode.AddN => $"{change}：{value} 沿 {i.Inputs.Length} 条路径起作用，各路径的贡献相加。",
            Opcode.Derivative => $"{change}：这一步自身的导数。",
            Opcode.Mul => $"{change}：{loss} 随 {through} 的变化率，乘以 {through} 随 {value} 的变化率。",
            Opcode.LinearBackwardInput => $"{change}：{through} 所有输出的梯度乘以通向它们的权重，传回每个输入。",
            Opcode.LinearBackwardWeight => $"{change}：权重所在输出的梯度，乘以与权重相乘的输入，在批次上求和。",
            Opcode.LinearBackwardBias => $"{change}：偏置直接加到输出上，所以把梯度在批次上求和。",
            Opcode.Conv2dBackwardInput => $"{change}：凡是用到该像素的位置，都把梯度乘以当时的权重传回来。",
            Opcode.Conv2dBackwardWeight => $"{change}：卷积核在每个位置的梯度，乘以权重所对的像素，在所有位置和批次上求和。",
            Opcode.Conv2dBackwardBias => $"{change}：偏置加到每个位置上，所以把该通道的所有梯度相加。",
            Opcode.MaxPool2dBackward => $"{change}：每个窗口把梯度交给其中最大的数，其余的得不到。",
            Opcode.ReluBackward => $"{change}：{through} 为正处梯度通过，其余处为 0。",
            Opcode.SigmoidBackward or Opcode.TanhBackward => $"{change}：梯度乘以曲线的斜率；{through} 接近极限时曲线很平。",
            Opcode.SoftmaxBackward or Opcode.LogSoftmaxBackward => $"{change}：一个得分升高会压低其他所有概率，所以每一项都有影响。",
            Opcode.ReshapeBackward => $"{change}：梯度不变，重新排回 {i.Output.Shape}。",
            Opcode.AddBackward => $"{change}：加法把梯度原样传下去。",
            Opcode.SubBackward => $"{change}：减法把梯度传下去，减数的梯度变号。",
            Opcode.MulBackward => $"{change}：梯度乘以另一个因子。",
            Opcode.DivBackward => $"{change}：梯度乘以商的导数。",
            Opcode.NegBackward => $"{change}：梯度变号。",
            Opcode.ExpBackward => $"{change}：梯度乘以 {through} 本身，因为 e^x 的导数就是它自己。",
            Opcode.LogBackward => $"{change}：梯度除以 {value}。",
            Opcode.SquareBackward => $"{change}：梯度乘以 {value} 的两倍。",
            Opcode.SumBackward => $"{change}：每个加数都得到全部梯度。",
            Opcode.MeanBackward => $"{change}：每个数平分梯度。",
            Opcode.HalfSquaredErrorBackward or Opcode.MseLossBackward => $"{change}：与误差成正比，误差越大，拉力越大。",
            Opcode.AbsoluteErrorBackward => $"{change}：只看误差的方向，不看大小。",
            Opcode.CrossEntropyBackward => $"{change}：预测概率减去目标（正确类别减 1，其他类别减 0），再按批次取平均。",
            Opcode.BinaryCrossEntropyBackward => $"{change}：概率减去真实值，再除以 p·(1 − p)。",
            Opcode.Zero => $"{i.Output.Label} 从零开始。",
            _ => throw new ArgumentException($"{i.Opcode} does not belong in the phase {i.Phase}", nameof(i)),
        };
    }

    private static string Update(Instruction i, InstructionNames names)
    {
        Func<int, string> name = names.Input;
        return i.Opcode switch
        {
            Opcode.WeightDecay => $"把 {name(1)} 的一部分加到它的梯度上，使不需要的权重逐渐变小。",
            Opcode.MomentumBuffer => $"保留一部分之前的方向，再加上新的梯度 {name(1)}。",
            Opcode.SgdStep => $"{name(0)} 沿梯度的反方向走一步，学习率决定步长。",
            Opcode.CountStep => "Adam 记录步数。",
            Opcode.AdamMoment1 => $"梯度 {name(1)} 的滑动平均：方向。",
            Opcode.AdamMoment2 => $"梯度 {name(1)} 平方的滑动平均：通常有多大。",
            Opcode.AdamStep => $"{name(0)} 沿平均梯度的反方向走一步，除以梯度通常的大小。",
            // A script may write its update by hand.
            _ => Forward(i, names),
        };
    }
}
