using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Reports;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons report</c>: what a class has exported, merged into tables.</summary>
internal static class LessonsReportCommand
{
    /// <summary>So many questions are listed; the table for spreadsheets has all.</summary>
    private const int MostQuestions = 25;

    public static Command Create(CommandIo io, CourseArguments courses)
    {
        Command command = CommandExtensions.New("report", io.Texts.LessonHelp.Report, "lessons report class/*.json",
            "lessons report class/*.json --csv class.csv");
        var files = new Argument<string[]>("files") { Description = io.Texts.LessonHelp.ReportFiles, Arity = ArgumentArity.OneOrMore };
        var csv = new Option<string?>("--csv") { Description = io.Texts.LessonHelp.Csv, HelpName = "FILE" };
        command.Arguments.Add(files);
        command.Options.Add(csv);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            ImmutableArray<Profile> exports = Read(parsed.GetValue(files)!, io, out int bad);
            if (exports.IsEmpty) return CommandLine.WrongInput;
            CourseOutline outline = CourseOutlines.Of(course);
            var report = ClassReport.Of(course, exports);
            Write(report, outline, io);
            if (parsed.GetValue(csv) is { } file) WriteCsv(file, ClassCsv.Write(report, outline), io);
            return bad == 0 ? CommandLine.Success : CommandLine.WrongInput;
        });
        return command;
    }

    /// <summary>What can be read; each file that cannot is named with what is wrong with it.</summary>
    private static ImmutableArray<Profile> Read(IEnumerable<string> files, CommandIo io, out int bad)
    {
        var exports = ImmutableArray.CreateBuilder<Profile>();
        bad = 0;
        foreach (string file in files)
        {
            try
            {
                exports.Add(ProgressStore.Read(file));
            }
            catch (ProgressException e)
            {
                bad++;
                io.Error.WriteLine($"backstep: {e.In(io.Texts.Language)}");
            }
        }
        return exports.ToImmutable();
    }

    private static void Write(ClassReport report, CourseOutline outline, CommandIo io)
    {
        LessonCommandTexts texts = io.Texts.LessonCommands;
        Language language = io.Texts.Language;
        io.Out.WriteLine(texts.ClassOf(report.Course.Title.In(language), report.Profiles.Length));
        io.Out.WriteLine();
        Table(io,
            [texts.ColumnLearner, texts.ColumnSolved, texts.ColumnAt, texts.ColumnRight, texts.ColumnSure, texts.ColumnTime,
                texts.ColumnLast],
            report.Learners(outline).Select(l => new[]
            {
                l.Name, $"{l.Solved}/{outline.Lessons.Count}", l.At?.Id ?? "–", l.Answers == 0 ? "–" : $"{l.Right}/{l.Answers}",
                l.Sure.Asked == 0 ? "–" : $"{l.Sure.Right}/{l.Sure.Asked}", io.Texts.Lessons.Time(l.Time), $"{l.Last:yyyy-MM-dd}",
            }));
        ImmutableArray<QuestionRow> missed = report.Missed;
        io.Out.WriteLine();
        if (missed.IsEmpty)
        {
            io.Out.WriteLine(texts.NothingMissed);
            return;
        }
        Table(io, [texts.ColumnQuestion, texts.ColumnMissed, texts.ColumnWrong, texts.ColumnSureAndWrong, texts.ColumnMost,
            texts.ColumnSlip],
            missed.Take(MostQuestions).Select(q => new[]
            {
                $"{q.Lesson.Id}/{q.Question.Id}", $"{q.Missed}/{q.Asked}", $"{q.Wrong}", $"{q.Surprised}",
                q.WrongAnswer is null ? "–" : $"{q.WrongAnswer} ×{q.WrongAnswerBy}", q.Slip ?? "–",
            }));
        if (missed.Length > MostQuestions) io.Out.WriteLine(texts.MoreMissed(missed.Length - MostQuestions));
    }

    private static void Table(CommandIo io, string[] head, IEnumerable<string[]> rows)
    {
        string[][] all = [head, .. rows];
        int[] widths = [.. head.Select((_, c) => all.Max(r => Columns(r[c])))];
        foreach (string[] row in all)
            io.Out.WriteLine(string.Concat(row.Select((cell, c) =>
                c == row.Length - 1 ? cell : cell + new string(' ', widths[c] - Columns(cell) + 2))).TrimEnd());
    }

    /// <summary>The columns of a cell on a terminal: what is written in Chinese takes two each.</summary>
    private static int Columns(string text) => text.EnumerateRunes().Sum(r => r.Value is >= 0x2E80 and <= 0xFFEF ? 2 : 1);

    private static void WriteCsv(string file, string table, CommandIo io)
    {
        try
        {
            // With a mark at its beginning spreadsheets read the names as UTF-8.
            File.WriteAllText(file, table, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException(io.Texts.LessonHelp.CsvUnwritable(file, e.Message.TrimEnd('.')));
        }
        io.Out.WriteLine();
        io.Out.WriteLine(io.Texts.LessonCommands.CsvWritten(file));
    }
}
