using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>One plain English sentence for each thing that an instruction can do.</summary>
internal static class Sentences
{
    public static string Of(InstructionNames names) => names.Instruction.Phase switch
    {
        Phase.Backward => Backward(names.Instruction, names),
        Phase.Update => Update(names.Instruction, names.Input, names.Output),
        _ => Forward(names.Instruction, names.Input, names.Output),
    };

    private static string Forward(Instruction i, Func<int, string> name, string y) => i.Opcode switch
    {
        Opcode.Linear => $"Each output of {y} is a weighted sum of all inputs in {name(0)}, plus a bias.",
        Opcode.Conv2d => $"{(i.Output.Shape[1] == 1 ? "The kernel" : $"Each of the {i.Output.Shape[1]} kernels")} slides over {name(0)}; where it lies, pixels and weights are multiplied and added up, plus a bias.",
        Opcode.MaxPool2d => $"Of each window of {name(0)} only the largest number stays.",
        Opcode.Relu => $"What is negative in {name(0)} becomes 0, the rest stays.",
        Opcode.Sigmoid => $"{name(0)} is squeezed between 0 and 1.",
        Opcode.Tanh => $"{name(0)} is squeezed between -1 and 1.",
        Opcode.Softmax => $"The scores {name(0)} become probabilities: all positive, adding up to 1.",
        Opcode.LogSoftmax => $"The scores {name(0)} become logarithms of probabilities.",
        Opcode.Reshape => $"The numbers of {name(0)} stay, arranged as {i.Output.Shape}.",
        Opcode.Add => $"{name(0)} and {name(1)} are added.",
        Opcode.Sub => $"{name(1)} is taken away from {name(0)}.",
        Opcode.Mul => $"{name(0)} and {name(1)} are multiplied{Each(i)}.",
        Opcode.Div => $"{name(0)} is divided by {name(1)}{Each(i)}.",
        Opcode.Neg => $"The sign of {name(0)} is turned round.",
        Opcode.Exp => $"The number e is raised to the power {name(0)}.",
        Opcode.Log => $"The natural logarithm of {name(0)}.",
        Opcode.Square => $"{name(0)} is multiplied by itself.",
        Opcode.Sum => $"All numbers of {name(0)} are added up.",
        Opcode.Mean => $"The average of all numbers of {name(0)}.",
        Opcode.WeightedSum => $"The neuron adds up its inputs, each times its weight, and the bias {name(i.Inputs.Length - 1)}.",
        Opcode.InRange => $"1 says that {name(0)} lies in the range, 0 that it does not.",
        Opcode.HalfSquaredError => $"How far {name(0)} is from {Target(name(1))}, squared so that both directions count, and halved.",
        Opcode.MseLoss => $"How far {name(0)} is from {Target(name(1))}: the average of the squared differences.",
        Opcode.AbsoluteError => $"How far {name(0)} is from {Target(name(1))}: the differences without their signs, added up.",
        Opcode.CrossEntropy => $"How surprised the model is by the right answers {name(1)}: the average of minus the logarithm of the probability that {name(0)} gives them.",
        Opcode.BinaryCrossEntropy => $"How surprised the probabilities {name(0)} are by the yes and no of {name(1)}, on average.",
        Opcode.Zero => $"{i.Output.Label} starts from zero, because new gradients are added to what is there.",
        _ => throw new ArgumentException($"{i.Opcode} does not belong in the phase {i.Phase}", nameof(i)),
    };

    /// <summary>Where there is one number only, there is no element to speak of.</summary>
    private static string Each(Instruction i) => i.Output.Shape.Rank == 0 ? "" : ", element by element";

    /// <summary>"The target target" says it twice.</summary>
    private static string Target(string name) => name.StartsWith("target", StringComparison.Ordinal) ? name : $"the target {name}";

    private static string Backward(Instruction i, InstructionNames names)
    {
        (string loss, string value) = (names.Root ?? "the loss", names.Changed);
        string change = $"How much {loss} changes when {value} changes";
        string through = names.Through ?? "the next step";
        return i.Opcode switch
        {
            Opcode.Ones => $"{loss} changes exactly as much as itself: the backward pass starts with 1.",
            Opcode.Copy => $"The backward pass starts with {names.Input(0)}, which was given.",
            Opcode.AddN when i.Inputs.Length == 1 => $"{change}: taken over from {names.Input(0)} as it is.",
            Opcode.AddN => $"{change}: {value} acts along {i.Inputs.Length} paths, whose parts are added up.",
            Opcode.Derivative => $"{change} by a little: the slope of one single step.",
            Opcode.Mul => $"{change}: how much {loss} changes with {through}, times how much {through} changes with {value}.",
            Opcode.LinearBackwardInput => $"{change}: each input gets back the gradients of all outputs of {through}, times the weights that lead to them.",
            Opcode.LinearBackwardWeight => $"{change}: the gradient of the weight's output times the input that it was multiplied by, added up over the batch.",
            Opcode.LinearBackwardBias => $"{change}: the bias goes into its output as it is, so the gradients are added up over the batch.",
            Opcode.Conv2dBackwardInput => $"{change}: each pixel gets back the gradients of all positions that saw it, times the weights that they saw it with.",
            Opcode.Conv2dBackwardWeight => $"{change}: at each position of the kernel the gradient there times the pixel under the weight, added up over positions and batch.",
            Opcode.Conv2dBackwardBias => $"{change}: the bias goes into every position, so all gradients of its channel are added up.",
            Opcode.MaxPool2dBackward => $"{change}: each window hands its gradient to the number that was its largest; the others get nothing.",
            Opcode.ReluBackward => $"{change}: the gradient passes where {through} is positive, and stops elsewhere.",
            Opcode.SigmoidBackward or Opcode.TanhBackward => $"{change}: the gradient times the slope of the curve, which is flat where {through} is near its limits.",
            Opcode.SoftmaxBackward or Opcode.LogSoftmaxBackward => $"{change}: raising one score also lowers all other probabilities, so every entry plays a part.",
            Opcode.ReshapeBackward => $"{change}: the same gradients, arranged as {i.Output.Shape} again.",
            Opcode.AddBackward => $"{change}: an addition hands the gradient on as it is.",
            Opcode.SubBackward => $"{change}: a subtraction hands the gradient on, with the sign turned for what is taken away.",
            Opcode.MulBackward => $"{change}: the gradient times the other factor.",
            Opcode.DivBackward => $"{change}: the gradient times the slope of the quotient.",
            Opcode.NegBackward => $"{change}: the gradient with its sign turned round.",
            Opcode.ExpBackward => $"{change}: the gradient times {through} itself, for e^x is its own slope.",
            Opcode.LogBackward => $"{change}: the gradient divided by {value}.",
            Opcode.SquareBackward => $"{change}: the gradient times twice {value}.",
            Opcode.SumBackward => $"{change}: every summand gets the whole gradient.",
            Opcode.MeanBackward => $"{change}: every number gets an equal share of the gradient.",
            Opcode.HalfSquaredErrorBackward or Opcode.MseLossBackward => $"{change}: in proportion to the error, so a large error pulls harder.",
            Opcode.AbsoluteErrorBackward => $"{change}: only the direction of the error counts, not its size.",
            Opcode.CrossEntropyBackward => $"{change}: the predicted probability minus 1 for the right class, minus 0 for the others, shared over the batch.",
            Opcode.BinaryCrossEntropyBackward => $"{change}: the probability minus the truth, over how undecided it was.",
            Opcode.Zero => $"{i.Output.Label} starts from zero.",
            _ => throw new ArgumentException($"{i.Opcode} does not belong in the phase {i.Phase}", nameof(i)),
        };
    }

    private static string Update(Instruction i, Func<int, string> name, string y) => i.Opcode switch
    {
        Opcode.WeightDecay => $"A part of {name(1)} is added to its gradient, so that weights shrink unless they are needed.",
        Opcode.MomentumBuffer => $"The direction of the steps before is kept in part, and the new gradient {name(1)} added.",
        Opcode.SgdStep => $"{name(0)} takes a step against its gradient; the learning rate sets how long a step.",
        Opcode.CountStep => "Adam counts its steps.",
        Opcode.AdamMoment1 => $"A running average of the gradient {name(1)}: the direction.",
        Opcode.AdamMoment2 => $"A running average of the squared gradient {name(1)}: how large it usually is.",
        Opcode.AdamStep => $"{name(0)} takes a step against its average gradient, divided by the gradient's usual size.",
        // A script may write its update by hand.
        _ => Forward(i, name, y),
    };
}
