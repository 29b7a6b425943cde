using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Training;

namespace Backstep.Engine.Runs;

/// <summary>
/// Keeps a run while it is made. What fails is told by <see cref="Problem"/> and ends the keeping, never the run. The figures are on the
/// disk before the state behind them is, so that a process killed at any moment leaves a state and all figures up to it. What is told again
/// after a run was taken back gives the same and is not taken down again.
/// </summary>
public sealed class RunWriter : IDisposable
{
    private readonly RunFolder _run;
    private readonly FileStream _locked;
    private readonly FileStream _steps, _epochs;
    private readonly MemoryStream _newSteps = new();
    private long _kept, _lastStep;
    private int _batches, _lastEpoch, _lastTest;

    internal RunWriter(RunFolder run, FileStream locked, long kept, RunLog log)
    {
        (_run, _locked, _kept, _lastStep) = (run, locked, kept, kept);
        _lastEpoch = log.Epochs.LastOrDefault(e => e.Kind == "train")?.Epoch ?? -1;
        _lastTest = log.Epochs.LastOrDefault(e => e.Kind == "test")?.Epoch ?? -1;
        _steps = Append(RunLog.StepsName);
        try
        {
            _epochs = Append(RunLog.EpochsName);
        }
        catch
        {
            _steps.Dispose();
            throw;
        }
    }

    /// <summary>Why the run is no longer kept; null while it is.</summary>
    public LocalizedException? Problem { get; private set; }

    /// <summary>Takes down what happened.</summary>
    public void Add(TrainingEvent e) => Try(() =>
    {
        switch (e)
        {
            case StepEvent s when s.Step > _lastStep:
                (_lastStep, _batches) = (s.Step, s.BatchIndex + 1);
                _newSteps.Write(System.Text.Encoding.ASCII.GetBytes(RunLog.Line(s)));
                if (_newSteps.Length > 1 << 14) FlushSteps();
                break;
            case EpochEvent { Complete: true } p when p.Epoch > _lastEpoch:
                _lastEpoch = p.Epoch;
                Write(new("train", p.Epoch, _lastStep, p.LossSum, _batches, p.Correct, p.Samples, p.Seconds));
                break;
            case TestEvent t when t.Epoch > _lastTest:
                _lastTest = t.Epoch;
                Write(new("test", t.Epoch, _lastStep, t.LossSum, t.Batches, t.Correct, t.Samples, t.Seconds));
                break;
        }
    });

    /// <summary>Keeps a state, in the place of an earlier one.</summary>
    public void Keep(TrainingState state) => Try(() =>
    {
        if (state.Step <= _kept) return;
        FlushSteps();
        _steps.Flush(flushToDisk: true);
        _epochs.Flush(flushToDisk: true);
        StateFile.Write(_run.StatePath, state, _run.Record.Settings.Program);
        _kept = state.Step;
    });

    /// <summary>The run ends here, or is broken off: state and model are kept.</summary>
    /// <param name="isOver">Whether nothing is left of it.</param>
    public void End(TrainingState state, bool isOver)
    {
        if (state.Step != _kept) Keep(state);
        Try(() =>
        {
            FlushSteps();
            StateDict.Save(_run.ModelPath, _run.Record.Settings.Entry.Network!, name => state.Values[name], _run.Record.Settings.Data);
            if (isOver) _run.Finish();
        });
    }

    public void Dispose()
    {
        Try(FlushSteps);
        _steps.Dispose();
        _epochs.Dispose();
        _locked.Dispose();
    }

    private void Write(EpochFigures figures)
    {
        FlushSteps();
        _epochs.Write(System.Text.Encoding.ASCII.GetBytes(RunLog.Line(figures)));
    }

    private void FlushSteps()
    {
        _newSteps.WriteTo(_steps);
        _newSteps.SetLength(0);
    }

    private void Try(Action write)
    {
        if (Problem is not null) return;
        try
        {
            write();
        }
        catch (WeightsException e)
        {
            Problem = e;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = new RunException(l => WeightsTexts.In(l).CannotWrite(_run.Folder, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>Without a buffer: what is written, the system has.</summary>
    private FileStream Append(string name) => _run.OnDisk(() =>
        new FileStream(Path.Combine(_run.Folder, name), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
}
