using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

public sealed class ProgressStoreTests
{
    private TemporaryFolder _folder = null!;

    private ProgressStore Store => new(_folder.Path, StoppedClock.Noon);

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_fresh_folder_has_no_profile_and_reading_makes_nothing()
    {
        ProgressStore store = new(_folder.At("new"), StoppedClock.Noon);
        Assert.That((store.List().Count, store.Selected), Is.EqualTo((0, default(string))));
        Assert.That(() => store.Load("Anna"), Throws.TypeOf<ProgressException>().With.Message.Contains("no profile Anna"));
        Assert.That(Directory.Exists(_folder.At("new")), Is.False);
    }

    [Test]
    public void Profiles_are_made_listed_selected_and_deleted()
    {
        Store.Create("  Bea ");
        Store.Create("安娜");
        Assert.That(Store.List(), Is.EqualTo(["Bea", "安娜"]));
        Store.Select("安娜");
        Assert.That(Store.Selected, Is.EqualTo("安娜"));
        Store.Delete("安娜");
        Assert.That((Store.List(), Store.Selected), Is.EqualTo(((IReadOnlyList<string>)["Bea"], default(string))));
    }

    [Test]
    public void A_name_that_is_taken_or_missing_is_told()
    {
        Store.Create("Anna");
        Assert.That(() => Store.Create("Anna "), Throws.TypeOf<ProgressException>().With.Message.Contains("already"));
        Assert.That(() => Store.Select("Bea"), Throws.TypeOf<ProgressException>().With.Message.Contains("no profile Bea"));
        Assert.That(() => Store.Delete("Bea"), Throws.TypeOf<ProgressException>().With.Message.Contains("no profile Bea"));
        Assert.That(() => Store.Reset("Bea", "c", "l"), Throws.TypeOf<ProgressException>().With.Message.Contains("no profile Bea"));
        Assert.That(() => Store.Save(new() { Name = "a\nb" }), Throws.TypeOf<ProgressException>());
    }

    [Test]
    public void What_is_saved_is_loaded()
    {
        Profile profile = Store.Create("Anna").WithSolved("one");
        Store.Save(profile);
        StoredProfile loaded = Store.Load("Anna");
        Assert.That(loaded.Notice, Is.Null);
        Assert.That(loaded.Profile.SolvedIn(), Is.EqualTo(["one"]));
    }

    [Test]
    public void The_last_good_copy_is_what_was_saved_before()
    {
        Profile profile = Store.Create("Anna").WithSolved("one");
        Store.Save(profile);
        Store.Save(profile.WithSolved("two"));
        Assert.That(ProgressJson.Read(File.ReadAllBytes(_folder.GoodOf("Anna")), "good").SolvedIn(), Is.EqualTo(["one"]));
    }

    private static IEnumerable<TestCaseData> Damages()
    {
        yield return new TestCaseData(Array.Empty<byte>()).SetName("An empty file is set aside");
        yield return new TestCaseData("{ \"version\": 2, \"na"u8.ToArray()).SetName("Half a file is set aside");
        yield return new TestCaseData(new byte[] { 0xFF, 0x00, 0xFE }).SetName("Binary content is set aside");
        yield return new TestCaseData(new byte[ProgressJson.MaxBytes + 100]).SetName("A huge file is set aside");
    }

    [TestCaseSource(nameof(Damages))]
    public void Damage(byte[] content)
    {
        Profile profile = Store.Create("Anna").WithSolved("one");
        Store.Save(profile);
        Store.Save(profile.WithSolved("two"));
        File.WriteAllBytes(_folder.FileOf("Anna"), content);

        StoredProfile loaded = Store.Load("Anna");
        string aside = _folder.At("profiles", $"{ProfileName.FileStem("Anna")}.damaged-20260314-120000");
        Assert.That(loaded.Notice?.English,
            Is.EqualTo($"the saved game of Anna was damaged and is set aside as {aside}; the last good copy is used"));
        Assert.That(loaded.Profile.SolvedIn(), Is.EqualTo(["one"]));
        Assert.That(File.ReadAllBytes(aside).SequenceEqual(content), Is.True);
        Assert.That((Store.Load("Anna").Notice?.English, Store.List()), Is.EqualTo((default(string), (IReadOnlyList<string>)["Anna"])),
            "it is told once");
    }

    [Test]
    public void A_damaged_file_is_noticed_by_a_save_too_and_two_are_kept_apart()
    {
        Profile profile = Store.Create("Anna").WithSolved("one");
        Store.Save(profile);
        for (int i = 1; i <= 2; i++)
        {
            File.WriteAllText(_folder.FileOf("Anna"), $"damage {i}");
            StoredProfile saved = Store.Save(profile.WithSolved("two"));
            Assert.That(saved.Notice?.English, Does.Contain("damaged").And.Contain("last good copy"));
        }
        Assert.That(Directory.GetFiles(_folder.At("profiles"), "*.damaged-*").Select(File.ReadAllText),
            Is.EquivalentTo(["damage 1", "damage 2"]));
        Assert.That(Store.Load("Anna").Profile.SolvedIn(), Is.EqualTo(["one", "two"]));
    }

    [Test]
    public void Without_a_good_copy_the_damage_is_told_and_a_new_game_can_begin()
    {
        Profile profile = Store.Create("Anna");
        File.WriteAllText(_folder.FileOf("Anna"), "damage");
        StoredProfile saved = Store.Save(profile.WithSolved("one"));
        Assert.That(saved.Notice?.English, Does.Contain("there is no good copy").And.Contain(".damaged-"));
        Assert.That(Store.Load("Anna").Profile.SolvedIn(), Is.EqualTo(["one"]));
    }

    [Test]
    public void A_damaged_file_without_a_good_copy_is_told_set_aside_and_begun_anew_in_every_way_in()
    {
        (string What, Func<ProgressStore, string?> Enter)[] ways =
        [
            ("load", s => s.Load("Anna").Notice?.English), ("open", s => s.Open("Anna").Notice?.English),
            ("reset", s => s.Reset("Anna", "c", "l").Notice?.English),
            ("export", s => s.Export("Anna", _folder.At("out.json")).Notice?.English),
        ];
        foreach (bool copyIsDamaged in new[] { false, true })
            foreach ((string what, Func<ProgressStore, string?> enter) in ways)
            {
                if (!Store.Exists("Anna")) Store.Create("Anna");
                Store.Select("Anna");
                File.WriteAllText(_folder.FileOf("Anna"), "damage");
                File.Delete(_folder.FileOf("Anna") + ".last-good");
                if (copyIsDamaged) File.Move(_folder.FileOf("Anna"), _folder.FileOf("Anna") + ".last-good");
                Assert.That(Store.Selected, Is.EqualTo("Anna"), what);
                Assert.That(enter(Store), Does.Contain("is set aside as").And.EndsWith("a new game is begun"), what);
                Assert.That((Store.Load("Anna").Notice?.English, Store.Load("Anna").Profile.Name, Store.List()),
                    Is.EqualTo((default(string), "Anna", (IReadOnlyList<string>)["Anna"])), what);
            }
        Assert.That(Directory.GetFiles(_folder.At("profiles"), "*.damaged-*").Select(File.ReadAllText), Has.Exactly(8).EqualTo("damage"));
    }

    [Test]
    public void A_profile_that_is_opened_is_made_and_selected_once()
    {
        Assert.That((Store.Exists("Anna"), Store.Open("Anna").Notice?.English, Store.Selected),
            Is.EqualTo((false, default(string), "Anna")));
        Store.Save(Store.Load("Anna").Profile.WithSolved("one"));
        Assert.That(Store.Open("Anna").Profile.SolvedIn(), Is.EqualTo(["one"]));
    }

    [Test]
    public void A_newer_file_is_refused_and_left_as_it_is()
    {
        Profile profile = Store.Create("Anna");
        const string newer = """{ "version": 4, "name": "Anna", "shape": "unknown" }""";
        File.WriteAllText(_folder.FileOf("Anna"), newer);
        Assert.That(() => Store.Load("Anna"), Throws.TypeOf<ProgressVersionException>());
        Assert.That(() => Store.Save(profile), Throws.TypeOf<ProgressVersionException>());
        Assert.That(() => Store.Reset("Anna", "c", "l"), Throws.TypeOf<ProgressVersionException>());
        Assert.That((File.ReadAllText(_folder.FileOf("Anna")), Store.List()), Is.EqualTo((newer, (IReadOnlyList<string>)["Anna"])));
    }

    [Test]
    public void An_older_file_is_migrated_by_the_first_save()
    {
        Store.Create("Anna");
        File.WriteAllText(_folder.FileOf("Anna"),
            """{ "version": 1, "name": "Anna", "lessons": { "one": { "status": "solved", "stars": 2 } } }""");
        Profile profile = Store.Load("Anna").Profile;
        Assert.That(profile.Lesson("backstep", "one").Stars, Is.EqualTo(2));
        Store.Save(profile);
        Assert.That(File.ReadAllText(_folder.FileOf("Anna")), Does.Contain("\"version\": 3"));
    }

    [Test]
    public void A_reset_lesson_stays_reset_though_another_process_saves_what_it_knew()
    {
        Profile profile = Store.Create("Anna").WithSolved("one").WithSolved("two");
        Store.Save(profile);
        Profile reset = Store.Reset("Anna", "course", "one").Profile;
        Assert.That(reset.SolvedIn(), Is.EqualTo(["two"]));
        Assert.That(Store.Save(profile.WithSolved("three", 50)).Profile.SolvedIn(), Is.EqualTo(["three", "two"]));
        Profile again = Store.Load("Anna").Profile;
        LessonPosition position = new() { State = LessonState.Solved, SolvedAs = LessonState.Solved };
        LessonRecord solved = again.Lesson("course", "one") with { Position = position };
        Assert.That(Store.Save(again.With("course", "one", solved)).Profile.SolvedIn(), Is.EqualTo(["one", "three", "two"]),
            "it can be solved again");
    }

    [Test]
    public void An_exported_profile_is_imported_elsewhere()
    {
        Store.Save(Store.Create("Anna").WithSolved("one"));
        string file = _folder.At("anna.json");
        Store.Export("Anna", file);
        using TemporaryFolder other = new();
        ProgressStore elsewhere = new(other.Path, StoppedClock.Noon);
        Assert.That(elsewhere.Import(file).Profile.SolvedIn(), Is.EqualTo(["one"]));
        Assert.That(elsewhere.Import(file, name: "Bea").Profile.Name, Is.EqualTo("Bea"));
        Assert.That(elsewhere.List(), Is.EqualTo(["Anna", "Bea"]));
    }

    [TestCase(false, "one,two")]
    [TestCase(true, "one")]
    public void An_import_merges_or_replaces(bool replaces, string solved)
    {
        Profile profile = Store.Create("Anna");
        Store.Save(profile.WithSolved("one"));
        string file = _folder.At("anna.json");
        Store.Export("Anna", file);
        Store.Delete("Anna");
        Store.Save(profile.WithSolved("two"));
        Store.Import(file, replaces);
        Assert.That(Store.Load("Anna").Profile.SolvedIn(), Is.EqualTo(solved.Split(',')));
    }

    [Test]
    public void An_import_that_is_no_saved_game_changes_nothing()
    {
        Store.Create("Anna");
        File.WriteAllText(_folder.At("bad.json"), "{ }");
        Assert.That(() => Store.Import(_folder.At("bad.json")), Throws.TypeOf<ProgressException>().With.Message.Contains("bad.json"));
        Assert.That(() => Store.Import(_folder.At("none.json")), Throws.TypeOf<ProgressException>().With.Message.Contains("no such file"));
        Assert.That(() => Store.Import(_folder.Path), Throws.TypeOf<ProgressException>());
        Assert.That(Store.List(), Is.EqualTo(["Anna"]));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_told_in_one_line()
    {
        File.WriteAllText(_folder.At("file"), "in the way");
        ProgressStore store = new(_folder.At("file", "data"), StoppedClock.Noon);
        Assert.That(() => store.Create("Anna"),
            Throws.TypeOf<ProgressException>().With.Message.Contains("BACKSTEP_HOME").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_folder_that_cannot_be_written_can_still_be_read()
    {
        Store.Save(Store.Create("Anna").WithSolved("one"));
        ProgressStore store = new(_folder.Path, StoppedClock.Noon, new ReadOnlyFiles());
        Profile profile = store.Load("Anna").Profile;
        Assert.That(profile.SolvedIn(), Is.EqualTo(["one"]));
        Assert.That(() => store.Save(profile),
            Throws.TypeOf<ProgressException>().With.Message.Contains("make the folder writable").And.Message.Contains(_folder.Path));
    }

    [Test]
    public void A_lock_that_is_never_let_go_is_told()
    {
        Store.Create("Anna");
        using FileStream held = new(_folder.At("lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        ProgressStore store = new(_folder.Path, StoppedClock.Noon, new PatientFiles());
        Assert.That(() => store.Create("Bea"),
            Throws.TypeOf<ProgressException>().With.Message.Contains("another process").And.Message.Contains("5 s"));
        Assert.That(store.Load("Anna").Profile.Name, Is.EqualTo("Anna"), "reading needs no lock");
    }

    /// <summary>A file system that is mounted read-only.</summary>
    private sealed class ReadOnlyFiles : ProgressFiles
    {
        public override IDisposable? TryLock(string path) => throw new UnauthorizedAccessException("Access to the path is denied.");
    }

    /// <summary>Tries again at once.</summary>
    private sealed class PatientFiles : ProgressFiles
    {
        public override void Wait(TimeSpan time) { }
    }
}
