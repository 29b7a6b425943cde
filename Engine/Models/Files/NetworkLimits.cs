using Backstep.Engine.Programs;

namespace Backstep.Engine.Models.Files;

/// <summary>How large a network of a file may be: what it would take of the machine is told before it is taken.</summary>
internal static class NetworkLimits
{
    /// <summary>A larger file is refused, in bytes.</summary>
    public const int MaxFileBytes = 8 << 20;

    public const int MaxModules = 200;

    public const int MaxExtent = 1024;

    public const int MaxBatch = 60_000;

    /// <summary>Numbers that one training step may hold: with double precision, gradients and what the debugger keeps, some 4 GB.</summary>
    public const long MaxNumbers = 100_000_000;

    /// <summary>Before any shape is made of it.</summary>
    public static void Check(IReadOnlyList<NamedModule> modules, Place place)
    {
        Module[] all = [.. modules.SelectMany(m => Flat(m.Module))];
        if (all.Length > MaxModules) throw place.Fault(t => t.TooManyLayers(all.Length, MaxModules));
        CheckCount(all.Sum(m => m switch
        {
            Linear l => (long)l.InFeatures * l.OutFeatures,
            Conv2d c => Math.Min((long)c.InChannels * c.OutChannels, MaxNumbers + 1) * Math.Min((long)c.Kernel * c.Kernel, MaxNumbers + 1),
            _ => 0,
        }), place);
    }

    public static void CheckCount(long numbers, Place place)
    {
        if (numbers is > MaxNumbers or < 0) throw place.Fault(t => t.TooLarge(numbers, MaxNumbers));
    }

    /// <summary>What one step holds with the file's batch.</summary>
    public static void Check(NetworkFile file, Place place)
    {
        int batch = file.Table is { } table ? Math.Min(file.BatchSize ?? table.Count, table.Count)
            : file.BatchSize ?? 4;
        long numbers = 0;
        try
        {
            var shape = file.InputShape;
            CheckCount((long)shape.Length * batch, place);
            Program program = new Network(file.Name, file.ClassName, shape, file.AllModules,
                (f, x) =>
                {
                    foreach (NamedModule m in file.AllModules)
                    {
                        x = m.Module.Forward(f, m.Name, x);
                        CheckCount((long)x.Shape.Length * batch, place);
                    }
                    return x;
                })
            { Loss = file.Loss, ForwardLines = NetworkListing.Forward(file), StepLines = NetworkListing.Step(file) }.BuildEvaluation(1);
            numbers = program.Values.Sum(v => (long)v.Shape.Length * (v.IsState ? 1 : batch));
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            numbers = long.MaxValue;
        }
        CheckCount(numbers, place);
    }

    private static IEnumerable<Module> Flat(Module module) =>
        module.Children.Count == 0 ? [module] : module.Children.SelectMany(c => Flat(c.Module));
}
