using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A kept run as one HTML page that needs nothing beside it.</summary>
internal sealed class RunReport(RunFolder run, UiTexts ui)
{
    private const int MistakesShown = 24, Side = 28;
    private const string Blue = "#2563eb", Orange = "#c2410c";

    private readonly RunsTexts _texts = ui.Runs;

    public string Page(CancellationToken cancel)
    {
        RunLog log = run.ReadLog();
        (double, double)[] losses = [.. log.Steps.Select(s => ((double)s.Step, s.Loss))];
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"").Append(ui.Language == Language.English ? "en" : "zh-Hans")
            .Append("\"><head><meta charset=\"utf-8\"><title>")
            .Append(Html(run.Name)).Append("</title><style>body{font-family:sans-serif;max-width:820px;margin:2em auto;padding:0 1em;"
                + "color:#222}table{border-collapse:collapse;display:block;overflow-x:auto}td,th{padding:2px 8px;text-align:right;"
                + "border-bottom:1px solid #eee}th:first-child,td:first-child{text-align:left}"
                + "figure{display:inline-block;margin:6px;text-align:center;font-size:12px}"
                + "img{width:84px;height:84px;image-rendering:pixelated}</style></head><body>\n");
        page.Append("<h1>").Append(Html(run.Name)).Append("</h1>\n<h2>").Append(Html(_texts.LossTitle)).Append("</h2>\n");
        page.Append(SvgCurve.Draw(
            _texts.Step, new Curve(_texts.Train, Blue, losses, Faint: true), new Curve(_texts.Smoothed, Blue, Smooth(losses)),
            new Curve(_texts.Test, Orange, [.. Of("test").Select(e => ((double)e.Step, e.AverageLoss))])));
        if (log.TellsClasses)
        {
            page.Append("\n<h2>").Append(Html(_texts.AccuracyTitle)).Append("</h2>\n");
            page.Append(SvgCurve.Draw(
                _texts.Epoch, new Curve(_texts.Train, Blue, [.. Of("train").Select(e => (e.Epoch + 1.0, e.Accuracy))]),
                new Curve(_texts.Test, Orange, [.. Of("test").Select(e => (e.Epoch + 1.0, e.Accuracy))])));
        }
        page.Append('\n');
        try
        {
            Test(page, cancel);
        }
        catch (Exception e) when (e is DataException or WeightsException)
        {
            page.Append("<p>").Append(Html(_texts.NoData(((LocalizedException)e).In(ui.Language)))).Append("</p>\n");
        }
        Pairs(page, _texts.Settings, SettingsText.Of(run.Record));
        RunEnvironment where = run.Record.Environment;
        Pairs(page, _texts.Environment, [
            (_texts.Version, where.Program), (_texts.System, where.System),
            (_texts.StartedAt, where.Started.ToString("u", CultureInfo.InvariantCulture)),
            (_texts.EndedAt, run.Record.Finished?.ToString("u", CultureInfo.InvariantCulture) ?? "-")]);
        return page.Append("</body></html>\n").ToString();

        IEnumerable<EpochFigures> Of(string kind) => log.Epochs.Where(e => e.Kind == kind);
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static (double, double)[] Smooth((double X, double Y)[] points)
    {
        var smoothed = new SmoothedLoss();
        return [.. points.Select(p => (p.X, smoothed.Add(p.Y)))];
    }

    private static void Pairs(StringBuilder page, string title, IEnumerable<(string Name, string Value)> pairs)
    {
        page.Append("<h2>").Append(Html(title)).Append("</h2>\n<table>\n");
        foreach ((string name, string value) in pairs)
            page.Append("<tr><td>").Append(Html(name)).Append("</td><td>").Append(Html(value)).Append("</td></tr>\n");
        page.Append("</table>\n");
    }

    /// <summary>What the weights of the last state make of the test set.</summary>
    private void Test(StringBuilder page, CancellationToken cancel)
    {
        RunSettings settings = run.Record.Settings;
        IReadOnlyDictionary<string, Tensor> weights = run.Weights(settings.Entry.Network!);
        Dataset data = DatasetFit.Fitted(settings.Entry.Network!, settings.Load(DatasetSplit.Test));
        if (!data.HasClasses) return;
        using var backend = new CpuBackend();
        Evaluation result = Evaluation.Run(settings.Entry.Network!.BuildEvaluation, n => weights[n], data, 100, backend, cancel);
        page.Append("<h2>").Append(Html(_texts.Confusion)).Append("</h2>\n<table>\n<tr><th></th><th>").Append(Html(_texts.Precision))
            .Append("</th><th>")
            .Append(Html(_texts.Recall)).Append("</th>").Append(string.Concat(data.ClassNames.Select(n => $"<th>{Html(n)}</th>")))
                .Append("</tr>\n");
        for (int c = 0; c < result.Classes; c++)
        {
            page.Append("<tr><td>").Append(Html(data.ClassNames[c])).Append("</td><td>").Append(Share(result.Precision(c)))
                .Append("</td><td>").Append(Share(result.Recall(c))).Append("</td>");
            int most = Enumerable.Range(0, result.Classes).Max(p => result.Confusion(c, p));
            for (int p = 0; p < result.Classes; p++)
                page.Append(CultureInfo.InvariantCulture,
                    $"<td style=\"background:rgba({(c == p ? "37,99,235" : "194,65,12")},"
                    + $"{0.6 * result.Confusion(c, p) / Math.Max(1, most):F2})\">{result.Confusion(c, p)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</table>\n<h2>").Append(Html(_texts.Mistakes)).Append("</h2>\n");
        foreach (Classification mistake in result.Mistakes.Take(MistakesShown))
            page.Append("<figure><img alt=\"\" src=\"data:image/bmp;base64,")
                .Append(Convert.ToBase64String(Bitmap(data.Image(mistake.Index)))).Append("\"><figcaption>")
                .Append(Html(_texts.Mistake(data.ClassNames[mistake.Label], data.ClassNames[mistake.Predicted])))
                    .Append("</figcaption></figure>\n");
    }

    private static string Share(double share) =>
        double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>28×28 grey pixels as a bitmap of 8 bits, its rows from the bottom up.</summary>
    private static byte[] Bitmap(ReadOnlySpan<byte> pixels)
    {
        const int palette = 54, start = palette + 256 * 4;
        var file = new byte[start + Side * Side];
        "BM"u8.CopyTo(file);
        foreach ((int at, int value) in new[] { (2, file.Length), (10, start), (14, 40), (18, Side), (22, Side), (46, 256) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        (file[26], file[28]) = (1, 8);
        for (int i = 0; i < 256; i++) file.AsSpan(palette + 4 * i, 3).Fill((byte)i);
        for (int row = 0; row < Side; row++) pixels.Slice((Side - 1 - row) * Side, Side).CopyTo(file.AsSpan(start + row * Side));
        return file;
    }
}
