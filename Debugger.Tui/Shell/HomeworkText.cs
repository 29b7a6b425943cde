using System.Text.Json;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Homework;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Reads a homework and writes down how it was judged.</summary>
internal static class HomeworkText
{
    /// <summary>Judges what was written.</summary>
    /// <exception cref="UsageException">Something in it cannot be understood; the message says where it stands.</exception>
    public static HomeworkReport Judge(Scenario scenario, IBackend backend, int iteration, IEnumerable<NamedText> numbers, UiTexts texts)
    {
        NamedText[] all = [.. numbers];
        try
        {
            return HomeworkCheck.Of(scenario, backend, iteration, all.Select(n => new HomeworkNumber(n.Name, n.Content)));
        }
        catch (HomeworkException e)
        {
            // One by one tells which it was.
            NamedText? wrong = all.Length == 1 ? all[0] : all.FirstOrDefault(n => !IsReadable(scenario, backend, iteration, n));
            throw wrong?.Problem(e.In(texts.Language)) ?? new UsageException(e.In(texts.Language));
        }
    }

    /// <summary>Names and contents of a homework, in the ways that learners write them.</summary>
    public static NamedTexts Reader(Program program, UiTexts texts) => new(name => HomeworkCheck.IsName(program, name), texts.Usage);

    /// <summary>A table, in the order of the program, and how many are right.</summary>
    public static string Table(HomeworkReport report, UiTexts texts)
    {
        ReportTexts words = texts.Reports;
        int label = report.Lines.Max(l => l.Label.Length), given = Math.Min(24, report.Lines.Max(l => l.Given.Length));
        IEnumerable<string> rows = report.Lines.Select(l =>
            $"  {Sign(l.Kind)} {l.Label.PadRight(label)}  {l.Given.PadRight(given)}  {Said(l, texts)}".TrimEnd());
        string sum = words.HomeworkSum(report.Count(HomeworkKind.Right), report.Lines.Length,
            string.Join(", ", ((HomeworkKind[])[HomeworkKind.Close, HomeworkKind.Wrong, HomeworkKind.Again, HomeworkKind.Follows])
            .Where(k => report.Count(k) > 0).Select(k => $"{report.Count(k)} {Word(k, words)}")));
        return string.Join('\n', [words.HomeworkHead(report.Program.Name, report.Iteration), .. rows, sum]);
    }

    /// <summary>One line of what is wrong first: what was written, what is right, and the slip.</summary>
    public static string First(HomeworkLine line, UiTexts texts) =>
        texts.Reports.HomeworkFirst(line.Label, line.Given, Exact(line.Right), Plain(line, texts.Language));

    /// <summary>All of it for scripts. The field names are a contract.</summary>
    public static object Json(HomeworkReport report, Language language) => new
    {
        program = report.Program.Name,
        iteration = report.Iteration,
        right = report.Count(HomeworkKind.Right),
        close = report.Count(HomeworkKind.Close),
        wrong = report.Count(HomeworkKind.Wrong),
        again = report.Count(HomeworkKind.Again),
        follows = report.Count(HomeworkKind.Follows),
        first = report.FirstWrong is { } first ? new { label = first.Label, instruction = first.Moment.Executed } : null,
        numbers = report.Lines.Select(l => new
        {
            label = l.Label,
            value = l.Value.Name,
            offset = l.Offset,
            given = l.Given,
            number = Finite(l.Number),
            right = Finite(l.Right),
            verdict = JsonNamingPolicy.CamelCase.ConvertName($"{l.Kind}"),
            instruction = l.Moment.Executed,
            because = l.Because,
            bug = l.Bug,
            slip = l.Text is null ? null : Plain(l, language),
        }),
    };

    private static bool IsReadable(Scenario scenario, IBackend backend, int iteration, NamedText number)
    {
        try
        {
            HomeworkCheck.Of(scenario, backend, iteration, [new(number.Name, number.Content), new(scenario.Program.Values[0].Name, "0")]);
            return true;
        }
        catch (HomeworkException)
        {
            return false;
        }
    }

    private static string Said(HomeworkLine line, UiTexts texts)
    {
        string text = Plain(line, texts.Language);
        return line.Kind switch
        {
            HomeworkKind.Wrong => texts.Reports.HomeworkWrong(Exact(line.Right), text),
            _ => text,
        };
    }

    private static string Word(HomeworkKind kind, ReportTexts words) => kind switch
    {
        HomeworkKind.Close => words.HomeworkClose,
        HomeworkKind.Wrong => words.HomeworkWrongs,
        HomeworkKind.Again => words.HomeworkAgain,
        _ => words.HomeworkFollows,
    };

    private static char Sign(HomeworkKind kind) => kind switch
    {
        HomeworkKind.Right => '✓',
        HomeworkKind.Close => '≈',
        HomeworkKind.Follows => '→',
        _ => '✗',
    };

    private static string Plain(HomeworkLine line, Language language) =>
        line.Text?.In(language).Replace("`", "", StringComparison.Ordinal) ?? "";

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;

    private static string Exact(double number) => Numbers.Format(number, 9);

}
