using System.Globalization;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A run's settings as names and values; the names are those of the command line, in no language.</summary>
internal static class SettingsText
{
    public static IEnumerable<(string Name, string Value)> Of(RunRecord record)
    {
        RunSettings s = record.Settings;
        return
        [
            ("program", s.Program), ("data", s.Data), ("seed", Text(s.Seed)), ("batch-size", Text(s.BatchSize)),
            ("optimizer", s.Optimizer.Kind.ToString().ToLowerInvariant()), ("lr", Text(s.Optimizer.LearningRate)),
            ("momentum", Text(s.Optimizer.Attributes.Momentum)), ("weight-decay", Text(s.Optimizer.Attributes.WeightDecay)),
            ("epochs", Text(s.Epochs)), ("max-steps", s.MaxSteps is { } most ? Text(most) : "-"), ("weights", s.Weights ?? "-"),
            ("layers", Size(g => g.Layers)), ("width", Size(g => g.Width)), ("heads", Size(g => g.Heads)), ("block", Size(g => g.Block)),
            ("hold-out", s.HoldOut is { } share ? Text(share) : "-"),
            ("set", s.Set.Count == 0 ? "-" : string.Join(", ", s.Set)),
            ("inject", s.Bugs.Count == 0 ? "-" : string.Join(", ", s.Bugs)),
            ("device", record.Environment.Device), ("threads", record.Environment.Threads is { } threads ? Text(threads) : "-"),
        ];

        string Size(Func<GptSize, int> of) => s.Gpt is { } size ? Text(of(size)) : "-";

        static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }
}
