using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends;

/// <summary>
/// How much arithmetic a program is: the multiplications and additions of its linear layers and convolutions, forward and backward, as dense
/// products (a multiply-add counts two). The rest is thousands of times less. A backend that leaves out products with zero does
/// less than this, so a rate computed from it can lie above the machine's peak.
/// </summary>
public static class WorkCount
{
    /// <summary>Floating-point operations of one run.</summary>
    public static long FlopsPerRun(Program program) => program.Instructions.Sum(FlopsOf);

    /// <summary>Floating-point operations of one instruction; 0 for those that do not count.</summary>
    public static long FlopsOf(Instruction i) => i.Opcode switch
    {
        Opcode.Linear => 2L * i.Output.Shape.Length * i.Inputs[1].Shape[1],
        Opcode.LinearBackwardInput => 2L * i.Inputs[0].Shape.Length * i.Inputs[1].Shape[1],
        Opcode.LinearBackwardWeight => 2L * i.Inputs[0].Shape.Length * i.Output.Shape[1],
        Opcode.Conv2d => Convolution(i.Output.Shape.Length, i.Inputs[1]),
        Opcode.Conv2dBackwardInput => Convolution(i.Inputs[0].Shape.Length, i.Inputs[1]),
        Opcode.Conv2dBackwardWeight => Convolution(i.Inputs[0].Shape.Length, i.Output),
        _ => 0,
    };

    private static long Convolution(long outputs, Value weight) => 2 * outputs * weight.Shape[1] * weight.Shape[2] * weight.Shape[3];
}
