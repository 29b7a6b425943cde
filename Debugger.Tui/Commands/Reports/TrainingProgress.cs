using System.Diagnostics;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>
/// A bar below the last line, on a terminal only: how far the epoch is, the loss, images a second. Drawn at most ten times a
/// second.
/// </summary>
internal sealed class TrainingProgress : IDisposable
{
    private const int BarWidth = 30;

    private readonly CommandIo _io;
    private readonly TrainingPlan _plan;
    private readonly bool _draw;
    private long _lastDrawn, _epochStart;
    private int _epoch = -1, _samples;
    private bool _visible;

    public TrainingProgress(CommandIo io, TrainingPlan plan)
    {
        _io = io;
        _plan = plan;
        _draw = io.IsTerminal && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
    }

    /// <summary>Prints a line above the bar.</summary>
    public void WriteLine(string line)
    {
        Clear();
        _io.Out.WriteLine(line);
        _io.Out.Flush();
    }

    /// <summary>Moves the bar on.</summary>
    public void Step(StepEvent step)
    {
        if (!_draw) return;
        if (step.Epoch != _epoch) (_epoch, _samples, _epochStart, _lastDrawn) = (step.Epoch, 0, Stopwatch.GetTimestamp(), 0);
        _samples += step.Samples;
        long now = Stopwatch.GetTimestamp();
        if (_lastDrawn != 0 && Stopwatch.GetElapsedTime(_lastDrawn, now).TotalMilliseconds < 100) return;
        _lastDrawn = now;
        int total = _plan.TrainLoader.Dataset.Count, filled = (int)((long)BarWidth * _samples / total);
        double rate = _samples / Math.Max(Stopwatch.GetElapsedTime(_epochStart, now).TotalSeconds, 1e-3);
        _io.Out.Write("\r\e[K" + _io.Texts.Reports.Progress(step.Epoch, new string('━', filled) + new string('╌', BarWidth - filled),
            _samples, total, $"{step.Loss:F4}", $"{rate:F0}"));
        _io.Out.Flush();
        _visible = true;
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        if (!_visible) return;
        _io.Out.Write("\r\e[K");
        _visible = false;
    }
}
