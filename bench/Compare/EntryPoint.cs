using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Data;

namespace Backstep.Bench.Compare;

internal static class EntryPoint
{
    public static int Main(string[] args)
    {
        try
        {
            if (args is ["--help" or "-h", ..])
            {
                Console.WriteLine(Options.Help);
                return 0;
            }
            Options options = Options.Parse(args);
            switch (options.Command)
            {
                case "names": new NamesComparison(options).Run(); break;
                case "scaling": new Scaling(options).Tables(); break;
                case "profile": new Scaling(options).Profile(); break;
                case "job": GpuJob.Run(options); break;
                case "launches": Launches.Run(options); break;
                default:
                    if (options.Gpu is null) new Comparison(options).Run();
                    else new GpuComparison(options, options.Gpu).Run();
                    break;
            }
            return 0;
        }
        catch (Exception e) when (e is FormatException or DataException or NotSupportedException)
        {
            Console.Error.WriteLine($"compare: {e.Message}; --help shows the usage");
            return 2;
        }
        catch (Exception e) when (GpuException.Of(e) is { } fault)
        {
            Console.Error.WriteLine($"compare: {fault.Message}");
            return 2;
        }
    }
}
