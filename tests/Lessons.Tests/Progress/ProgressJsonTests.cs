using System.Text;
using System.Text.Json.Nodes;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

public sealed class ProgressJsonTests
{
    private static Profile Full => new Profile
    {
        Name = "Änne 安娜",
        Language = "zh-Hans",
        Game = false,
        Changed = Profiles.Minute(3),
        Streak = new(3, new(2026, 3, 14), 9),
    }
    .With("course", "a", Profiles.Solved(1))
    .With("course", "b", new()
    {
        Position = PlayedPosition,
        BestSteps = 12,
        FewestHints = 0,
        FewestWrong = 2,
        Seconds = 99,
        SolvedOn = new(2026, 3, 1),
        Touched = Profiles.Minute(2),
        Resets = 1,
        Review = new(2, new(2026, 3, 9), 3, "q", Profiles.Minute(2)),
        Answers = new LessonRecord().Answers.Add("q",
            new AnswerRecord().With(new(false, "0,5\u0007\"", "y - target", Confidence.Sure))),
    })
    .With("course", new DateOnly(2026, 3, 14), new("a", null, true, 2, 15)) with
    {
        Badges = new Profile { Name = "x" }.Badges.Add("week", new(2026, 3, 2)),
    };

    private static LessonPosition PlayedPosition
    {
        get
        {
            LessonFlow flow = new(new("b", "c", [], 2, ["q", "r"], HasExercise: true));
            foreach (LessonTrigger trigger in (LessonTrigger[])[LessonTrigger.Unlock, LessonTrigger.Open, LessonTrigger.StartExercise,
                LessonTrigger.Hint, LessonTrigger.GoalReached, LessonTrigger.StartQuiz])
                flow.Fire(trigger);
            flow.Answer(false, "0,5\u0007\"");
            return flow.Position;
        }
    }

    private static Profile Read(string json) => ProgressJson.Read(Encoding.UTF8.GetBytes(json), "file.json");

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(Shipped.Root, "tests", "fixtures", name));

    private static string Text(Profile profile) => Encoding.UTF8.GetString(ProgressJson.Write(profile));

    [Test]
    public void What_is_written_is_read_again_unchanged()
    {
        Profile full = Full, read = Read(Text(full));
        Assert.That(Text(read), Is.EqualTo(Text(full)));
        Assert.That((read.Name, read.Language, read.Game, read.Changed, read.Streak),
            Is.EqualTo((full.Name, full.Language, full.Game, full.Changed, full.Streak)));
        LessonRecord lesson = read.Lesson("course", "b"), written = full.Lesson("course", "b");
        Assert.That(lesson with { Position = written.Position, Answers = written.Answers }, Is.EqualTo(written));
        AnswerRecord answers = lesson.Answers["q"];
        Assert.That((answers.Right, answers.Wrong, answers.Sure, answers.Answers.Single(), answers.Slips.Single()), Is.EqualTo(
            (0, 1, new Tally(1, 0), KeyValuePair.Create("0,5\"", 1), KeyValuePair.Create("y - target", 1))));
        Assert.That((lesson.Position.State, lesson.Position.Of("q"), lesson.Position.ExerciseHints),
            Is.EqualTo((LessonState.Feedback, new QuestionRecord(Wrong: 1, Answer: "0,5\u0007\""), 1)));
        Assert.That(read.Course("course").Daily["2026-03-14"], Is.EqualTo(new DailyRecord("a", null, true, 2, 15)));
        Assert.That(read.Badges["week"], Is.EqualTo(new DateOnly(2026, 3, 2)));
    }

    [Test]
    public void The_version_stands_first_and_sums_are_not_written()
    {
        Assert.That(Text(Full), Does.StartWith("{\n  \"version\": 3,").Or.StartWith("{\r\n  \"version\": 3,"));
        Assert.That(JsonNode.Parse(Text(Full))!["xp"], Is.Null);
    }

    [Test]
    public void Version_1_is_migrated()
    {
        Profile profile = ProgressJson.Read(Fixture("progress-v1.json"), "old");
        Assert.That((profile.Name, profile.Language, profile.Game, profile.Streak),
            Is.EqualTo(("Änne 安娜", "zh-Hans", true, new Streak(4, new(2026, 3, 2), 4))));
        Assert.That(profile.Badges, Is.EquivalentTo(new Dictionary<string, DateOnly> { ["reverse-step"] = new(2026, 2, 27) }));
        LessonRecord first = profile.Lesson("backstep", "one-neuron"), second = profile.Lesson("backstep", "two-layer-forward"),
            third = profile.Lesson("backstep", "two-layer-loss");
        Assert.That((first.Position.State, first.Position.SolvedAs, first.Stars, first.Xp, first.SolvedOn),
            Is.EqualTo((LessonState.Solved, LessonState.Solved, 3, 25, new DateOnly(2026, 2, 27))));
        Assert.That((second.Position.State, second.Position.SolvedAs, second.Stars, second.Xp),
            Is.EqualTo((LessonState.SolvedWithHints, LessonState.SolvedWithHints, 1, 15)));
        Assert.That((third.Position.State, third.Position.Page, third.Position.SolvedAs, third.Xp),
            Is.EqualTo((LessonState.Reading, 1, default(LessonState?), 0)));
        Assert.That(profile.Lesson("backstep", "hidden-gradient").Position.State, Is.EqualTo(LessonState.Locked));
        Assert.That(profile.Xp, Is.EqualTo(25 + 15 + Profile.XpPerBadge));
        Assert.That(JsonNode.Parse(Text(profile))!["version"]!.GetValue<int>(), Is.EqualTo(3), "it is written as the current version");
    }

    /// <summary>What a file says, without what only one of two releases keeps.</summary>
    private static string Said(string json)
    {
        JsonNode file = JsonNode.Parse(json)!;
        Strip(file);
        return file.ToJsonString();

        static void Strip(JsonNode? node)
        {
            if (node is not JsonObject o) return;
            foreach (string key in (string[])["is_skipped", "before_test_out", "judged_prediction", "last_right", "predictions_right",
                "predictions_wrong", "version", "asks_sure", "answers", "review", "sure", "reason"])
                o.Remove(key);
            foreach ((_, JsonNode? member) in o) Strip(member);
        }
    }

    [Test]
    public void Version_2_keeps_everything_and_what_it_knew_of_answers_is_counted_on()
    {
        Profile profile = Read("""
            { "version": 2, "name": "A", "game": true, "streak": { "days": 2, "last": "2026-03-02", "best": 5 },
              "courses": { "c": { "daily": { "2026-03-01": { "lesson": "l", "question": "q", "right": true, "tries": 1, "xp": 15 } },
                "lessons": { "l": { "stars": 2, "xp": 20, "solved_on": "2026-03-01", "position": { "state": "solved",
                  "solved_as": "solved", "questions": { "q": { "right": true, "wrong": 3, "hints": 0 }, "r": { "hints": 1 } } } } } } } }
            """);
        LessonRecord lesson = profile.Lesson("c", "l");
        Assert.That((profile.Xp, profile.Streak.Best, profile.AsksSure, lesson.Stars, lesson.Review),
            Is.EqualTo((35, 5, true, 2, (ReviewRecord?)null)));
        Assert.That(lesson.Answers.ToDictionary(a => a.Key, a => (a.Value.Right, a.Value.Wrong)),
            Is.EqualTo(new Dictionary<string, (int, int)> { ["q"] = (1, 3) }));
    }

    [Test]
    public void A_game_of_the_release_before_is_there_as_it_was_and_is_written_as_it_was()
    {
        byte[] file = Fixture("saved-games/learner.json");
        Profile profile = ProgressJson.Read(file, "learner");
        Assert.That(Said(Text(profile)), Is.EqualTo(Said(Encoding.UTF8.GetString(file))));
        Assert.That((profile.Name, profile.Xp, profile.Streak, profile.Badges.Keys.Order()),
            Is.EqualTo(("learner", 70, new Streak(1, new(2026, 11, 30), 1), new[] { "first-lesson", "within-par" })));
        CourseProgress played = new(Shipped.Outline, profile);
        Assert.That(new[] { "neuron-sum", "back-and-what-if", "activation-functions", "one-weight", "boss-uphill", "output-layer", "loss" }
                .Select(id => played.StatusOf(Shipped.Outline.Find(id)!)),
            Is.EqualTo(
            [
                LessonStatus.Solved, LessonStatus.SolvedWithHints, LessonStatus.Skipped, LessonStatus.Begun, LessonStatus.Skipped,
                LessonStatus.Open, LessonStatus.Locked,
            ]));
        LessonFlow left = played.Flow(Shipped.Outline.Find("one-weight")!);
        left.Enter();
        Assert.That((left.State, left.Position.Steps), Is.EqualTo((LessonState.Stepping, 1)), "it goes on in the exercise");
    }

    [Test]
    public void A_question_of_the_release_before_that_a_crash_left_open_is_asked_again_and_can_be_answered()
    {
        byte[] file = Fixture("saved-games/left-open.json");
        Profile profile = ProgressJson.Read(file, "left-open");
        Assert.That(Said(Text(profile)), Is.EqualTo(Said(Encoding.UTF8.GetString(file))));
        LessonFlow flow = new CourseProgress(Shipped.Outline, profile).Flow(Shipped.Outline.Find("neuron-sum")!);
        Assert.That((profile.Name, flow.Position.State, flow.Position.Question, flow.Position.Of("y").Wrong),
            Is.EqualTo(("安娜", LessonState.Quiz, "y", 1)));
        flow.Answer(true, "9.7");
        Assert.That((flow.Position.Of("y").Right, flow.Position.Of("y").Wrong), Is.EqualTo((true, 1)));
    }

    [TestCase("\uFEFF{ \"version\": 3, \"name\": \"A\" }")]
    [TestCase("""{ "version": 1, "name": "A" }""")]
    [TestCase("""{ "version": 1, "name": "A", "lessons": {}, "quiet": true }""")]
    public void A_sparse_file_is_read(string json) => Assert.That(Read(json).Name, Is.EqualTo("A"));

    [TestCase("""{ "version": 4, "name": "A" }""")]
    [TestCase("""{ "version": 900, "shape": "unknown" }""")]
    public void A_newer_version_is_refused_as_such(string json) =>
        Assert.That(() => Read(json), Throws.TypeOf<ProgressVersionException>()
            .With.Message.StartsWith("file.json: is a saved game of version").And.Message.Contains("update"));

    [TestCase("", "")]
    [TestCase("null", "no object")]
    [TestCase("[]", "no object")]
    [TestCase("3", "no object")]
    [TestCase("{}", "no version")]
    [TestCase("""{ "version": "2", "name": "A" }""", "no version")]
    [TestCase("""{ "version": 2.5, "name": "A" }""", "no version")]
    [TestCase("""{ "version": 0, "name": "A" }""", "version 0")]
    [TestCase("""{ "version": -1, "name": "A" }""", "version -1")]
    [TestCase("""{ "version": 2 }""", "name")]
    [TestCase("""{ "version": 2, "name": null }""", "name")]
    [TestCase("""{ "version": 2, "name": "" }""", "empty")]
    [TestCase("""{ "version": 2, "name": " A" }""", "blanks")]
    [TestCase("""{ "version": 2, "name": "A\u0007" }""", "control")]
    [TestCase("""{ "version": 2, "name": "A", "name": "B" }""", "name")]
    [TestCase("""{ "version": 2, "name": "A", "streak": { "days": -1 } }""", "streak")]
    [TestCase("""{ "version": 2, "name": "A", "streak": null }""", "streak")]
    [TestCase("""{ "version": 2, "name": "A", "badges": { "week": "soon" } }""", "DateOnly")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": null } }""", "")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": null } } } }""", "")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "stars": 4 } } } } }""", "lesson l")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "a\nb": { "xp": -1 } } } } }""", "lesson a b")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "seconds": 9000000000000000000 } } } } }""",
        "lesson l")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "position": { "state": "flying" } } } } } }""", "")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "position": { "state": 3 } } } } } }""", "")]
    [TestCase(
        """{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "position": { "questions": { "q": null } } } } } } }""",
        "")]
    [TestCase("""{ "version": 2, "name": "A", "courses": { "c": { "lessons": { "l": { "position": { "page": 99999999 } } } } } }""",
        "lesson l")]
    [TestCase(
        """{ "version": 2, "name": "A", "courses": { "c": { "daily": { "today": {"""
        + """ "lesson": "l", "question": null, "right": true, "tries": 1, "xp": 1 } } } } }""", "today")]
    [TestCase("""{ "version": 1, "name": "A", "lessons": [] }""", "")]
    [TestCase("""{ "version": 1, "name": "A", "lessons": { "l": { "status": 7 } } }""", "")]
    [TestCase("""{ "version": 1, "name": "A", "lessons": { "l": { "stars": "many" } } }""", "")]
    public void Damage_is_told_in_one_line(string json, string why) =>
        Assert.That(() => Read(json), Throws.TypeOf<ProgressException>().With.Message.Contains(why).And.Message.StartsWith("file.json: ")
            .And.Message.Not.Contains("\n"));

    [Test]
    public void A_huge_file_is_not_parsed()
    {
        byte[] huge = new byte[ProgressJson.MaxBytes + 1];
        Assert.That(() => ProgressJson.Read(huge, "file.json"),
            Throws.TypeOf<ProgressException>().With.Message.Contains("larger than 16 MiB"));
    }

    [Test]
    public void Deep_nesting_is_damage()
    {
        string deep = $$"""{ "version": 2, "name": "A", "x": {{new string('[', 100_000)}}""";
        Assert.That(() => Read(deep), Throws.TypeOf<ProgressException>());
    }

    [Test]
    public void Whatever_is_done_to_a_file_it_is_read_or_refused_in_one_line([Range(1, 10)] int seed)
    {
        Random random = new(seed);
        byte[] whole = ProgressJson.Write(Full), old = Fixture("progress-v1.json");
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] content = Broken(random.Next(3) == 0 ? old : whole, random);
            try
            {
                Profile profile = ProgressJson.Read(content, "file.json");
                Assert.That(Text(ProgressJson.Read(ProgressJson.Write(profile), "again")), Is.EqualTo(Text(profile)));
            }
            catch (ProgressException e)
            {
                refused++;
                Assert.That(e.Message.Any(char.IsControl), Is.False);
            }
        }
        Assert.That(refused, Is.GreaterThan(100), "most of what was broken is noticed");
    }

    private static byte[] Broken(byte[] content, Random random)
    {
        string[] words = ["null", "-1", "1e999", "{}", "[]", "\"\"", "99999999999", "\0"];
        List<byte> bytes = [.. content];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(30)]); break;
                case 3: bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Length)])); break;
                default: bytes.RemoveRange(Math.Max(1, at), bytes.Count - Math.Max(1, at)); break;
            }
            if (bytes.Count == 0) break;
        }
        return [.. bytes];
    }
}
