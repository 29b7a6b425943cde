using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The GPUs of this machine, by their names on the command line: <c>gpu</c> is the first, <c>gpu:1</c> the second.</summary>
internal static class GpuDevices
{
    private const string First = "gpu", Prefix = "gpu:";

    /// <summary>Whether a name of a device means a GPU, there or not.</summary>
    public static bool IsName(string device) => device == First || device.StartsWith(Prefix, StringComparison.Ordinal) && Number(device) is not null;

    /// <summary>What a device is called on the command line.</summary>
    public static string Name(GpuDevice device) => $"{Prefix}{device.Index}";

    /// <summary>What people want to know of a device.</summary>
    public static string Describe(GpuDevice device, ReportTexts texts)
    {
        string text = texts.GpuDevice(device.Name, device.Api, device.Driver, (device.MemoryBytes / (double)(1 << 30)).ToString("F1", CultureInfo.InvariantCulture));
        return device.IsProcessor ? texts.GpuIsProcessor(text) : text;
    }

    /// <summary>Loads the plug-in and looks for devices.</summary>
    /// <exception cref="GpuException">There is no plug-in, or it does not work.</exception>
    public static (IGpuPlugin Plugin, GpuInventory Found) Find(CommandIo io)
    {
        string file = GpuPlugins.File(io.Variable);
        if (!File.Exists(file)) throw new GpuException(io.Texts.Usage.NoGpuPlugin(file, GpuPlugins.BuildCommand));
        IGpuPlugin plugin = GpuPlugins.Load(io.Variable);
        return (plugin, plugin.Find());
    }

    /// <summary>A backend on the device that is asked for; tells people which it is.</summary>
    /// <param name="device">A name for which <see cref="IsName"/> holds.</param>
    /// <param name="io">The console; what is told goes to its stream for complaints, since it is no result.</param>
    /// <exception cref="UsageException">There is no such device.</exception>
    /// <exception cref="GpuException">The plug-in is not there, or the device does not come up.</exception>
    public static IGpuBackend Open(string device, CommandIo io)
    {
        (IGpuPlugin plugin, GpuInventory found) = Find(io);
        if (found.Devices.Count == 0) throw new UsageException(NoneFound(found, io.Texts));
        GpuDevice chosen = device == First ? found.Devices[0]
            : found.Devices.FirstOrDefault(d => d.Index == Number(device))
            ?? throw new UsageException(io.Texts.Usage.NoSuchGpu(device, string.Join(", ", found.Devices.Select(d => $"{Name(d)} ({d.Name})"))));
        IGpuBackend backend = plugin.Open(chosen);
        io.Error.WriteLine(io.Texts.Reports.RunsOn(Name(chosen), Describe(chosen, io.Texts.Reports)));
        return backend;
    }

    /// <summary>Why there is no device, in one line.</summary>
    public static string NoneFound(GpuInventory found, UiTexts texts) => texts.Usage.NoGpu(string.Join("; ", found.Missing));

    private static int? Number(string device) => int.TryParse(device.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
