using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Texts;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>
/// The lessons' screens against the files in Golden/Lessons. After an intended change write them anew and look at the difference:
/// <c>BACKSTEP_WRITE_GOLDEN=1 dotnet test tests/Debugger.Tui.Tests --filter LessonGoldenTests</c>.
/// </summary>
public sealed class LessonGoldenTests
{
    private static readonly (int Width, int Height)[] Sizes = [(120, 36), (80, 24)];

    /// <summary>Every screen, from the map on.</summary>
    private static readonly Dictionary<string, Func<Pilot, Pilot>> Screens = new()
    {
        ["map"] = p => p,
        ["map-played"] = p => p.Enter(First).Solve().Select(Second).Press("x").Enter(Boss).Press("s o L Escape"),
        ["page"] = p => p.Enter(First),
        ["page-last"] = p => p.Enter(First).Press("Enter"),
        ["exercise"] = p => p.Enter(First).Press("s o s"),
        ["exercise-reached"] = p => p.Enter(First).ReachGoal(),
        ["number"] = p => p.Enter(First).Ask("slope"),
        ["number-unreadable"] = p => p.Enter(First).Ask("slope").Press("\"two\" Enter"),
        ["factor"] = p => p.Enter(First).Ask("factor"),
        ["sign"] = p => p.Enter(First).Ask("sign"),
        ["choice"] = p => p.Enter(First).Ask("turn").Press("Down"),
        ["shape"] = p => p.Enter(Second).Ask("shape"),
        ["order"] = p => p.Enter(Second).Ask("order").Press("Down J"),
        ["experiment"] = p => p.Enter(Second).Ask("rates"),
        ["first-wrong-step"] = p => p.Enter(Boss).Ask("where").Press("Down Down"),
        ["fix"] = p => p.Enter(Boss).Ask("repair"),
        ["wrong"] = p => p.Enter(First).Ask("slope").AnswerWrong(),
        ["wrong-diagnosed"] = p => p.Enter(First).Ask("slope").Press("\"d(E)/d(out_o1) * out_h1\" Enter"),
        ["right"] = p => p.Enter(First).Ask("slope").AnswerRight(),
        ["hints"] = p => p.Enter(First).Ask("turn").Press("? ? ?"),
        ["test-out"] = p => p.Press("t"),
        ["training"] = p => p.Enter(Training).Press("s"),
        ["training-after"] = p => Trained(p.Enter(Training).Press("s")),
        ["closing"] = p => p.Enter(First).Solve().Enter(Second).Solve(),
        ["profile"] = p => p.Enter(First).Solve().Press("P"),
    };

    private static readonly (string Name, Look Look)[] Looks =
    [
        ("light", new Look(Theme.Light)),
        ("16-colours", new Look(Theme.Dark, ColourLevel.Ansi16)),
        ("no-colours", new Look(Theme.Dark, ColourLevel.None)),
        ("ascii", new Look(Theme.Dark, ColourLevel.TrueColour, unicode: false)),
    ];

    private static readonly string[] InAllLooks = ["map-played", "page", "wrong-diagnosed", "choice"];

    private static readonly string[] InTheSmallestSize = ["map", "map-played", "page", "exercise", "choice", "first-wrong-step", "wrong-diagnosed", "hints", "training-after", "closing", "profile"];

    private static IEnumerable<TestCaseData> Cases()
    {
        Look dark = new(Theme.Dark), chinese = dark with { Language = Language.ChineseSimplified };
        foreach ((string language, Look look) in new[] { ("", dark), ("zh-", chinese) })
        {
            foreach (string name in Screens.Keys)
                foreach ((int width, int height) in Sizes) yield return Case($"{language}{name}-{width}x{height}", name, width, height, look);
            foreach (string name in InTheSmallestSize) yield return Case($"{language}{name}-60x20", name, 60, 20, look);
        }
        foreach (string name in InAllLooks)
            foreach ((string words, Look look) in Looks) yield return Case($"{name}-{words}-120x36", name, 120, 36, look);
    }

    private static TestCaseData Case(string file, string screen, int width, int height, Look look) => new TestCaseData(file, screen, width, height, look).SetName($"{{m}}({file})");

    [TestCaseSource(nameof(Cases))]
    public void The_screen_is_as_recorded(string file, string screen, int width, int height, Look look) =>
        Golden.Compare(Golden.Folder("Lessons"), file, Screens[screen](Map(width, height, look)).Screen);

    [Test]
    public void No_file_is_left_over() => Golden.NothingIsLeftOver(Golden.Folder("Lessons"), Cases().Select(c => (string)c.Arguments[0]!));

    /// <summary>A training that went well, with figures that are the same on every machine.</summary>
    private static Pilot Trained(Pilot pilot)
    {
        ImmutableArray<double> losses = [.. Enumerable.Range(0, 60).Select(i => 2.3 / (1 + (0.1 * i)))];
        string notice = pilot.Model.Texts.Lessons.DataMissing("mnist", "synthetic");
        var view = new TrainingView("synthetic", notice, losses, 1, 1, 0.8125, 0.05, 4321, IsRunning: false);
        return pilot.Send(new TrainingMsg(view, new GoalProgress(0, true, true, 0, new LocalText("reached", "达成"), new Moment(1, 0))));
    }
}
