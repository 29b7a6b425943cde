using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

/// <summary>The process dies in the middle of a save, at every step and in the middle of every write.</summary>
public sealed class ProgressCrashTests
{
    private const int MoreThanAllSteps = 12;

    [Test]
    public void Whoever_dies_when_the_old_or_the_new_game_is_whole([Range(0, MoreThanAllSteps)] int steps, [Values(0, 0.5, 1)] double share,
        [Values] bool wasDamaged)
    {
        using TemporaryFolder folder = new();
        ProgressStore before = new(folder.Path, StoppedClock.Noon);
        Profile profile = before.Save(before.Save(before.Create("Anna").WithSolved("one")).Profile).Profile;
        if (wasDamaged) File.WriteAllText(folder.FileOf("Anna"), "damage");

        DyingFiles files = new(steps, share);
        bool hasDied = false;
        try
        {
            new ProgressStore(folder.Path, StoppedClock.Noon, files).Save(profile.WithSolved("two"));
        }
        catch (KilledException)
        {
            hasDied = true;
        }

        ProgressStore after = new(folder.Path, StoppedClock.Noon);
        Assert.That(after.List(), Is.EqualTo(["Anna"]));
        string[] solved = [.. after.Load("Anna").Profile.SolvedIn()];
        string[] old = ["one"], both = ["one", "two"];
        Assert.That(solved, hasDied ? Is.EqualTo(old).Or.EqualTo(both) : Is.EqualTo(both));
        Assert.That(after.Save(profile.WithSolved("three")).Profile.SolvedIn(), Is.SupersetOf((string[])["one", "three"]),
            "and playing on works");
    }

    [Test]
    public void The_simulated_deaths_cover_the_whole_save()
    {
        using TemporaryFolder folder = new();
        ProgressStore before = new(folder.Path, StoppedClock.Noon);
        before.Save(before.Create("Anna"));
        DyingFiles files = new(int.MaxValue, 0);
        new ProgressStore(folder.Path, StoppedClock.Noon, files).Save(new() { Name = "Anna" });
        Assert.That(files.Taken, Is.InRange(4, MoreThanAllSteps - 1));
    }

    [Test]
    public void Who_dies_while_deleting_leaves_the_profile_or_nothing([Range(0, 3)] int steps)
    {
        using TemporaryFolder folder = new();
        ProgressStore store = new(folder.Path, StoppedClock.Noon);
        store.Save(store.Create("Anna").WithSolved("one"));
        store.Save(store.Load("Anna").Profile.WithSolved("two"));
        try
        {
            new ProgressStore(folder.Path, StoppedClock.Noon, new DyingFiles(steps, 0)).Delete("Anna");
        }
        catch (KilledException)
        {
            Assert.That(store.Load("Anna").Profile.SolvedIn(), Is.EqualTo(["one", "two"]));
            return;
        }
        Assert.That(store.List(), Is.Empty);
    }

    [Test]
    public void A_full_disk_is_told_and_leaves_the_old_game()
    {
        using TemporaryFolder folder = new();
        ProgressStore store = new(folder.Path, StoppedClock.Noon);
        Profile profile = store.Save(store.Create("Anna").WithSolved("one")).Profile;
        ProgressStore full = new(folder.Path, StoppedClock.Noon, new FullDisk());
        Assert.That(() => full.Save(profile.WithSolved("two")), Throws.TypeOf<ProgressException>().With.Message.Contains("No space left"));
        Assert.That(store.Load("Anna").Profile.SolvedIn(), Is.EqualTo(["one"]));
    }

    /// <summary>The process was killed: nothing after it runs, so nothing may catch it.</summary>
    private sealed class KilledException : Exception;

    /// <summary>Dies after so many changing steps; if the next one is a write, after a share of its bytes.</summary>
    private sealed class DyingFiles(int steps, double share) : ProgressFiles
    {
        public int Taken { get; private set; }

        public override void WriteNew(string path, ReadOnlySpan<byte> content)
        {
            if (Taken == steps) File.WriteAllBytes(path, content[..(int)(content.Length * share)]);
            Step();
            base.WriteNew(path, content);
        }

        public override void Rename(string from, string to)
        {
            Step();
            base.Rename(from, to);
        }

        public override void Delete(string path)
        {
            Step();
            base.Delete(path);
        }

        private void Step()
        {
            if (Taken >= steps) throw new KilledException();
            Taken++;
        }
    }

    private sealed class FullDisk : ProgressFiles
    {
        public override void WriteNew(string path, ReadOnlySpan<byte> content)
        {
            File.WriteAllBytes(path, content[..10]);
            throw new IOException("No space left on device");
        }
    }
}
