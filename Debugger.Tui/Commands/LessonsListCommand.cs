using System.CommandLine;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons list</c>: the course, and how far a learner is.</summary>
internal static class LessonsListCommand
{
    public static Command Create(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("list", io.Texts.LessonHelp.List, "lessons list", "lessons list --json");
        var json = new Option<bool>("--json") { Description = io.Texts.LessonHelp.Json };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            var played = new CourseProgress(CourseOutlines.Of(course), profiles.Load(parsed, profiles.Store));
            if (parsed.GetValue(json)) WriteJson(course, played, io);
            else WriteText(course, played, io);
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The list as text: what the words <c>backstep lessons</c> alone give.</summary>
    public static int Show(ParseResult parsed, CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Course course = courses.Load(parsed);
        WriteText(course, new CourseProgress(CourseOutlines.Of(course), profiles.Load(parsed, profiles.Store)), io);
        return CommandLine.Success;
    }

    private static void WriteText(Course course, CourseProgress played, CommandIo io)
    {
        LessonCommandTexts texts = io.Texts.LessonCommands;
        Language language = io.Texts.Language;
        Profile profile = played.Profile;
        io.Out.WriteLine(course.Title.In(language));
        if (profile.Game) io.Out.WriteLine(texts.Status(profile.Name, profile.Xp, Ranks.Of(profile.Xp).Name.In(language),
            profile.Streak.On(DateOnly.FromDateTime(DateTime.Now))));
        int width = course.Lessons.Max(l => l.Id.Length);
        for (int i = 0; i < course.Chapters.Length; i++)
        {
            Chapter chapter = course.Chapters[i];
            io.Out.WriteLine();
            io.Out.WriteLine($"{i + 1}. {chapter.Title.In(language)}: {chapter.Summary.In(language)}");
            foreach (Lesson lesson in chapter.Lessons)
            {
                LessonInfo info = played.Outline.Find(lesson.Id)!;
                List<string> facts = [io.Texts.Lessons.Status(played.StatusOf(info)), texts.Questions(lesson.Questions.Length)];
                if (profile.Game && played.Record(info).Stars is > 0 and var stars) facts.Add(texts.Stars(stars));
                if (lesson.Kind == LessonKind.Boss) facts.Add(texts.Boss);
                string title = io.Texts.Common.WithAside(lesson.Title.In(language), io.Texts.Common.List(facts));
                io.Out.WriteLine($"   {lesson.Id.PadRight(width)}  {title}");
            }
        }
    }

    private static void WriteJson(Course course, CourseProgress played, CommandIo io)
    {
        Language language = io.Texts.Language;
        io.Out.WriteLine(JsonSerializer.Serialize(new
        {
            id = course.Id,
            title = course.Title.In(language),
            profile = played.Profile.Name,
            xp = played.Profile.Xp,
            chapters = course.Chapters.Select(chapter => new
            {
                id = chapter.Id,
                title = chapter.Title.In(language),
                lessons = chapter.Lessons.Select(lesson =>
                {
                    LessonInfo info = played.Outline.Find(lesson.Id)!;
                    LessonRecord record = played.Record(info);
                    return new
                    {
                        id = lesson.Id,
                        title = lesson.Title.In(language),
                        boss = info.IsBoss,
                        requires = lesson.Requires,
                        program = lesson.Exercise.Program,
                        goal = lesson.Exercise.Goal?.Kind,
                        par = info.Par,
                        state = JsonNamingPolicy.SnakeCaseLower.ConvertName(played.StateOf(info).ToString()),
                        stars = record.Stars,
                        best_steps = record.BestSteps,
                        questions = lesson.Questions.Select(q => new { id = q.Id, kind = q.Kind }),
                    };
                }),
            }),
        }, JsonOutput.Options));
    }
}
