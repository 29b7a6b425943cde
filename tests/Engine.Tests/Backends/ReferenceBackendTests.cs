using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;

namespace Backstep.Engine.Tests.Backends;

/// <summary>What the reference backend promises beyond conformance.</summary>
public sealed class ReferenceBackendTests
{
    private readonly ReferenceBackend _backend = new();

    [Test]
    public void A_batch_large_enough_for_all_cores_gives_the_same_bits_each_time_and_each_image_what_it_gives_alone()
    {
        Shape x = new(9, 3, 20, 20), weight = new(5, 3, 5, 5);
        var random = new System.Random(5);
        Tensor[] inputs = [.. new[] { x, weight, new(5) }.Select(s => new Tensor(s, Fills.Any(random, s.Length)))];
        Dictionary<Value, Tensor> Run(OneOpProgram one, Tensor image)
        {
            var values =
                new Dictionary<Value, Tensor>
                {
                    [one.X[0]] = image,
                    [one.X[1]] = inputs[1],
                    [one.X[2]] = inputs[2],
                    [one.V!] = Tensor.Full(one.Y.Shape, 0.3)
                };
            foreach (Value v in one.X) values[one.Program[$"{v.Name}.grad"]] = Tensor.Zeros(v.Shape);
            one.Step(_backend, values);
            return values;
        }

        var batch = new OneOpProgram(Opcode.Conv2d, [x, weight, new(5)], new Conv2dAttributes(1, 2), null, scalar: false);
        Dictionary<Value, Tensor> first = Run(batch, inputs[0]);
        for (int again = 0; again < 3; again++)
        {
            Dictionary<Value, Tensor> second = Run(batch, inputs[0]);
            Assert.That(batch.Program.Values.All(v => first[v].BitEquals(second[v])));
        }
        Shape imageShape = new(1, 3, 20, 20);
        var single = new OneOpProgram(Opcode.Conv2d, [imageShape, weight, new(5)], new Conv2dAttributes(1, 2), null, scalar: false);
        for (int n = 0; n < x[0]; n++)
        {
            Dictionary<Value, Tensor> alone =
                Run(single, new Tensor(imageShape, inputs[0].Data.Slice(n * imageShape.Length, imageShape.Length).ToArray()));
            int length = single.Y.Shape.Length;
            Assert.That(alone[single.Y].Data.SequenceEqual(first[batch.Y].Data.Slice(n * length, length)), $"image {n}");
            Assert.That(
                alone[single.Program["x0.grad"]].Data.SequenceEqual(
                    first[batch.Program["x0.grad"]].Data.Slice(n * imageShape.Length, imageShape.Length)),
                $"gradient of image {n}");
        }
    }

    [Test]
    public void The_slope_of_half_the_squared_error_is_exactly_minus_target_minus_output()
    {
        var one = new OneOpProgram(Opcode.HalfSquaredError, [Shape.Scalar, Shape.Scalar], null, null, scalar: true);
        var random = new System.Random(2);
        for (int k = 0; k < 100; k++)
        {
            double output = random.NextDouble(), target = random.NextDouble();
            var values =
                new Dictionary<Value, Tensor>
                {
                    [one.X[0]] = Tensor.Scalar(output),
                    [one.X[1]] = Tensor.Scalar(target),
                    [one.Program["x0.grad"]] = Tensor.Scalar(0)
                };
            one.Step(_backend, values);
            Assert.That(values[one.Program["x0.grad"]].ScalarValue, Is.EqualTo(-(target - output)));
        }
    }

    [Test]
    public void Inputs_of_the_wrong_number_or_shape_are_refused()
    {
        Instruction relu = new OneOpProgram(Opcode.Relu, [new(2)], null, null, scalar: false).Program.Instructions[0];
        Assert.That(() => _backend.Execute(relu, [], null), Throws.ArgumentException.With.Message.Contains("reads 1 values, 0 were given"));
        Assert.That(
            () => _backend.Execute(relu, [Tensor.Zeros(new(3))], null),
            Throws.ArgumentException.With.Message.Contains("x0 has shape (2), a tensor of shape (3) was given"));
    }

    [Test]
    public void An_accumulating_instruction_without_a_previous_value_is_refused()
    {
        Instruction accumulate = new OneOpProgram(Opcode.Relu, [new(2)], null, null, scalar: false).Program.Instructions[^1];
        Assert.That(accumulate.Accumulate);
        Assert.That(
            () => _backend.Execute(accumulate, [Tensor.Zeros(new(2)), Tensor.Zeros(new(2))], null),
            Throws.ArgumentException.With.Message.Contains("x0.grad accumulates"));
    }

    [TestCase(3)]
    [TestCase(-1)]
    [TestCase(0.5)]
    [TestCase(double.NaN)]
    public void A_label_that_is_no_class_is_refused_by_name(double label)
    {
        Instruction loss = new OneOpProgram(Opcode.CrossEntropy, [new(2, 3), new(2)], null, null, scalar: false).Program.Instructions[0];
        Assert.That(() => _backend.Execute(loss, [Tensor.Zeros(new(2, 3)), new Tensor(new(2), [0, label])], null),
            Throws.ArgumentException.With.Message.Contains($"label {label} of sample 1 is not a class from 0 to 2"));
    }

    [Test]
    public void A_program_that_was_not_given_its_inputs_says_which_is_missing()
    {
        using ICompiledProgram compiled = _backend.Compile(new OneOpProgram(Opcode.Relu, [new(2)], null, null, scalar: false).Program);
        Assert.That(compiled.Run, Throws.InvalidOperationException.With.Message.Contains("x0 (2) has no content yet"));
    }

    [Test]
    public void No_kernel_writes_to_its_inputs()
    {
        foreach (OpCase c in OpCases.All)
        {
            var one = new OneOpProgram(c);
            var random = new System.Random(c.Seed);
            Tensor[] inputs = c.MakeInputs();
            var values = one.X.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
            if (one.V is not null) values[one.V] = new Tensor(one.V.Shape, Fills.Any(random, one.V.Shape.Length));
            foreach (Instruction i in one.Program.Instructions)
            {
                Tensor[] read = [.. i.Inputs.Select(v => values[v])];
                Tensor[] copies = [.. read.Select(t => new Tensor(t.Shape, t.Data.ToArray()))];
                values[i.Output] = _backend.Execute(i, read, values.GetValueOrDefault(i.Output) ?? Tensor.Zeros(i.Output.Shape));
                Assert.That(read.Zip(copies).All(p => p.First.BitEquals(p.Second)), $"{c}: {i.Opcode}");
            }
        }
    }
}
