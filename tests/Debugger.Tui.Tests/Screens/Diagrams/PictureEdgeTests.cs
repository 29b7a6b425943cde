using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Tests.Screens.Diagrams;

/// <summary>The network's picture of every small program, in the pane of every screen from 80×24 to 220×60.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class PictureEdgeTests
{
    /// <summary>The inner sizes of the pane: alone on the screen, beside the listing, between listing and values.</summary>
    private static readonly (int Width, int Height)[] Rooms =
    [
        (78, 17), (60, 18), (52, 18), (47, 15), (46, 25), (48, 21), (58, 30), (66, 30), (78, 33), (89, 43), (98, 23), (108, 43), (118, 33),
        (198, 53), (218, 53),
    ];

    private static readonly string[] Programs =
        [.. ProgramCatalog.All.Where(p => p.Name is not ("network2" or "network3" or "mlp" or "network1")).Select(p => p.Name)];

    private static IEnumerable<SessionView> Moments(string program)
    {
        var host = new SessionHost(new ReferenceBackend());
        host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions()));
        int count = host.Session!.Program.Instructions.Length, step = Math.Max(1, count / 12);
        for (int at = 0; at <= count; at += step) yield return ((SessionMsg)host.Execute(new GoTo(new(0, at)), default)).View;
    }

    [TestCaseSource(nameof(Programs))]
    public void No_text_of_it_is_cut_without_a_sign(string program)
    {
        var lost = new SortedSet<string>(StringComparer.Ordinal);
        foreach (SessionView view in Moments(program))
        {
            foreach ((int width, int height) in Rooms)
            {
                foreach (Language language in Enum.GetValues<Language>())
                {
                    var look = new Look(Theme.Dark) { Language = language };
                    var screen = new Screen(width, height, look.Theme.Base)
                    {
                        Lost = text => lost.Add($"{width}×{height}, step {view.Now.Executed}, {language}: {text}"),
                    };
                    NetworkPane.Paint(new Canvas(screen, look), view, null);
                }
            }
        }
        Assert.That(lost, Is.Empty);
    }

    [TestCaseSource(nameof(Programs))]
    public void Every_sign_of_it_has_a_stand_in_of_ASCII(string program)
    {
        var unknown = new HashSet<string>();
        foreach (SessionView view in Moments(program))
        {
            foreach ((int width, int height) in Rooms)
            {
                Screen drawn = Painted.On(width, height, c => NetworkPane.Paint(c, view, null), Painted.Dark(ColourLevel.None));
                Screen ascii = drawn.ToAscii(keepWide: true);
                for (int cell = 0; cell < width * height; cell++)
                    if (ascii[cell % width, cell / width].Text == "?" && drawn[cell % width, cell / width].Text != "?")
                        unknown.Add(drawn[cell % width, cell / width].Text);
            }
        }
        Assert.That(unknown, Is.Empty);
    }
}
