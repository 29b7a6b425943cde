using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Data;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--profile NAME</c>: whose saved game is meant.</summary>
/// <param name="io">The console.</param>
/// <param name="recursive">Whether commands below take the option too.</param>
internal sealed class ProfileArguments(CommandIo io, bool recursive = true)
{
    /// <summary>What a learner is called who has not said otherwise.</summary>
    public const string DefaultName = "learner";

    public Option<string?> Name { get; } = new("--profile")
    { Description = io.Texts.LessonHelp.Profile, HelpName = "NAME", Recursive = recursive };

    /// <summary>Where saved games are kept.</summary>
    /// <exception cref="ProgressException">Nothing says where the user's data is.</exception>
    public ProgressStore Store => new(ProgressFolder.Find(null, io.Variable, UserFolder.ThisSystem), TimeProvider.System);

    /// <summary>The name that is meant, whether or not there is such a profile.</summary>
    public string NameOf(ParseResult parsed, ProgressStore store) =>
        parsed.GetValue(Name) ?? store.Selected ?? store.List() switch { [var only] => only, _ => DefaultName };

    /// <summary>The profile that is meant. One that is asked for by name has to be there; otherwise a fresh one stands in.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="store">Where profiles lie.</param>
    /// <param name="makes">Whether the fresh one is made and selected at once; without it, nothing has saved it yet.</param>
    /// <exception cref="ProgressException">It is not there, or cannot be read.</exception>
    public Profile Load(ParseResult parsed, ProgressStore store, bool makes = false)
    {
        string name = NameOf(parsed, store);
        return parsed.GetValue(Name) is not null || store.Exists(name) ? Said(store.Load(name)) : makes ? Said(store.Open(name))
            : new() { Name = name };
    }

    /// <summary>The profile, after what is to be said of it has been said.</summary>
    public Profile Said(StoredProfile stored)
    {
        if (stored.Notice is { } notice) io.Error.WriteLine($"backstep: {notice.In(io.Texts.Language)}");
        return stored.Profile;
    }
}
