using Backstep.Debugger.Tui;
using Backstep.StubGpu;

namespace Backstep.EndToEnd.Tests;

/// <summary>
/// The program itself as a process, with GPUs that are none: the first word says how they behave (<see cref="StubBehaviour.Parse"/>), the
/// others are the command line. With <see cref="TellAssemblies"/> in front it runs with those of the machine and tells in the end which
/// assemblies were loaded.
/// </summary>
internal static class WithStubGpu
{
    public const string TellAssemblies = "assemblies";

    private static int Main(string[] args)
    {
        if (args[0] != TellAssemblies) return EntryPoint.Run(args[1..], io => io with { Gpus = () => new StubDevices(args[0]) });
        int exitCode = EntryPoint.Run(args[1..], io => io);
        Console.Error.WriteLine(string.Join(' ', AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name)));
        return exitCode;
    }
}
