using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep lessons profile</c>, <c>progress</c> and <c>reset</c>: the saved games.</summary>
internal static class LessonsProgressCommands
{
    public static Command Profile(CommandIo io, ProfileArguments profiles)
    {
        LessonCommandTexts texts = io.Texts.LessonCommands;
        Command command = CommandExtensions.New("profile", io.Texts.LessonHelp.Profiles, "lessons profile list",
            "lessons profile create Ada");
        Command list = CommandExtensions.New("list", io.Texts.LessonHelp.ProfileList, "lessons profile list");
        list.SetAction(_ =>
        {
            ProgressStore store = profiles.Store;
            foreach (string name in store.List()) io.Out.WriteLine($"{(name == store.Selected ? "*" : " ")} {name}");
            if (store.List().Count == 0) io.Out.WriteLine(texts.NoProfiles);
            return CommandLine.Success;
        });
        command.Subcommands.Add(list);
        command.Subcommands.Add(Named("create", io.Texts.LessonHelp.ProfileCreate, (store, name) =>
        {
            string made = store.Create(name).Name;
            store.Select(made);
            return texts.Selected(made);
        }));
        command.Subcommands.Add(Named("select", io.Texts.LessonHelp.ProfileSelect, (store, name) =>
        {
            store.Select(name);
            return texts.Selected(name);
        }));
        command.Subcommands.Add(Named("delete", io.Texts.LessonHelp.ProfileDelete, (store, name) =>
        {
            store.Delete(name);
            return texts.Deleted(name);
        }));
        return command;

        Command Named(string word, string description, Func<ProgressStore, string, string> work)
        {
            Command named = CommandExtensions.New(word, description, $"lessons profile {word} Ada");
            var name = new Argument<string>("name") { Description = io.Texts.LessonHelp.ProfileArgument };
            named.Arguments.Add(name);
            named.SetAction(parsed =>
            {
                io.Out.WriteLine(work(profiles.Store, parsed.GetValue(name)!));
                return CommandLine.Success;
            });
            return named;
        }
    }

    public static Command Progress(CommandIo io, ProfileArguments profiles)
    {
        LessonCommandTexts texts = io.Texts.LessonCommands;
        Command command = CommandExtensions.New("progress", io.Texts.LessonHelp.Progress, "lessons progress export mine.json",
            "lessons progress import mine.json");
        var file = new Argument<string>("file") { Description = io.Texts.LessonHelp.ProgressFile };
        Command export = CommandExtensions.New("export", io.Texts.LessonHelp.Export, "lessons progress export mine.json");
        export.Arguments.Add(file);
        export.SetAction(parsed =>
        {
            ProgressStore store = profiles.Store;
            string name = profiles.NameOf(parsed, store);
            profiles.Said(store.Export(name, parsed.GetValue(file)!));
            io.Out.WriteLine(texts.Exported(name, parsed.GetValue(file)!));
            return CommandLine.Success;
        });
        Command import = CommandExtensions.New("import", io.Texts.LessonHelp.Import, "lessons progress import mine.json");
        import.Arguments.Add(file);
        import.SetAction(parsed =>
        {
            Profile profile = profiles.Said(profiles.Store.Import(parsed.GetValue(file)!, name: parsed.GetValue(profiles.Name)));
            io.Out.WriteLine(texts.Imported(profile.Name, parsed.GetValue(file)!));
            return CommandLine.Success;
        });
        command.Subcommands.Add(export);
        command.Subcommands.Add(import);
        return command;
    }

    public static Command Reset(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("reset", io.Texts.LessonHelp.Reset, "lessons reset hidden-gradient");
        var id = new Argument<string>("lesson") { Description = io.Texts.LessonHelp.LessonArgument };
        command.Arguments.Add(id);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            Lesson lesson = CourseArguments.Find(course, parsed.GetValue(id)!, io.Texts);
            ProgressStore store = profiles.Store;
            profiles.Said(store.Reset(profiles.NameOf(parsed, store), course.Id, lesson.Id));
            io.Out.WriteLine(io.Texts.LessonCommands.WasReset(lesson.Id));
            return CommandLine.Success;
        });
        return command;
    }
}
