using System.Text.Json;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>Tells what a training run does.</summary>
internal interface ITrainingReport : IDisposable
{
    /// <summary>Something happened.</summary>
    void Report(TrainingEvent e);

    /// <summary>The run was ended by the person; what is known has been reported.</summary>
    void Interrupted();

    /// <summary>The weights have been written.</summary>
    void Saved(string path);

    /// <summary>What a model of names writes at its end.</summary>
    void Wrote(IReadOnlyList<string> names);
}

/// <summary>One JSON object a line. The field names are a contract.</summary>
internal sealed class JsonTrainingReport(TextWriter output, TrainingSpeed speed, int logEvery, bool counts) : ITrainingReport
{
    public void Report(TrainingEvent e)
    {
        switch (e)
        {
            case StepEvent s when (s.Step - 1) % logEvery == 0:
                Write(new
                {
                    @event = "step",
                    epoch = s.Epoch,
                    step = s.Step,
                    loss = s.Loss,
                    correct = Right(s.Correct),
                    samples = s.Samples
                });
                break;
            case EpochEvent p:
                Write(new
                {
                    @event = "epoch",
                    epoch = p.Epoch,
                    loss_sum = p.LossSum,
                    correct = Right(p.Correct),
                    samples = p.Samples,
                    accuracy = counts ? p.Accuracy : (double?)null,
                    seconds = p.Seconds,
                    complete = p.Complete,
                    samples_per_second = TrainingSpeed.SamplesPerSecond(p),
                    gflops = speed.Gflops(p),
                    peak_share = speed.PeakShare(p)
                });
                break;
            case TestEvent t:
                Write(new
                {
                    @event = "test",
                    epoch = t.Epoch,
                    correct = Right(t.Correct),
                    samples = t.Samples,
                    accuracy = counts ? t.Accuracy : (double?)null,
                    loss = t.AverageLoss,
                    loss_sum = t.LossSum,
                    seconds = t.Seconds
                });
                break;
            case BreakEvent b:
                Write(new { @event = "break", step = b.Step, condition = b.Condition });
                break;
            case WarningEvent w:
                Write(new { @event = "warning", step = w.Step, check = w.Check, lesson = w.Lesson, text = w.Say(Language.English) });
                break;
        }
    }

    public void Interrupted() => Write(new { @event = "interrupted" });

    public void Saved(string path) => Write(new { @event = "saved", path });

    public void Wrote(IReadOnlyList<string> names) => Write(new { @event = "names", names });

    public void Dispose()
    {
    }

    /// <summary>Nothing is right or wrong where there are no classes to be told apart.</summary>
    private int? Right(int correct) => counts ? correct : null;

    private void Write(object line)
    {
        output.WriteLine(JsonSerializer.Serialize(line, JsonOutput.Options));
        output.Flush();
    }
}

/// <summary>Lines above a bar. What the tutorials do not print is said in the same words for all of them.</summary>
/// <param name="logEvery">Where it was said how often steps are told, every epoch is; null where it was not.</param>
internal abstract class TextTrainingReport(CommandIo io, TrainingPlan plan, int? logEvery) : ITrainingReport
{
    /// <summary>More epochs are not told one by one.</summary>
    private const int MostTold = 20;

    private readonly TrainingProgress _progress = new(io, plan);
    private readonly int _pace = logEvery is null ? Pace(plan.Epochs) : 1;
    private bool _saysPace;

    protected int? LogEvery => logEvery;

    protected ReportTexts Texts => io.Texts.Reports;

    protected TrainingPlan Plan => plan;

    public void Report(TrainingEvent e)
    {
        if (_pace > 1 && !_saysPace) WriteLine(Texts.OneEpochIn(_pace));
        _saysPace = true;
        if (IsTold(e)) Tell(e);
        if (e is StepEvent step) _progress.Step(step);
        if (e is BreakEvent b) WriteLine(Texts.StoppedFor(b.Step, b.Condition));
        if (e is WarningEvent w) WriteLine(Texts.Warning(w.Say(io.Texts.Language), w.Lesson));
    }

    public void Interrupted() => WriteLine(Texts.Interrupted);

    public void Saved(string path) => WriteLine(Texts.Saved(path));

    public void Wrote(IReadOnlyList<string> names)
    {
        WriteLine(Texts.Writes);
        foreach (string name in names) WriteLine(name);
    }

    public void Dispose() => _progress.Dispose();

    private bool IsTold(TrainingEvent e) => e switch
    {
        StepEvent s => IsTold(s.Epoch),
        EpochEvent p => !p.Complete || IsTold(p.Epoch),
        TestEvent t => IsTold(t.Epoch),
        _ => true,
    };

    private bool IsTold(int epoch) => epoch == 0 || epoch == LastEpoch || (epoch + 1) % _pace == 0;

    private int LastEpoch => plan.MaxSteps is { } most
        ? (int)Math.Min(plan.Epochs - 1, (most - 1) / Math.Max(1, plan.TrainLoader.Count)) : plan.Epochs - 1;

    /// <summary>1, 2, 5, 10, ...: so that some ten epochs are told of many.</summary>
    private static int Pace(int epochs)
    {
        if (epochs <= MostTold) return 1;
        for (int power = 1; ; power *= 10)
            foreach (int step in (int[])[1, 2, 5])
                if ((long)step * power * MostTold / 2 >= epochs) return step * power;
    }

    /// <summary>What the tutorial prints of a step, an epoch or a test.</summary>
    protected abstract void Tell(TrainingEvent e);

    protected void WriteLine(string line) => _progress.WriteLine(line);
}

/// <summary>The lines that tutorial 002 prints; step lines only if asked for.</summary>
internal sealed class NotebookTrainingReport(CommandIo io, TrainingPlan plan, TrainingSpeed speed, int? logEvery)
    : TextTrainingReport(io, plan, logEvery)
{
    protected override void Tell(TrainingEvent e)
    {
        switch (e)
        {
            case StepEvent s:
                if (LogEvery is int k && (s.Step - 1) % k == 0)
                    WriteLine($"epoch: {s.Epoch} step: {s.Step} loss: {s.Loss:F6} correct: {s.Correct}/{s.Samples}");
                break;
            case EpochEvent p:
                WriteLine($"epoch: {p.Epoch} correct times: {p.Correct} training accuracy: {p.Accuracy:F3} % "
                    + $"total_loss: {p.LossSum:F3}"
                    + (p.Complete ? "" : Texts.AfterImages(p.Samples, Plan.TrainLoader.Dataset.Count)));
                WriteLine(speed.Line(p, Texts));
                break;
            case TestEvent t:
                WriteLine($"correct times: {t.Correct} test accuracy: {t.Accuracy:F3} % total_loss: {t.LossSum:F3}");
                break;
        }
    }
}

/// <summary>What the small GPT's script tells: the loss of a step now and then. Epochs may be a few steps each, so how fast they were, and
/// the loss of what is held out, is told behind as many steps.</summary>
internal sealed class NamesTrainingReport(CommandIo io, TrainingPlan plan, int logEvery) : TextTrainingReport(io, plan, logEvery)
{
    private long _step, _toldAt;
    private double _seconds;
    private long _samples;
    private bool _tellsTest;

    protected override void Tell(TrainingEvent e)
    {
        switch (e)
        {
            case StepEvent s:
                if (s.Step % logEvery == 0 || s.Step is 1 || s.Step == Plan.MaxSteps) WriteLine(Texts.StepLoss(s.Step, $"{s.Loss:F4}"));
                // One that goes on from a kept state begins in the middle.
                if (_step == 0) _toldAt = s.Step - 1;
                _step = s.Step;
                break;
            case EpochEvent p:
                (_seconds, _samples) = (_seconds + p.Seconds, _samples + p.Samples);
                bool isLast = !p.Complete || p.Epoch == Plan.Epochs - 1 || _step >= Plan.MaxSteps;
                if (!(_tellsTest = isLast || _step - _toldAt >= logEvery)) break;
                WriteLine(Texts.NamesSpeed($"{_seconds:F3}", $"{_samples / Math.Max(_seconds, 1e-9):F0}"));
                (_seconds, _samples, _toldAt) = (0, 0, _step);
                break;
            case TestEvent t when _tellsTest:
                WriteLine(Texts.HeldOutLoss($"{t.AverageLoss:F4}", t.Samples));
                break;
        }
    }
}

/// <summary>The lines that tutorial 004 prints.</summary>
internal sealed class QuickstartTrainingReport(CommandIo io, TrainingPlan plan, TrainingSpeed speed, int? logEvery)
    : TextTrainingReport(io, plan, logEvery)
{
    private const int UsualPace = 100;

    private int _epoch = -1;

    protected override void Tell(TrainingEvent e)
    {
        switch (e)
        {
            case StepEvent s:
                if (s.Epoch != _epoch) WriteLine($"Epoch {(_epoch = s.Epoch) + 1}\n-------------------------------");
                if (s.BatchIndex % (LogEvery ?? UsualPace) == 0)
                    WriteLine($"loss: {s.Loss,7:F6}  "
                        + $"[{s.BatchIndex * Plan.TrainLoader.BatchSize,5}/{Plan.TrainLoader.Dataset.Count,5}]");
                break;
            case EpochEvent p:
                if (!p.Complete) WriteLine(Texts.StoppedAfter(p.Samples, Plan.TrainLoader.Dataset.Count,
                    $"{p.Accuracy:F1}"));
                WriteLine(speed.Line(p, Texts));
                break;
            case TestEvent t:
                string accuracy = Plan.TestLoader!.Dataset.HasClasses ? $"Accuracy: {t.Accuracy:F1}%, " : "";
                WriteLine($"Test Error: \n {accuracy}Avg loss: {t.AverageLoss,8:F6} \n");
                break;
        }
    }
}
