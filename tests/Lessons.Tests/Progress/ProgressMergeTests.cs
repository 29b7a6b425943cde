using System.Text;
using Backstep.Engine.Programs;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

public sealed class ProgressMergeTests
{
    private static Profile Anna => new() { Name = "Anna" };

    private static LessonRecord At(LessonState state, int minute, LessonState? solvedAs = null, int page = 0) =>
        new() { Position = new() { State = state, SolvedAs = solvedAs, Page = page }, Touched = Profiles.Minute(minute) };

    [Test]
    public void Two_processes_lose_nothing_of_what_either_solved()
    {
        using TemporaryFolder folder = new();
        ProgressStore one = new(folder.Path, StoppedClock.Noon), other = new(folder.Path, StoppedClock.Noon);
        Profile mine = one.Create("Anna"), theirs = other.Load("Anna").Profile;
        one.Save(mine.WithSolved("one"));
        Assert.That(other.Save(theirs.WithSolved("two")).Profile.SolvedIn(), Is.EqualTo(["one", "two"]));
        one.Save(mine.WithSolved("three"));
        Assert.That(one.Load("Anna").Profile.SolvedIn(), Is.EqualTo(["one", "three", "two"]));
    }

    [Test]
    public void Many_saves_at_once_lose_nothing()
    {
        using TemporaryFolder folder = new();
        Profile anna = new ProgressStore(folder.Path, StoppedClock.Noon).Create("Anna");
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i => new ProgressStore(folder.Path, StoppedClock.Noon).Save(anna.WithSolved($"lesson {i:00}")));
        Assert.That(new ProgressStore(folder.Path, StoppedClock.Noon).Load("Anna").Profile.SolvedIn(),
            Is.EqualTo(Enumerable.Range(0, 40).Select(i => $"lesson {i:00}")));
    }

    [Test]
    public void Only_one_store_at_a_time_has_the_lock()
    {
        using TemporaryFolder folder = new();
        ProgressFiles files = new();
        using (IDisposable? held = files.TryLock(folder.At("lock")))
        {
            Assert.That(held, Is.Not.Null);
            Assert.That(files.TryLock(folder.At("lock")), Is.Null);
        }
        using IDisposable? again = files.TryLock(folder.At("lock"));
        Assert.That(again, Is.Not.Null);
        Assert.That(() => files.TryLock(folder.At("none", "lock")), Throws.InstanceOf<IOException>(), "what is no lock is not waited for");
    }

    [Test]
    public void The_best_figures_of_both_are_kept()
    {
        LessonRecord a = Profiles.Solved(1, stars: 3) with { BestSteps = 9, FewestHints = 0, Seconds = 50, SolvedOn = new(2026, 3, 2) };
        LessonRecord b = Profiles.Solved(2, stars: 1) with
        {
            BestSteps = 4,
            FewestHints = 2,
            FewestWrong = 1,
            Seconds = 20,
            SolvedOn = new(2026, 3, 1),
        };
        LessonRecord merged = ProfileMerge.Merge(a, b);
        Assert.That((merged.Stars, merged.Xp, merged.BestSteps, merged.FewestHints, merged.FewestWrong, merged.Seconds, merged.SolvedOn),
            Is.EqualTo((3, 25, 4, 0, 1, 50L, new DateOnly(2026, 3, 1))));
    }

    [TestCase(LessonState.Reading, null, LessonState.Quiz, null, LessonState.Quiz, null, TestName = "The later place counts")]
    [TestCase(LessonState.Solved, LessonState.Solved, LessonState.Available, null, LessonState.Solved, LessonState.Solved,
        TestName = "Solved stays solved though it was left later")]
    [TestCase(LessonState.Solved, LessonState.Solved, LessonState.Skipped, null, LessonState.Solved, LessonState.Solved,
        TestName = "Solved stays solved though it was skipped later")]
    [TestCase(LessonState.Solved, LessonState.Solved, LessonState.Reading, null, LessonState.Reading, LessonState.Solved,
        TestName = "Who reads later reads on in a solved lesson")]
    [TestCase(LessonState.Solved, LessonState.Solved, LessonState.SolvedWithHints, LessonState.SolvedWithHints, LessonState.Solved,
        LessonState.Solved, TestName = "Solved is better than solved with hints")]
    [TestCase(LessonState.Available, null, LessonState.Locked, null, LessonState.Available, null,
        TestName = "What was open is not locked again")]
    public void States(LessonState earlier, LessonState? earlierSolved, LessonState later, LessonState? laterSolved, LessonState expected,
        LessonState? expectedSolved)
    {
        LessonRecord a = At(earlier, 1, earlierSolved), b = At(later, 2, laterSolved);
        foreach (LessonRecord merged in (LessonRecord[])[ProfileMerge.Merge(a, b), ProfileMerge.Merge(b, a)])
            Assert.That((merged.Position.State, merged.Position.SolvedAs, merged.Touched),
                Is.EqualTo((expected, expectedSolved, Profiles.Minute(2))));
    }

    [Test]
    public void Settings_are_those_that_were_changed_later()
    {
        Profile mine = Anna.WithSettings("en", true, Profiles.Minute(1)), other = Anna.WithSettings("zh-Hans", false, Profiles.Minute(2));
        foreach (Profile merged in (Profile[])[ProfileMerge.Merge(mine, other), ProfileMerge.Merge(other, mine)])
            Assert.That((merged.Language, merged.Game), Is.EqualTo(("zh-Hans", false)));
    }

    [Test]
    public void A_badge_of_both_keeps_its_first_day()
    {
        Profile mine = Anna with { Badges = Anna.Badges.Add("week", new(2026, 3, 2)).Add("daily", new(2026, 3, 1)) };
        Profile other = Anna with { Badges = Anna.Badges.Add("week", new(2026, 3, 1)) };
        Profile merged = ProfileMerge.Merge(mine, other);
        Assert.That(merged.Badges.Values, Is.EqualTo([new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 1)]));
        Assert.That(merged.Xp, Is.EqualTo(2 * Profile.XpPerBadge));
    }

    [Test]
    public void A_streak_is_the_one_that_goes_on_and_the_longest_is_remembered()
    {
        Streak old = new(5, new(2026, 3, 1), 8), current = new(2, new(2026, 3, 2), 2);
        foreach (Profile merged in (Profile[])[ProfileMerge.Merge(Anna with { Streak = old }, Anna with { Streak = current }),
            ProfileMerge.Merge(Anna with { Streak = current }, Anna with { Streak = old })])
            Assert.That(merged.Streak, Is.EqualTo(new Streak(2, new(2026, 3, 2), 8)));
    }

    [Test]
    public void Merging_does_not_ask_for_the_order_and_doing_it_twice_changes_nothing([Range(1, 30)] int seed)
    {
        Random random = new(seed);
        Profile a = Any(random, 0), b = Any(random, 1), c = Any(random, 2);
        Assert.That(Text(ProfileMerge.Merge(a, b)), Is.EqualTo(Text(ProfileMerge.Merge(b, a))));
        Assert.That(Text(ProfileMerge.Merge(ProfileMerge.Merge(a, b), b)), Is.EqualTo(Text(ProfileMerge.Merge(a, b))));
        Profile all = ProfileMerge.Merge(ProfileMerge.Merge(a, b), c);
        Assert.That(all.SolvedIn(), Is.SupersetOf(Solved(a, all).Union(Solved(b, all)).Union(Solved(c, all))));
        Assert.That(Text(ProfileMerge.Merge(a, a)), Is.EqualTo(Text(a)));
    }

    private static string Text(Profile profile) => Encoding.UTF8.GetString(ProgressJson.Write(profile));

    /// <summary>What is solved in a part, without what was reset since.</summary>
    private static IEnumerable<string> Solved(Profile part, Profile all) =>
        part.SolvedIn().Where(l => part.Lesson("course", l).Resets == all.Lesson("course", l).Resets);

    /// <summary>A profile of chance; moments are different for different <paramref name="who"/>.</summary>
    private static Profile Any(Random random, int who)
    {
        DateTimeOffset Moment() => Profiles.Minute((random.Next(10) * 3) + who);
        Profile profile = Anna.WithSettings(random.Next(2) == 0 ? "en" : null, random.Next(2) == 0, Moment());
        profile = profile with { Streak = new Streak().Count(new(2026, 3, random.Next(1, 4))).Count(new(2026, 3, random.Next(1, 5))) };
        foreach (string lesson in (string[])["a", "b", "c", "d"])
        {
            if (random.Next(3) == 0) continue;
            LessonInfo info = new(lesson, "c", [], 2, ["q"]);
            LessonFlow flow = new(info);
            for (int i = random.Next(1, 40); i > 0; i--) flow.Fire(flow.PermittedTriggers[random.Next(flow.PermittedTriggers.Count)]);
            profile = profile.With("course", lesson, new()
            {
                Position = flow.Position,
                Stars = random.Next(4),
                Xp = random.Next(40),
                BestSteps = random.Next(2) == 0 ? null : random.Next(9),
                Touched = Moment(),
                Resets = random.Next(5) == 0 ? 1 + who : 0,
            });
        }
        return profile;
    }
}
