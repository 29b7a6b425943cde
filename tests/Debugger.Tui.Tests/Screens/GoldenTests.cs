using System.Runtime.CompilerServices;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Tests.Session;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>
/// A few screens as text, one for each state that matters: <c>cat</c> shows them. Colours are not in them, so that another theme rewrites
/// none; what colours mean is asked by the other tests. After an intended change: <c>BACKSTEP_WRITE_GOLDEN=1 dotnet test
/// tests/Debugger.Tui.Tests --filter Screens.GoldenTests</c>, and look at the difference.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class GoldenTests
{
    private static readonly (string Name, string? Program, string Keys, int Width, int Height, Look? Look)[] All =
    [
        ("debug-start-80x24", "two-layer", "", 80, 24, null),
        ("debug-backward-80x24", "two-layer", "o o o s s s s s", 80, 24, null),
        ("debug-backward-100x32", "two-layer", "o o o s s s s s", 100, 32, null),
        ("debug-backward-120x40", "two-layer", "o o o s s s s s", 120, 40, null),
        ("debug-what-if-120x40", "two-layer", "s s s s / \"w5\" Enter = \"0.3\" Enter Esc n n n", 120, 40, null),
        ("debug-predict-120x40", "two-layer", "s s p s \"0.6\"", 120, 40, null),
        ("debug-network2-200x60", "network2", "o o o s s s", 200, 60, null),
        ("debug-fault-100x32", "network1", "c", 100, 32, null),
        ("debug-one-weight-80x24", "one-weight", "s s s s s s", 80, 24, null),
        ("debug-micrograd-120x40", "micrograd", ": \"until f.grad\" Enter s s s s", 120, 40, null),
        ("debug-attention-80x24", "microgpt", "2 : \"until layer0.attn_weights\" Enter", 80, 24, null),
        ("debug-attention-backward-200x60", "microgpt", ": \"until layer0.attn_weights.grad\" Enter", 200, 60, null),
        ("debug-draw-zh-120x40", "microgpt-sample", ": \"until token\" Enter", 120, 40,
            new Look(Theme.Dark) { Language = Language.ChineseSimplified }),
        ("inspector-convolution-120x40", "network2", "n Enter Right Down", 120, 40, null),
        ("inspector-number-80x24", "two-layer", "o o o s s s s s Enter", 80, 24, null),
        ("explanation-120x40", "two-layer", ": \"until w1.grad\" Enter e", 120, 40, null),
        ("explanation-groups-100x32", "network2", ": \"until conv1.weight.grad\" Enter : \"explain conv1.weight.grad[0,0,0,0]\" Enter",
            100, 32, null),
        ("home-80x24", null, "", 80, 24, null),
        ("home-programs-120x40", null, "Down Down Enter Down", 120, 40, null),
        ("draw-80x24", null, "Down Down Down Down Enter Drag@9,5,20,5 Drag@20,5,13,14", 80, 24, new Look(Theme.Dark, ColourLevel.None)),
        ("draw-zh-120x40", null, "Down Down Down Down Enter Drag@9,5,20,5 Drag@20,5,13,14", 120, 40,
            new Look(Theme.Dark) { Language = Language.ChineseSimplified }),
        ("lessons-map-120x40", null, "Down Enter", 120, 40, null),
        ("lessons-page-100x32", null, "Down Enter Enter", 100, 32, null),
        ("lessons-exercise-200x60", null, "Down Enter Enter s s s", 200, 60, null),
        ("lessons-question-120x40", null, "Down Enter Enter s s s s s s s s s s s s s s s s s s s s s s s s s s s N", 120, 40, null),
        ("lessons-question-zh-80x24", null, "Down Enter Enter s s s s s s s s s s s s s s s s s s s s s s s s s s s N \"1\" Enter", 80, 24,
            new Look(Theme.Dark) { Language = Language.ChineseSimplified }),
        ("debug-ascii-80x24", "two-layer", "o o o s s s s s", 80, 24, new Look(Theme.Dark, ColourLevel.None, unicode: false)),
        ("debug-zh-120x40", "two-layer", "o o o s s s s s", 120, 40, new Look(Theme.Dark) { Language = Language.ChineseSimplified }),
    ];

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    private static IEnumerable<TestCaseData> Cases() =>
        All.Select(c => new TestCaseData(c.Program, c.Keys, c.Width, c.Height, c.Look,
        Path.Combine(Folder(), c.Name + ".txt")).SetName($"{{m}}({c.Name})"));

    [TestCaseSource(nameof(Cases))]
    public void The_screen_is_as_recorded(string? program, string keys, int width, int height, Look? look, string file)
    {
        using var stage = new Stage(program, width, height, look, lessons: program is null ? LearnerStore.Sources() : null);
        stage.Play(async pilot =>
        {
            await pilot.Press(keys);
            string now = ScreenPicture.Dump(pilot.App.Driver!, stage.State.Look, "text");
            if (Environment.GetEnvironmentVariable("BACKSTEP_WRITE_GOLDEN") is "1") await File.WriteAllTextAsync(file, now);
            Assert.That(now.Split('\n'), Is.EqualTo((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n").Split('\n')), now);
        });
    }

    [Test]
    public void No_file_is_left_over() =>
        Assert.That(Directory.GetFiles(Folder()).Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(All.Select(c => c.Name)));
}
