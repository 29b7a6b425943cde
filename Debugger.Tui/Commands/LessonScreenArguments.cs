using System.CommandLine;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Shell;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>What the screens of lessons can be told: the course, the profile, the lesson to begin with.</summary>
internal sealed class LessonScreenArguments(CommandIo io)
{
    private readonly CourseArguments _courses = new(recursive: false, texts: io.Texts);
    private readonly ProfileArguments _profiles = new(io, recursive: false);
    private readonly Option<string?> _lesson = Lesson(io);

    /// <summary>The option that names the lesson to begin with.</summary>
    public static Option<string?> Lesson(CommandIo io) =>
        new("--lesson") { Description = io.Texts.LessonHelp.LessonOption, HelpName = "ID" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_courses.File, _profiles.Name, _lesson]) command.Options.Add(option);
    }

    /// <summary>What was asked for. A course or a lesson that is named is opened at once.</summary>
    public LessonStart Start(ParseResult parsed, ScreenOptions options)
    {
        string? lesson = parsed.GetValue(_lesson);
        return Start(io, options, _courses, parsed.GetValue(_profiles.Name), parsed) with
        { Opens = lesson is not null || parsed.GetValue(_courses.File) is not null, Lesson = lesson };
    }

    /// <summary>The course that comes with the program.</summary>
    public static LessonStart Of(CommandIo io, ScreenOptions options) => Start(io, options, new CourseArguments(), null, null);

    /// <summary>The given course and profile. A scripted screen touches nobody's progress unless a profile is named.</summary>
    public static LessonStart Start(CommandIo io, ScreenOptions options, CourseArguments courses, string? profile, ParseResult? parsed)
    {
        string newcomer = ProfileArguments.DefaultName;
        return new(new LessonSources(() => courses.Load(parsed), Opened(), TimeProvider.System, TrainingData.Usual));

        SavedGame Opened()
        {
            if (options.IsScripted && profile is null) return new(null, null, newcomer);
            try
            {
                return new(new ProfileArguments(io).Store, profile, newcomer);
            }
            catch (ProgressException)
            {
                // Where nothing says where the user's data is, lessons go on without a saved game.
                return new(null, profile, newcomer);
            }
        }
    }
}
