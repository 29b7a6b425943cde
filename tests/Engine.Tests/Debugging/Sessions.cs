using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

/// <summary>Sessions and timelines that tests begin with, and bit-exact pictures of what they hold.</summary>
internal static class Sessions
{
    /// <summary>Every program of the catalog that can run to its end.</summary>
    public static IEnumerable<string> Sound => ProgramCatalog.All.Select(p => p.Name).Where(n => n != "network1");

    public static Scenario Scenario(string program) => ProgramCatalog.Get(program).Create(new() { Seed = 5 });

    public static DebugSession Session(string program = "two-layer", long? budget = null) =>
        budget is long bytes ? new(Scenario(program), new ReferenceBackend(), bytes) : new(Scenario(program), new ReferenceBackend());

    public static Timeline Timeline(string program, long? budget = null) =>
        budget is long bytes ? new(Scenario(program), new ReferenceBackend(), bytes) : new(Scenario(program), new ReferenceBackend());

    public static Moment End(this Program program, long iteration = 0) => new(iteration, program.Instructions.Length);

    public static Expression Condition(this DebugSession session, string text) => Expression.Parse(text, session.Values.Names);

    /// <summary>What every value is now, as a hash of its bits; null where there is nothing.</summary>
    public static string?[] Picture(this Timeline timeline) =>
        [.. timeline.Program.Values.Select(v => timeline.Read(v) is { } t
            ? $"{v.Name} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(t.Data)))}" : null)];

    public static double Scalar(this DebugSession session, string name) => session.Timeline.Read(session.Program[name])!.ScalarValue;

    /// <summary>All stops of continue (or of its reverse) from here on, at most <paramref name="limit"/>.</summary>
    public static List<(Moment Where, int Number)> Stops(this DebugSession session, Func<Stop> run, int limit)
    {
        var stops = new List<(Moment, int)>();
        while (stops.Count < limit && run() is { Kind: StopKind.Breakpoint } stop) stops.Add((session.Now, stop.Breakpoint!.Number));
        return stops;
    }

    /// <summary>A tensor that differs from <paramref name="content"/> in its first element.</summary>
    public static Tensor Nudged(Tensor content) => content.With(0, content[0] + 0.25);
}
