using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("backstep-progress-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The profile's file as the store names it.</summary>
    public string FileOf(string name) => At("profiles", ProfileName.FileStem(name) + ".json");

    public string GoodOf(string name) => FileOf(name) + ".last-good";
}

/// <summary>A clock that stands still.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public static StoppedClock Noon { get; } = new(new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Short words for what tests need of a profile.</summary>
internal static class Profiles
{
    public static DateTimeOffset Minute(int minute) => StoppedClock.Noon.GetUtcNow().AddMinutes(minute);

    /// <summary>A lesson solved at a minute.</summary>
    public static LessonRecord Solved(int minute, int stars = 3, LessonState state = LessonState.Solved) => new()
    {
        Position = new() { State = state, SolvedAs = state, IsRunSolved = true },
        Stars = stars,
        Xp = 10 + (5 * stars),
        Touched = Minute(minute),
    };

    public static Profile WithSolved(this Profile profile, string lesson, int minute = 0) => profile.With("course", lesson, Solved(minute));

    public static IEnumerable<string> SolvedIn(this Profile profile) =>
        profile.Course("course").Lessons.Where(l => l.Value.Position.SolvedAs is not null).Select(l => l.Key);
}
