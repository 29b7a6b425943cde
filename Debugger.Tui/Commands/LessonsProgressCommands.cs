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
        Command command = CommandExtensions.New("profile", "Several people on one machine: each has a saved game.", "lessons profile list", "lessons profile create Ada");
        Command list = CommandExtensions.New("list", "The profiles; the one that plays is marked.", "lessons profile list");
        list.SetAction(_ =>
        {
            ProgressStore store = profiles.Store;
            foreach (string name in store.List()) io.Out.WriteLine($"{(name == store.Selected ? "*" : " ")} {name}");
            if (store.List().Count == 0) io.Out.WriteLine(texts.NoProfiles);
            return CommandLine.Success;
        });
        command.Subcommands.Add(list);
        command.Subcommands.Add(Named("create", "Make a profile and play with it.", (store, name) =>
        {
            string made = store.Create(name).Name;
            store.Select(made);
            return texts.Selected(made);
        }));
        command.Subcommands.Add(Named("select", "Play with another profile from now on.", (store, name) =>
        {
            store.Select(name);
            return texts.Selected(name);
        }));
        command.Subcommands.Add(Named("delete", "Delete a profile with everything in it.", (store, name) =>
        {
            store.Delete(name);
            return texts.Deleted(name);
        }));
        return command;

        Command Named(string word, string description, Func<ProgressStore, string, string> work)
        {
            Command named = CommandExtensions.New(word, description, $"lessons profile {word} Ada");
            var name = new Argument<string>("name") { Description = "The profile's name." };
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
        Command command = CommandExtensions.New("progress", "Take the saved game to another machine.", "lessons progress export mine.json", "lessons progress import mine.json");
        var file = new Argument<string>("file") { Description = "The file of the saved game." };
        Command export = CommandExtensions.New("export", "Write the saved game to a file.", "lessons progress export mine.json");
        export.Arguments.Add(file);
        export.SetAction(parsed =>
        {
            ProgressStore store = profiles.Store;
            string name = profiles.NameOf(parsed, store);
            store.Export(name, parsed.GetValue(file)!);
            io.Out.WriteLine(texts.Exported(name, parsed.GetValue(file)!));
            return CommandLine.Success;
        });
        Command import = CommandExtensions.New("import", "Take a saved game over: the better of each lesson stays. With --profile under another name.", "lessons progress import mine.json");
        import.Arguments.Add(file);
        import.SetAction(parsed =>
        {
            Profile profile = profiles.Store.Import(parsed.GetValue(file)!, name: parsed.GetValue(profiles.Name)).Profile;
            io.Out.WriteLine(texts.Imported(profile.Name, parsed.GetValue(file)!));
            return CommandLine.Success;
        });
        command.Subcommands.Add(export);
        command.Subcommands.Add(import);
        return command;
    }

    public static Command Reset(CommandIo io, CourseArguments courses, ProfileArguments profiles)
    {
        Command command = CommandExtensions.New("reset", "Forget everything that was done in one lesson.", "lessons reset hidden-gradient");
        var id = new Argument<string>("lesson") { Description = "The lesson's id; 'backstep lessons list' shows them." };
        command.Arguments.Add(id);
        command.SetAction(parsed =>
        {
            Course course = courses.Load(parsed);
            Lesson lesson = CourseArguments.Find(course, parsed.GetValue(id)!);
            ProgressStore store = profiles.Store;
            store.Reset(profiles.NameOf(parsed, store), course.Id, lesson.Id);
            io.Out.WriteLine(io.Texts.LessonCommands.WasReset(lesson.Id));
            return CommandLine.Success;
        });
        return command;
    }
}
