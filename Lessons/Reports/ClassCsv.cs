using System.Globalization;
using System.Text;
using System.Text.Json;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Reports;

/// <summary>
/// A class as a table for a spreadsheet (RFC 4180, UTF-8): a row for each learner and question that was answered, and one for a lesson that
/// was opened without any.
/// </summary>
public static class ClassCsv
{
    private const string Head =
        "learner,chapter,lesson,status,stars,minutes,last,question,right,wrong,wrong_answer,wrong_answer_times,slip,sure_and_wrong";

    /// <summary>The table; its first row names the columns.</summary>
    public static string Write(ClassReport report, CourseOutline outline)
    {
        var text = new StringBuilder(Head).Append("\r\n");
        foreach (Profile profile in report.Profiles)
        {
            var played = new CourseProgress(outline, profile);
            foreach (Chapter chapter in report.Course.Chapters)
                foreach (Lesson lesson in chapter.Lessons)
                {
                    LessonRecord record = profile.Lesson(report.Course.Id, lesson.Id);
                    if (!record.Position.IsSeen && record.Answers.IsEmpty) continue;
                    string[] start =
                    [
                        profile.Name, chapter.Id, lesson.Id,
                        JsonNamingPolicy.SnakeCaseLower.ConvertName($"{played.StatusOf(outline.Find(lesson.Id)!)}"), Number(record.Stars),
                        Number(record.Seconds / 60),
                        record.Touched == default ? "" : record.Touched.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    ];
                    if (record.Answers.IsEmpty) Row(text, [.. start, "", "", "", "", "", "", ""]);
                    foreach ((string question, AnswerRecord a) in record.Answers)
                    {
                        (string wrong, int times) = Most(a.Answers);
                        Row(text, [.. start, question, Number(a.Right), Number(a.Wrong), wrong, times == 0 ? "" : Number(times),
                            Most(a.Slips).What, Number(a.Sure.Asked - a.Sure.Right)]);
                    }
                }
        }
        return text.ToString();
    }

    private static (string What, int Times) Most(IEnumerable<KeyValuePair<string, int>> counts) =>
        counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value))
            .FirstOrDefault(("", 0));

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>
    /// Quoted where it has to be. What a spreadsheet would take for a formula begins with an apostrophe: names and answers are other
    /// people's.
    /// </summary>
    private static string Cell(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
