using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>The number under the cursor in full, and what all numbers of the tensor are like.</summary>
internal static class InspectorFacts
{
    /// <summary>Rows that show everything where there is little room.</summary>
    public const int Height = 9;

    /// <summary>Draws the facts: one below another, or in two columns where it is wide and low.</summary>
    public static void Paint(Canvas canvas, InspectorSubject subject, bool element = true)
    {
        if (canvas.IsEmpty) return;
        int top = element ? Element(canvas, subject) : 0;
        Canvas rest = canvas.Sub(0, top, canvas.Width, canvas.Height - top);
        if (subject.IsClasses)
        {
            Classes(rest, subject);
            return;
        }
        bool beside = canvas.Width >= 40 && rest.Height < 14;
        if (beside)
        {
            int left = Math.Min(rest.Width, 36);
            Statistics(rest.Sub(0, 0, left, rest.Height), subject);
            Spread(rest.Sub(left + 2, 0, rest.Width - left - 2, rest.Height), subject.Facts.Bins);
            return;
        }
        int used = Statistics(rest, subject);
        Spread(rest.Sub(0, used + 1, rest.Width, Math.Clamp((rest.Height - used - 1) * 2 / 5, Math.Min(rest.Height - used - 1, 10), 18)),
            subject.Facts.Bins);
    }

    /// <summary>Name, index and number; returns the rows taken.</summary>
    private static int Element(Canvas canvas, InspectorSubject subject)
    {
        Theme theme = canvas.Theme;
        string name = subject.Value.Name + subject.Index, number = canvas.Look.Number(subject.Present);
        Style style = subject.Present < 0 ? theme.Negative.Bold : theme.Positive.Bold;
        string where = subject.Where;
        if (CellWidth.Of(name) + 3 + number.Length + (where.Length > 0 ? CellWidth.Of(where) + 2 : 0) <= canvas.Width)
        {
            int x = canvas.Put(0, 0, name, theme.Focus);
            x = canvas.Put(x, 0, " = ", theme.Text);
            x = canvas.Put(x, 0, number, style);
            if (where.Length > 0) x = canvas.Put(x + 2, 0, where, theme.Code);
            return Before(canvas, subject, x + 2, 0) && canvas.Height > 10 ? 2 : canvas.Height > 8 ? 2 : 1;
        }
        canvas.PutCut(0, 0, canvas.Width, name, theme.Focus);
        int end = canvas.Put(canvas.Put(0, 1, "= ", theme.Text), 1, number, style);
        canvas.PutCut(end + 2, 1, canvas.Width - end - 2, where, theme.Code);
        bool before = subject.Before is not null && Before(canvas, subject, 0, 2);
        return (before ? 3 : 2) + (canvas.Height > 12 ? 1 : 0);
    }

    private static bool Before(Canvas canvas, InspectorSubject subject, int x, int y)
    {
        if (subject.Before is not { } before) return false;
        canvas.PutCut(x, y, canvas.Width, canvas.Texts.Inspector.Was(canvas.Look.Before(before, subject.Present)), canvas.Theme.Changed);
        return true;
    }

    /// <summary>How often each class stands in the batch.</summary>
    private static void Classes(Canvas canvas, InspectorSubject subject)
    {
        int y = 0;
        foreach (IGrouping<double, double> same in subject.Tensor.Data.ToArray().GroupBy(c => c).OrderBy(g => g.Key))
        {
            int x = canvas.Put(0, y, canvas.Texts.Inspector.Class(Numbers.Format(same.Key)), canvas.Theme.Caption);
            canvas.PutCut(x + 2, y, canvas.Width - x - 2,
                Share(same.Count(), subject.Tensor.Length, canvas.Texts.Inspector, canvas.Width - x - 2), canvas.Theme.Text);
            y++;
        }
    }

    private static int Statistics(Canvas canvas, InspectorSubject subject)
    {
        Tensor tensor = subject.Tensor;
        TensorStats stats = subject.Facts.Stats;
        InspectorTexts texts = canvas.Texts.Inspector;
        // Shares are long and get a row of their own.
        var lines = new List<(string Name, string Text, bool IsLong)>
        {
            (texts.Min, Short(stats.Min), false), (texts.Max, Short(stats.Max), false), (texts.Mean, Short(stats.Mean), false),
                (texts.Norm, Short(stats.Norm), false),
            (texts.Zeros, Share(stats.Zeros, tensor.Length, texts, canvas.Width - 6), true),
        };
        if (stats.NaNs > 0) lines.Add(("NaN", Share(stats.NaNs, tensor.Length, texts, canvas.Width - 6), true));
        // Two facts to a row where rows are short.
        int half = canvas.Width >= 30 && canvas.Height < lines.Count + 4 ? canvas.Width / 2 : 0, y = 0, x = 0;
        foreach ((string name, string text, bool isLong) in lines)
        {
            if (y >= canvas.Height) break;
            canvas.Put(x, y, name, name == "NaN" ? canvas.Theme.Error : canvas.Theme.Caption);
            canvas.PutCut(x + 6, y, (half > 0 && !isLong ? half : canvas.Width) - 6, text,
                name == "NaN" ? canvas.Theme.Error : canvas.Theme.Text);
            if (half > 0 && x == 0 && !isLong && name != texts.Norm) x = half;
            else (x, y) = (0, y + 1);
        }
        return x > 0 ? y + 1 : y;
    }

    private static void Spread(Canvas canvas, HistogramBins bins)
    {
        if (canvas.Height >= 3 && canvas.Width >= bins.Counts.Length) Histogram.Paint(canvas, bins);
    }

    private static string Short(double value) => ShortNumber.Format(value, 6);

    /// <summary>A share and what it is of; where there is no room for both, the share.</summary>
    private static string Share(int count, int all, InspectorTexts texts, int room)
    {
        if (count == 0) return texts.None;
        string percent = ShortNumber.Format(100.0 * count / all, 3), whole = texts.Share(percent, count, all);
        return CellWidth.Of(whole) <= room ? whole : $"{percent} %";
    }
}
