using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--profile NAME</c>: whose saved game is meant.</summary>
/// <param name="io">The console.</param>
/// <param name="recursive">Whether commands below take the option too.</param>
internal sealed class ProfileArguments(CommandIo io, bool recursive = true)
{
    /// <summary>What a learner is called who has not said otherwise.</summary>
    public const string DefaultName = "learner";

    public Option<string?> Name { get; } = new("--profile") { Description = io.Texts.LessonHelp.Profile, HelpName = "NAME", Recursive = recursive };

    /// <summary>Where saved games are kept.</summary>
    /// <exception cref="ProgressException">Nothing says where the user's data is.</exception>
    public ProgressStore Store => new(ProgressFolder.Find(null, io.Variable, ProgressFolder.ThisSystem), TimeProvider.System);

    /// <summary>The name that is meant, whether or not there is such a profile.</summary>
    public string NameOf(ParseResult parsed, ProgressStore store) =>
        parsed.GetValue(Name) ?? store.Selected ?? store.List() switch { [var only] => only, _ => DefaultName };

    /// <summary>The profile that is meant. One that is asked for by name has to be there; otherwise a fresh one, which nothing has saved yet, stands in.</summary>
    /// <exception cref="ProgressException">It is not there, or cannot be read.</exception>
    public Profile Load(ParseResult parsed, ProgressStore store)
    {
        string name = NameOf(parsed, store);
        if (parsed.GetValue(Name) is null && !store.List().Contains(name)) return new() { Name = name };
        StoredProfile stored = store.Load(name);
        if (stored.Notice is { } notice) io.Error.WriteLine($"backstep: {notice}");
        return stored.Profile;
    }
}
