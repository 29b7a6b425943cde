using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Backends.Reference;

namespace Backstep.Debugger.Tui.Tests.App;

/// <summary>
/// The main screens, glyph by glyph and style by style, against the files in Golden. After an intended change write them anew and look at the difference:
/// <c>BACKSTEP_WRITE_GOLDEN=1 dotnet test tests/Debugger.Tui.Tests --filter GoldenScreenTests</c>.
/// </summary>
public sealed class GoldenScreenTests
{
    private static readonly (int Width, int Height)[] Sizes = [(80, 24), (120, 40), (200, 60)];

    /// <summary>Name, program (null: the first screen) and keys. <c>o o o</c> goes through forward, loss and zero_grad.</summary>
    private static readonly (string Name, string? Program, string Keys)[] States =
    [
        ("home", null, ""),
        ("start", "two-layer", ""),
        ("mid-forward", "two-layer", "s s s s s"),
        ("mid-backward", "two-layer", "o o o s s s s s"),
        ("inspector", "network2", "i / \"conv1.weight.grad\" Enter Enter Right Down"),
        ("what-if", "two-layer", "s s s s / \"w5\" Enter = \"0.3\" Enter Escape n n n"),
        ("predict", "two-layer", "s s p s \"0.6\""),
        ("error", "network1", "c"),
        ("output", "two-layer", "s s s : \"info values\" Enter"),
    ];

    private static readonly (string Name, Look Look)[] Looks =
    [
        ("light", new Look(Theme.Light)),
        ("16-colours", new Look(Theme.Dark, ColourLevel.Ansi16)),
        ("no-colours", new Look(Theme.Dark, ColourLevel.None)),
        ("ascii", new Look(Theme.Dark, ColourLevel.TrueColour, unicode: false)),
    ];

    /// <summary>The same places in Chinese, whose signs are two columns wide.</summary>
    private static readonly (string Name, string? Program, string Keys, (int, int)[] Sizes)[] Chinese =
    [
        ("home", null, "", [(120, 36), (80, 24), (60, 20)]),
        ("start", "two-layer", "", [(80, 24)]),
        ("mid-backward", "two-layer", "o o o s s s s s", [(120, 36), (80, 24)]),
        ("why", "two-layer", "o o o s s s s s 4", [(60, 20)]),
        ("inspector", "network2", "i / \"conv1.weight.grad\" Enter Enter Right Down", [(120, 36), (80, 24), (60, 20)]),
        ("explanation", "two-layer", "i / \"w1.grad\" Enter e", [(120, 36), (80, 24)]),
        ("help", "two-layer", "?", [(120, 36), (80, 24)]),
        ("what-if", "two-layer", "s s s s / \"w5\" Enter = \"0.3\" Enter Escape n n n", [(120, 36)]),
        ("predict", "two-layer", "s s p s \"0.6\"", [(80, 24)]),
        ("output", "two-layer", "s s s : \"info values\" Enter", [(80, 24)]),
    ];

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach ((string name, string? program, string keys) in States)
            foreach ((int width, int height) in Sizes) yield return Case($"{name}-{width}x{height}", program, keys, width, height, new Look(Theme.Dark));
        foreach ((string name, string? program, string keys, (int, int)[] sizes) in Chinese)
            foreach ((int width, int height) in sizes) yield return Case($"zh-{name}-{width}x{height}", program, keys, width, height, new Look(Theme.Dark) { Language = Language.ChineseSimplified });
        foreach ((string name, Look look) in Looks)
        {
            yield return Case($"mid-backward-{name}-120x40", "two-layer", "o o o s s s s s", 120, 40, look);
            yield return Case($"inspector-{name}-120x40", "network2", "i / \"conv1.weight.grad\" Enter Enter Right Down", 120, 40, look);
        }
    }

    private static TestCaseData Case(string name, string? program, string keys, int width, int height, Look look) =>
        new TestCaseData(name, program, keys, width, height, look).SetName($"{{m}}({name})");

    [TestCaseSource(nameof(Cases))]
    public void The_screen_is_as_recorded(string name, string? program, string keys, int width, int height, Look look)
    {
        var pilot = new Pilot(program, width, height, look);
        if (program is null) pilot.Send(Demo.Make(new ReferenceBackend()));
        Golden.Compare(Golden.Folder(), name, pilot.Press(keys).Screen);
    }

    [Test]
    public void No_file_is_left_over()
    {
        Golden.NothingIsLeftOver(Golden.Folder(), Cases().Select(c => (string)c.Arguments[0]!));
    }
}
