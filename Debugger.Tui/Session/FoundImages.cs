using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// Images for a program that takes some where none were named: real ones where they are found, else drawn ones; a line says which.
/// </summary>
public static class FoundImages
{
    /// <summary>The program ready to run, and the line; null where there is nothing to say.</summary>
    public static (Scenario Scenario, string? Notice) Open(ProgramEntry entry, ScenarioOptions options, UiTexts texts)
    {
        if (entry.Defaults is not { Dataset: { Path: null } kind } || options.Dataset is not null || !entry.TakesDigits)
            return (entry.Create(options), null);
        try
        {
            DatasetFiles files = DatasetStore.Find(kind, DatasetStore.Roots(null));
            return (entry.Create(options with { Dataset = DatasetStore.Load(files, DatasetSplit.Train) }),
                texts.Home.DataIs(kind.Name, files.Folder));
        }
        catch (DataException)
        {
            return (entry.Create(options with { Dataset = SyntheticDigits.Create(SyntheticDigits.TrainCount) }),
                texts.Home.DataIsDrawn(kind.Name));
        }
    }
}
