using System.Collections.Immutable;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>
/// Keeps one learner's progress, in the user's folder or, without one, only while the program runs. What cannot be saved is said and does
/// not end the lesson.
/// </summary>
/// <param name="store">Where profiles lie; null keeps nothing.</param>
/// <param name="wanted">The profile that was asked for; null for the one that was played last.</param>
/// <param name="newcomer">What the first profile is called.</param>
public sealed class SavedGame(ProgressStore? store, string? wanted, string newcomer)
{
    private bool _isBroken;

    /// <summary>The names of all profiles.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            try
            {
                return store is null || _isBroken ? [newcomer] : [.. store.List()];
            }
            catch (ProgressException)
            {
                return [newcomer];
            }
        }
    }

    /// <summary>
    /// The profile to begin with, without making one: for who only wants to know how far the learner is. A new one where there is none, or
    /// it cannot be read.
    /// </summary>
    public Profile Peek()
    {
        try
        {
            return store is not null && (wanted ?? store.Selected ?? (store.List() is [string first, ..] ? first : null)) is { } name
                && store.List().Contains(name) ? store.Load(name).Profile : new Profile { Name = newcomer };
        }
        catch (ProgressException)
        {
            return new Profile { Name = newcomer };
        }
    }

    /// <summary>The profile to begin with; made if there is none.</summary>
    /// <param name="notice">What is to be said: a damaged file was set aside, or nothing can be kept; null for nothing.</param>
    public Profile Start(out LocalText? notice)
    {
        notice = null;
        if (store is null) return new Profile { Name = wanted ?? newcomer };
        try
        {
            string name = wanted ?? store.Selected ?? (store.List() is [var first, ..] ? first : newcomer);
            return Open(name, out notice);
        }
        catch (ProgressException e)
        {
            // A learner without a place to keep his progress still learns.
            _isBroken = true;
            notice = LocalText.Of(e.In);
            return new Profile { Name = wanted ?? newcomer };
        }
    }

    /// <summary>Saves, and gives what is saved now: merged with what another window has done.</summary>
    public Profile Save(Profile profile, out LocalText? notice)
    {
        notice = null;
        if (store is null || _isBroken) return profile;
        try
        {
            StoredProfile saved = store.Save(profile);
            notice = saved.Notice;
            return saved.Profile;
        }
        catch (ProgressException e)
        {
            notice = LocalText.Of(e.In);
            return profile;
        }
    }

    /// <summary>Forgets a lesson.</summary>
    /// <exception cref="ProgressException">It cannot be written.</exception>
    public Profile Reset(Profile profile, string course, string lesson) => store is null || _isBroken
        ? profile.With(course, lesson, new LessonRecord())
        : store.Reset(profile.Name, course, lesson).Profile;

    /// <summary>Goes to another profile; made if there is none.</summary>
    /// <exception cref="ProgressException">It cannot be read or written.</exception>
    public Profile Switch(string name, out LocalText? notice)
    {
        notice = null;
        if (store is null || _isBroken) return new Profile { Name = ProfileName.Check(name) };
        Profile profile = Open(ProfileName.Check(name), out notice);
        store.Select(profile.Name);
        return profile;
    }

    private Profile Open(string name, out LocalText? notice)
    {
        StoredProfile stored = store!.Open(name);
        notice = stored.Notice;
        return stored.Profile;
    }
}
