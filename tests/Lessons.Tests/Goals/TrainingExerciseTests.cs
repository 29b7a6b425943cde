using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Tests.Goals;

public class TrainingExerciseTests
{
    private static readonly Run Network = new() { Program = "network2", BatchSize = 50 };

    private static readonly TrainingData Few = new() { SyntheticOnly = true, SyntheticImages = 600 };

    private static readonly TrainGoal Synthetic = new("synthetic", 2, 0.5);

    [Test]
    public void Each_batch_is_told_and_at_last_the_test()
    {
        using var exercise = TrainingExercise.Create(Network, Synthetic, Few);
        TrainingProgress[] all = [.. exercise.Run()];
        Assert.That(all, Has.Length.EqualTo(2 * 12 + 1));
        Assert.That(all[..^1].Select(p => p.Step), Is.EqualTo(Enumerable.Range(1, 24)));
        Assert.That(all[..^1].Select(p => p.Epoch).Distinct(), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(all.Select(p => p.Steps), Is.All.EqualTo(24));
        Assert.That(all[..^1].Select(p => p.TestAccuracy), Is.All.Null);
        Assert.That(all[^1].TestAccuracy, Is.InRange(0.0, 1.0));
        Assert.That(all[^2].Loss, Is.LessThan(all[0].Loss));
    }

    [Test]
    public void The_same_play_gives_the_same_numbers_and_another_play_others()
    {
        double[] Losses(int play)
        {
            using var exercise = TrainingExercise.Create(Network, new("synthetic", 1, 0.5), Few, play);
            return [.. exercise.Run().Select(p => p.Loss)];
        }

        double[] first = Losses(0), again = Losses(0), other = Losses(1);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public void A_stopped_training_ends_without_a_test()
    {
        using var stop = new CancellationTokenSource();
        using var exercise = TrainingExercise.Create(Network, Synthetic, Few);
        var seen = new List<TrainingProgress>();
        foreach (TrainingProgress progress in exercise.Run(stop.Token))
        {
            seen.Add(progress);
            if (seen.Count == 3) stop.Cancel();
        }
        Assert.That((seen.Count, seen[^1].TestAccuracy), Is.EqualTo((3, (double?)null)));
    }

    [Test]
    public void Where_the_data_set_is_missing_the_other_training_is_taken_and_says_why()
    {
        var nowhere = Few with { SyntheticOnly = false, Directory = Path.Combine(TestContext.CurrentContext.WorkDirectory, "no-data") };
        using var exercise = TrainingExercise.Create(Network, new("mnist", 1, 0.95, new("synthetic", 1, 0.3)), nowhere);
        Assert.That((exercise.Target.Data, exercise.Target.Accuracy), Is.EqualTo(("synthetic", 0.3)));
        Assert.That(exercise.WhyOtherwise!(Language.English), Does.Contain("no-data"));
        Assert.That(() => TrainingExercise.Create(Network, new("mnist", 1, 0.95), nowhere), Throws.TypeOf<DataException>());
    }

    [Test]
    public void What_cannot_be_trained_says_so() =>
        Assert.That(() => TrainingExercise.Create(new() { Program = "two-layer" }, Synthetic, Few),
            Throws.TypeOf<ScenarioException>().With.Message.Contains("not trained"));
}
