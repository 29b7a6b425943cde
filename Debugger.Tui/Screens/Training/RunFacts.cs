using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Data;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>What is trained, how far it is, and how well it does.</summary>
internal sealed class RunFacts : RunPart
{
    public RunFacts() => CanFocus = false;

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (Run is not { } run) return;
        TrainingTexts texts = canvas.Texts.Training;
        Theme theme = canvas.Theme;
        RunRequest request = run.Request;
        RunSettings settings = request.Settings;
        CurveView curve = run.Curve;
        string data = settings.Data == SyntheticDigits.Name ? texts.DrawnDigits : settings.Data;
        var rows = new List<(string Name, string Value, Style Style)>
        {
            (texts.State, texts.StateName(run.State), run.IsRunning ? theme.Success : theme.Focus),
            (texts.Data, data, theme.Text),
            (texts.Epoch, texts.Of(Math.Min(settings.Epochs, run.Step / Math.Max(1, run.StepsPerEpoch) + 1), settings.Epochs), theme.Text),
            (texts.Loss, curve.Losses.IsEmpty ? "-" : Short(curve.Losses[^1]), theme.Bright),
            (texts.Speed, run.ImagesPerSecond <= 0 ? "-" : run.TellsClasses ? texts.ImagesPerSecond((long)run.ImagesPerSecond)
                : texts.SamplesPerSecond((long)run.ImagesPerSecond), theme.Text),
            (texts.TimeLeft, TimeLeft(run), theme.Text),
            ("lr", $"{Short(run.LearningRate)}, {request.Optimizer}, {texts.BatchOf(settings.BatchSize)}", theme.Text),
            (texts.StopsIf, run.Condition.Length == 0 ? "-" : run.Condition, theme.Code),
        };
        if (!run.TellsClasses && !curve.TestLosses.IsEmpty)
            rows.Insert(4, (texts.TestLoss, Short(curve.TestLosses[^1].Loss), theme.Bright));
        if (run.TellsClasses)
            rows.Insert(4, (texts.Accuracy, curve.Tested.IsEmpty ? "-" : $"{Short(curve.Tested[^1])} %", theme.Bright));
        if (run.Kept.Length > 0) rows.Add((texts.KeptAs, run.Kept, theme.Text));
        if (run.Curves.Length > 1) rows.Add((texts.Branch, $"{run.Present} {curve.Change}", theme.Text));
        int width = rows.Max(r => CellWidth.Of(r.Name)) + 2;
        int y = 0;
        foreach ((string name, string value, Style style) in rows)
        {
            canvas.Put(0, y, name, theme.Caption);
            foreach (string line in TextWrap.Wrap(value, Math.Max(canvas.Width - width, 1))) canvas.Put(width, y++, line, style);
        }
        if (run.Warnings.IsEmpty) return;
        string told = run.Warnings.Length == 1 ? run.Warnings[0].Say(canvas.Texts.Language) : texts.MoreWarnings(run.Warnings.Length);
        foreach (string line in TextWrap.Wrap(told, Math.Max(canvas.Width, 1))) canvas.Put(0, ++y, line, theme.Warning);
    }

    private static string Short(double number) => Numbers.Format(number, 5).ToString(CultureInfo.InvariantCulture);

    private static string TimeLeft(RunView run)
    {
        if (run.ImagesPerSecond <= 0 || run.Step >= run.Steps) return "-";
        double seconds = (run.Steps - run.Step) * run.Request.Settings.BatchSize / run.ImagesPerSecond;
        return TimeSpan.FromSeconds(Math.Min(seconds, 359999)).ToString(seconds < 3600 ? @"m\:ss" : @"h\:mm\:ss",
            CultureInfo.InvariantCulture);
    }
}
