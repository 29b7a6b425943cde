using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Batches of a resident data set whose samples are numbers: here the tokens of names, of which each guesses the next.</summary>
[TestFixture]
public sealed class NumbersDatasetTests
{
    private readonly GpuBackend _gpu = new(TestDevice.Open());
    private readonly Dataset _names = NameList.MadeUp().ToDataset();

    [OneTimeTearDown]
    public void LetGoOfTheDevice() => _gpu.Dispose();

    [Test]
    public void A_queued_step_and_written_tokens_give_the_same_bits()
    {
        using GpuProgram queued = Prepared(_names.Vocabulary!.Count), written = Prepared(_names.Vocabulary!.Count);
        Assert.That(queued.Accepts(_names));
        queued.Attach(_names);
        int[] order = [7, 199, 0, 42, 3, 3];
        queued.SetOrder(order);
        foreach (int first in (int[])[3, 0]) queued.Queue(first);
        var results = new StepResult[2];
        Assert.That(queued.Collect(results), Is.EqualTo(2));
        for (int step = 0; step < 2; step++)
        {
            int[] places = step == 0 ? order[3..] : order[..3];
            Write(written.Program["tokens"], _names.Write);
            Write(written.Program["targets"], _names.WriteTarget);
            written.Run();
            Assert.That(results[step], Is.EqualTo(new StepResult(written.Read(written.Program.Loss!).ScalarValue, 0)), $"step {step}");

            void Write(Value value, NumberWriter write)
            {
                var numbers = new double[value.Shape.Length];
                for (int n = 0; n < 3; n++) write(places[n], numbers.AsSpan(n * numbers.Length / 3, numbers.Length / 3));
                written.Write(value, new(value.Shape, numbers));
            }
        }
        Assert.That(queued.Read(queued.Program["table"]).BitEquals(written.Read(written.Program["table"])));
        Assert.That(results[0].Loss, Is.Not.EqualTo(results[1].Loss));
    }

    [Test]
    public void A_data_set_of_another_length_or_of_images_is_not_accepted()
    {
        using GpuProgram program = Prepared(_names.Vocabulary!.Count);
        Assert.That(program.Accepts(TestNetworks.Digits), Is.False);
        Assert.That(program.Accepts(NameList.MadeUp().ToDataset(_names.Vocabulary!, 3)), Is.False);
    }

    [Test]
    public void Tokens_without_a_row_in_the_table_are_refused_before_they_reach_the_device()
    {
        using GpuProgram program = Prepared(letters: 9);
        Assert.That(() => program.Attach(_names), Throws.ArgumentException.With.Message.Contains("is not a row from 0 to 8"));
        program.Write(program.Program["tokens"], Tensor.Zeros(program.Program["tokens"].Shape));
        program.Write(program.Program["targets"], Tensor.Full(program.Program["targets"].Shape, 9));
        Assert.That(program.Run, Throws.ArgumentException.With.Message.Contains("label 9 of sample 0 is not a class from 0 to 8"));
    }

    private delegate void NumberWriter(int index, Span<double> numbers);

    /// <summary>A table in which each letter has a row of logits for the next; three names at a time.</summary>
    private GpuProgram Prepared(int letters)
    {
        int positions = _names.SampleShape.Length;
        var b = new ProgramBuilder("bigrams", SourceListing.Parse("run()  #@ logits, rows, labels, loss, zero_grad, backward, update"));
        Value tokens = b.Input("tokens", new(3, positions)), targets = b.Input("targets", new(3, positions));
        Value table = b.Parameter("table", new(letters, letters));
        Value logits = b.Op(Opcode.Embedding, "logits", [table, tokens]);
        Value rows = b.Op(Opcode.Reshape, "rows", [logits], target: [-1, letters]);
        Value loss = b.BeginLoss().Op(Opcode.CrossEntropy, "loss", [rows, b.Op(Opcode.Reshape, "labels", [targets], target: [-1])]);
        b.Roles(logits, loss, targets).ZeroGrad().Backward(loss).Step(OptimizerSpec.Adam(0.1, decaySteps: 20), table);
        Program program = b.Build();
        var compiled = (GpuProgram)_gpu.Compile(program);
        compiled.Write(table, new(table.Shape, [.. Enumerable.Range(0, table.Shape.Length).Select(i => Math.Sin(i))]));
        compiled.Write(program["lr"], Tensor.Scalar(0.1));
        return compiled;
    }
}
