using System.Text.Json;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Models;

/// <summary>Files in tests/fixtures that a real PyTorch wrote (generate_models.py, generate_parity.py),
/// and runs to compare with them.</summary>
internal static class ModelFixture
{
    internal static JsonElement Read(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent;
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder?.FullName ?? ".", "tests", "fixtures", name)));
        return document.RootElement.Clone();
    }

    /// <summary>The first iteration of a program, run to its end.</summary>
    internal static Timeline Run(string program, ScenarioOptions options)
    {
        Scenario scenario = ProgramCatalog.Get(program).Create(options);
        var timeline = new Timeline(scenario, new ReferenceBackend());
        timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
        return timeline;
    }
}
