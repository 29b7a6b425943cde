using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models;

public class ImageClassifierTests
{
    private static readonly Dataset Digits = SyntheticDigits.Create(12, split: DatasetSplit.Test);

    private static IReadOnlyDictionary<string, Tensor> Weights(string program) =>
        ProgramCatalog.Get(program).Network!.Initialize(new TorchRandom(5));

    private static ImageClassifier Make(string program, IBackend backend, DatasetKind? kind = null) =>
        new(ProgramCatalog.Get(program), Weights(program), kind ?? DatasetKind.Mnist, backend);

    [TestCase("network2")]
    [TestCase("network3")]
    [TestCase("mlp")]
    public void An_image_is_read_as_the_evaluation_of_a_data_set_reads_it(string program)
    {
        using var backend = new ReferenceBackend();
        using ImageClassifier classifier = Make(program, backend);
        IReadOnlyDictionary<string, Tensor> weights = Weights(program);
        var evaluation = Evaluation.Run(ProgramCatalog.Get(program).Network!.BuildEvaluation, n => weights[n], Digits, 4, backend);
        for (int n = 0; n < Digits.Count; n++)
        {
            ImageReading reading = classifier.Read(Digits.Image(n));
            Assert.That(reading.Probabilities.Sum(), Is.EqualTo(1).Within(1e-12));
            Assert.That(reading.Winner, Is.EqualTo(evaluation.Predictions[n].Predicted));
            Assert.That(reading.Probabilities[reading.Winner], Is.EqualTo(evaluation.Predictions[n].Probability).Within(1e-9));
        }
    }

    [TestCase("network2")]
    [TestCase("mlp")]
    public void Why_is_what_a_little_less_of_each_pixel_takes_from_the_logit(string program)
    {
        using var backend = new ReferenceBackend();
        // From 0 to 1: a pixel of 200 that becomes 199 is less by 1/200.
        using ImageClassifier classifier = Make(program, backend, DatasetKind.FashionMnist);
        byte[] image = DigitImage.Prepare(new(28, 28, Digits.Image(3).ToArray()))!;
        int winner = classifier.Read(image).Winner;
        double[] why = classifier.Why(image, winner);
        double logit = classifier.Read(image).Logits[winner];
        int tried = 0;
        double largest = why.Max(Math.Abs);
        foreach (int i in Enumerable.Range(0, image.Length).Where(i => image[i] > 100).Take(40))
        {
            byte[] less = [.. image];
            less[i]--;
            double change = (logit - classifier.Read(less).Logits[winner]) * image[i];
            Assert.That(why[i], Is.EqualTo(change).Within(0.02 * largest));
            tried++;
        }
        Assert.That(tried, Is.GreaterThan(20));
        Assert.That(largest, Is.Positive);
        Assert.That(Enumerable.Range(0, image.Length).Where(i => image[i] == 0).Select(i => why[i]), Has.All.Zero, "nothing is there");
    }

    [Test]
    public void In_the_debugger_the_image_is_a_batch_of_one_with_its_label()
    {
        using var backend = new ReferenceBackend();
        using ImageClassifier classifier = Make("network2", backend);
        byte[] image = Digits.Image(0).ToArray();
        var session = new DebugSession(classifier.Open(image, label: 7), backend);
        session.RunTo(session.Program.Loss!);
        double loss = session.Timeline.Read(session.Program.Loss!)!.Data[0];
        Assert.That(Math.Exp(-loss), Is.EqualTo(classifier.Read(image).Probabilities[7]).Within(1e-9));
        Assert.That(session.Timeline.Read(session.Program["x"])!.Shape, Is.EqualTo(new Shape(1, 1, 28, 28)));
    }
}
