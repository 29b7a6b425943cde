using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Screens.Diagrams;

/// <summary>Scalar networks of any sizes as pictures: nothing is cut, and what is left out is said.</summary>
public class DensePictureTests
{
    private static readonly int[][] Sizes = [[2, 3, 1], [4, 4, 2], [8, 8, 4], [3, 4, 4, 3, 2], [1, 12, 1], [12, 12, 12, 12]];

    /// <summary>The room of the pane at 120×40, at 200×60, and of the whole screen at 80×24.</summary>
    private static readonly (int Width, int Height)[] Rooms = [(46, 25), (89, 43), (78, 17)];

    private static SessionHost Open(int[] sizes)
    {
        string layers = string.Join(", ", sizes.Zip(sizes.Skip(1), (a, b) => $"nn.Linear({a}, {b}), nn.Sigmoid()"));
        string[] numbers(int n) => [.. Enumerable.Range(1, n).Select(k => (k / 10.0 - 0.45).ToString(CultureInfo.InvariantCulture))];
        string path = Path.Combine(Directory.CreateTempSubdirectory("backstep-dense").FullName, "net.json");
        File.WriteAllText(path, $$"""
            {
              "network": "nn.Sequential({{layers}})", "loss": "MSELoss", "optimizer": "SGD(lr=0.5)",
              "data": {"inputs": [[{{string.Join(", ", numbers(sizes[0]))}}]], "targets": [[{{string.Join(", ", numbers(sizes[^1]))}}]]}
            }
            """);
        Scenario scenario = ProgramFiles.Get(path).Create(new ScenarioOptions());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        var host = new SessionHost(new ReferenceBackend());
        host.Adopt(scenario);
        return host;
    }

    private static SessionView After(SessionHost host, int steps) =>
        ((SessionMsg)host.Execute(new GoTo(new(0, steps)), default)).View;

    private static (string Text, HitMap Hits) Paint(SessionView view, int width, int height)
    {
        var look = new Look(Theme.Dark);
        var screen = new Screen(width, height, look.Theme.Base);
        var hits = new HitMap.Builder();
        NetworkPane.Paint(new Canvas(screen, look), view, hits);
        return (ScreenDump.Text(screen), hits.Build());
    }

    private static int SumOf(Program program, string name) => program.Instructions.First(i => i.Output.Name == name).Index + 1;

    [Test]
    public void Every_unit_has_its_place_its_number_and_its_target_of_the_mouse_in_every_room()
    {
        foreach (int[] sizes in Sizes)
        {
            SessionHost host = Open(sizes);
            SessionView view = After(host, SumOf(host.Session!.Program, "E"));
            ScalarNetwork network = ScalarNetwork.Of(view.Program);
            foreach ((int width, int height) in Rooms)
            {
                (string text, HitMap hits) = Paint(view, width, height);
                foreach (ScalarNode node in network.Nodes.Where(n => n.Kind != NodeKind.Tail))
                {
                    string where = $"{string.Join('-', sizes)} at {width}×{height}: {node.Title}\n{text}";
                    Assert.That(text, Does.Contain(node.Title), where);
                    Assert.That(hits.Regions.Any(r => r.Target is ValueTarget t && node.Values.Any(v => v.Slot == t.Slot)), where);
                }
                Assert.That(text, Does.Contain("E 0."), text);
            }
        }
    }

    [Test]
    public void The_picture_keeps_its_places_at_every_step()
    {
        SessionHost host = Open([8, 8, 4]);
        var network = ScalarNetwork.Of(host.Session!.Program);
        Assert.That(DensePlan.Of(network, 46, 25)!.Nodes.Where((_, i) => network.Nodes[i].Kind != NodeKind.Tail),
            Is.All.Matches<Rect>(r => r is { X: >= 0, Y: >= 0, Right: <= 46, Bottom: <= 25, IsEmpty: false }));
        for (int step = 0; step <= host.Session.Program.Instructions.Length; step += 7) Paint(After(host, step), 46, 25);
    }

    [Test]
    public void The_weights_of_the_step_are_shown_and_the_others_are_counted()
    {
        SessionHost host = Open([8, 8, 4]);
        SessionView view = After(host, SumOf(host.Session!.Program, "l_h2"));
        foreach ((int width, int height) in Rooms)
        {
            (string text, HitMap hits) = Paint(view, width, height);
            for (int w = 9; w <= 16; w++)
            {
                Assert.That(text, Does.Contain($"w{w} "), text);
                Assert.That(hits.Regions.Any(r => r.Target is ValueTarget t && t.Slot == view.Program[$"w{w}"].Slot), $"w{w}");
            }
            Assert.That(text, Does.Contain("8 of 96 weights shown"), text);
            Assert.That(text, Does.Not.Contain("w17 "), text);
        }
    }

    [Test]
    public void A_sum_of_many_errors_is_one_node()
    {
        var network = ScalarNetwork.Of(Open([8, 8, 4]).Session!.Program);
        Assert.That(network.Nodes.Where(n => n.Kind == NodeKind.Tail).Select(n => n.Title),
            Is.EqualTo(["E_o1", "E_o2", "E_o3", "E_o4", "E"]));
    }

    [Test]
    public void The_gradient_of_a_step_stands_beside_its_weight()
    {
        SessionHost host = Open([4, 4, 2]);
        Program program = host.Session!.Program;
        SessionView view = After(host, program.Instructions.Last(i => i.Output.Name == "w17.grad").Index + 1);
        (string text, _) = Paint(view, 46, 25);
        string gradient = LiveNumbers.Fit(view[program["w17.grad"]]!.Data[0], 6);
        Assert.That(text, Does.Contain("w17").And.Contain($"∂ {gradient[..4]}"));
    }
}
