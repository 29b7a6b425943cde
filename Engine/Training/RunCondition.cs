using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// What a training run stops for, an expression that is worked out after each step: <c>loss &gt; 2*best</c>, <c>isnan(loss)</c>,
/// <c>norm(conv1.weight.grad) &gt; 10</c>, <c>step == 420</c>. It may name parameters, their gradients,
/// the optimizer's state and the loss by the program's names, and <c>step</c> (through all epochs, from 1), <c>epoch</c> (from 1),
/// <c>correct</c> and <c>samples</c> of the batch, and
/// <c>best</c>, the smallest loss so far, this step's included.
/// </summary>
public sealed class RunCondition
{
    private static readonly ImmutableArray<string> Counters = ["step", "epoch", "correct", "samples", "best", "loss"];

    private readonly Expression _expression;
    private readonly Program _program;

    private RunCondition(Expression expression, Program program)
    {
        _expression = expression;
        _program = program;
        ReadsTensors = expression.Names.Any(n => !Counters.Contains(n));
    }

    public string Text => _expression.Text;

    /// <summary>Whether it looks at more than what each step's event says.</summary>
    public bool ReadsTensors { get; }

    /// <summary>Reads a condition on a run of <paramref name="program"/>.</summary>
    /// <exception cref="ExpressionException">It is not an expression, or names something that a run does not keep.</exception>
    public static RunCondition Parse(string text, Program program) =>
        new(Expression.Parse(text, Counters.Concat(Kept(program).Select(v => v.Name)).Distinct()), program);

    /// <summary>Whether it holds after a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="best">The smallest loss so far.</param>
    /// <param name="read">Gives what a value holds now.</param>
    internal bool Holds(StepEvent step, double best, Func<string, Tensor> read) =>
        _expression.IsTrue(new Resolver(step, best, read, _program));

    /// <summary>The value of the expression after steps of a run that is made again from <paramref name="start"/>.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="from">The first step, from 1, that is asked about.</param>
    /// <param name="to">The last one.</param>
    /// <param name="every">Every how many steps.</param>
    /// <exception cref="ExpressionException">Shapes or indices do not fit.</exception>
    public IEnumerable<(StepEvent Step, Tensor Value)> Ask(
        TrainingPlan plan, IBackend backend, TrainingState start, long from, long to, long every, CancellationToken cancel = default)
    {
        long next = Math.Max(from, start.Step + 1);
        using var trainer = new Trainer(plan with { MaxSteps = to }, backend, start) { SaveAt = next };
        foreach (StepEvent step in trainer.Run(cancel).OfType<StepEvent>())
        {
            if (step.Step == next)
            {
                yield return (step, _expression.Evaluate(new Resolver(step, trainer.Best, trainer.Read, _program)));
                trainer.SaveAt = next += every;
            }
            if (step.Step >= to) yield break;
        }
    }

    /// <summary>What is certain to be there after a step.</summary>
    private static IEnumerable<Value> Kept(Program program) => program.Values.Where(v => v.IsPersistent || v == program.Loss);

    private sealed class Resolver(StepEvent step, double best, Func<string, Tensor> read, Program program) : IValueResolver
    {
        public IEnumerable<string> Names => Counters.Concat(Kept(program).Select(v => v.Name));

        public bool TryResolve(string name, out Tensor value)
        {
            value = name switch
            {
                "step" => Tensor.Scalar(step.Step),
                "epoch" => Tensor.Scalar(step.Epoch + 1),
                "correct" => Tensor.Scalar(step.Correct),
                "samples" => Tensor.Scalar(step.Samples),
                "best" => Tensor.Scalar(best),
                "loss" => Tensor.Scalar(step.Loss),
                _ => read(name),
            };
            return true;
        }

        // Every name has a value after a step.
        public string WhyMissing(string name, Language language) => name;
    }
}
