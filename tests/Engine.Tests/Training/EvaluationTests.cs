using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

public class EvaluationTests
{
    [TestCase(1, 4)]
    [TestCase(3, 7)]
    [TestCase(100, 23)]
    public void It_agrees_with_the_test_of_a_training_run(int batchSize, int images)
    {
        using var cpu = new CpuBackend();
        TrainingPlan plan = SmallSet.Plan(30, 10, epochs: 2, model: "network2", testImages: images);
        using var trainer = new Trainer(plan, cpu);
        TestEvent test = trainer.Run().OfType<TestEvent>().Single();
        foreach (IBackend backend in new[] { cpu, SmallSet.Backend })
        {
            Evaluation e = Evaluation.Run(plan.Evaluation, trainer.Read, plan.TestLoader!.Dataset, batchSize, backend);
            Assert.That((e.Correct, e.Predictions.Count), Is.EqualTo((test.Correct, test.Samples)));
            Assert.That(e.Predictions.Select(p => p.Index), Is.EqualTo(Enumerable.Range(0, images)));
            // The test weighs batches, not images; with one image a batch both are one.
            if (images % plan.TestLoader.BatchSize == 0 || batchSize == 1 && images < 10)
                Assert.That(e.Loss, Is.EqualTo(test.AverageLoss).Within(1e-6));
        }
    }

    [Test]
    public void Precision_and_recall_are_those_of_the_confusion_matrix()
    {
        TrainingPlan plan = SmallSet.Plan(30, 10, model: "network2");
        Dataset dataset = SmallSet.Create(25);
        Evaluation e = Evaluation.Run(plan.Evaluation, n => plan.Initial[n], dataset, 10, SmallSet.Backend);
        for (int c = 0; c < 10; c++)
        {
            Classification[] named = [.. e.Predictions.Where(p => p.Predicted == c)], are = [.. e.Predictions.Where(p => p.Label == c)];
            Assert.That(e.Precision(c), named.Length == 0 ? Is.NaN : Is.EqualTo(named.Count(p => p.Label == c) / (double)named.Length));
            Assert.That(e.Recall(c), Is.EqualTo(are.Count(p => p.Predicted == c) / (double)are.Length));
            for (int other = 0; other < 10; other++) Assert.That(e.Confusion(c, other), Is.EqualTo(are.Count(p => p.Predicted == other)));
        }
        Classification[] mistakes = [.. e.Mistakes];
        Assert.That(mistakes, Has.Length.EqualTo(25 - e.Correct));
        Assert.That(mistakes.Select(p => p.Loss), Is.Ordered.Descending);
    }

    [TestCase(new double[] { 1000, 0 }, 0, 0, 0, 1)]
    [TestCase(new double[] { 1000, 0 }, 1, 0, 1000, 1)]
    [TestCase(new double[] { 2, 2 }, 1, 0, 0.69314718055994529, 0.5)]
    public void The_loss_of_one_image_is_exact_where_its_softmax_would_overflow(
        double[] logits, int label, int predicted, double loss, double probability) =>
        Assert.That(Evaluation.Judge(0, label, logits), Is.EqualTo(new Classification(0, label, predicted, loss, probability)));
}
