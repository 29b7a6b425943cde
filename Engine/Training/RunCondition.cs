using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// What a training run stops for, an expression that is worked out after each step: <c>loss &gt; 2*best</c>, <c>isnan(loss)</c>,
/// <c>norm(conv1.weight.grad) &gt; 10</c>, <c>dead(relu1) &gt; 0.5</c>, <c>misclassified(3)</c>, <c>step == 420</c>. It may name
/// parameters, their gradients, the optimizer's state and the loss by the program's names, and <c>step</c> (through all epochs, from 1),
/// <c>epoch</c> (from 1), <c>correct</c> and <c>samples</c> of the batch, <c>best</c>, the smallest loss so far, this step's included,
/// <c>misclassified(c)</c>, how many images of class c in the batch were named otherwise, and <c>dead(relu)</c>, which share of a ReLU's
/// units (channels or features) is 0 for each of 16 images of the training set with the parameters after the step.
/// </summary>
public sealed partial class RunCondition
{
    private static readonly ImmutableArray<string> Counters = ["step", "epoch", "correct", "samples", "best", "loss"];

    private readonly Expression _expression;
    private readonly Program _program;
    private readonly ImmutableDictionary<string, Func<IRunReadings, double>> _measures;

    private RunCondition(
        Expression expression, Program program, ImmutableDictionary<string, Func<IRunReadings, double>> measures)
    {
        (_expression, _program, _measures) = (expression, program, measures);
        ReadsTensors = expression.Names.Any(n => !Counters.Contains(n));
    }

    public string Text => _expression.Text;

    /// <summary>Whether it looks at more than what each step's event says.</summary>
    public bool ReadsTensors { get; }

    /// <summary>Reads a condition on a run of <paramref name="program"/>.</summary>
    /// <exception cref="ExpressionException">It is not an expression, or names something that a run does not keep.</exception>
    public static RunCondition Parse(string text, Program program)
    {
        var measures = Measures(program).ToImmutableDictionary(StringComparer.Ordinal);
        text = Call().Replace(text, call =>
        {
            string name = $"{call.Groups[1].Value}({call.Groups[2].Value})";
            return measures.ContainsKey(name) ? name : throw new ExpressionException(
                t => t.NoMeasure(name, string.Join(", ",
                    measures.Keys.Where(k => k.StartsWith(call.Groups[1].Value, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal))), call.Index + 1);
        });
        return new(
            Expression.Parse(text, Counters.Concat(Kept(program).Select(v => v.Name)).Concat(measures.Keys).Distinct()), program, measures);
    }

    /// <summary>Whether it holds after a step.</summary>
    internal bool Holds(StepEvent step, IRunReadings readings) => _expression.IsTrue(new Resolver(this, step, readings));

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
        var readings = new TrainerReadings(plan, backend, trainer);
        foreach (StepEvent step in trainer.Run(cancel).OfType<StepEvent>())
        {
            if (step.Step == next)
            {
                yield return (step, _expression.Evaluate(new Resolver(this, step, readings)));
                trainer.SaveAt = next += every;
            }
            if (step.Step >= to) yield break;
        }
    }

    /// <summary>What is certain to be there after a step.</summary>
    private static IEnumerable<Value> Kept(Program program) => program.Values.Where(v => v.IsPersistent || v == program.Loss);

    /// <summary>What is worked out when it is asked for, by the name that it has in an expression.</summary>
    private static IEnumerable<KeyValuePair<string, Func<IRunReadings, double>>> Measures(Program program)
    {
        foreach (Instruction i in program.Instructions)
            if (i is { Phase: Phase.Forward, Opcode: Opcode.Relu, Output.Name: var name })
                yield return new($"dead({name})", readings => readings.Dead(name));
        if (program.Output?.Shape is { Rank: 2 } shape)
            for (int c = 0; c < shape[1]; c++)
            {
                int label = c;
                yield return new($"misclassified({label})", readings => readings.Misclassified(label));
            }
    }

    [GeneratedRegex(@"\b(dead|misclassified)\s*\(\s*([^()]*?)\s*\)")]
    private static partial Regex Call();

    private sealed class Resolver(RunCondition condition, StepEvent step, IRunReadings readings) : IValueResolver
    {
        public IEnumerable<string> Names =>
            Counters.Concat(Kept(condition._program).Select(v => v.Name)).Concat(condition._measures.Keys);

        public bool TryResolve(string name, out Tensor value)
        {
            value = name switch
            {
                "step" => Tensor.Scalar(step.Step),
                "epoch" => Tensor.Scalar(step.Epoch + 1),
                "correct" => Tensor.Scalar(step.Correct),
                "samples" => Tensor.Scalar(step.Samples),
                "best" => Tensor.Scalar(readings.Best),
                "loss" => Tensor.Scalar(step.Loss),
                _ => condition._measures.TryGetValue(name, out var measure) ? Tensor.Scalar(measure(readings)) : readings.Read(name),
            };
            return true;
        }

        // Every name has a value after a step.
        public string WhyMissing(string name, Language language) => name;
    }
}
