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
    public static bool IsName(string device) =>
        device == First || device.StartsWith(Prefix, StringComparison.Ordinal) && Number(device) is not null;

    /// <summary>What a device is called on the command line.</summary>
    public static string Name(GpuDevice device) => $"{Prefix}{device.Index}";

    /// <summary>What people want to know of a device.</summary>
    public static string Describe(GpuDevice device, ReportTexts texts)
    {
        string text = texts.GpuDevice(device.Name, device.Api, device.Driver,
            (device.MemoryBytes / (double)(1 << 30)).ToString("F1", CultureInfo.InvariantCulture));
        return device.IsProcessor ? texts.GpuIsProcessor(text) : text;
    }

    /// <summary>A backend on the device that is asked for.</summary>
    /// <param name="device">A name for which <see cref="IsName"/> holds.</param>
    /// <param name="io">The console.</param>
    /// <param name="tells">Whether people are told which it is; on the stream for complaints, since it is no result.</param>
    /// <exception cref="UsageException">There is no such device.</exception>
    /// <exception cref="GpuException">The device does not come up.</exception>
    public static IGpuBackend Open(string device, CommandIo io, bool tells = true)
    {
        IGpuDevices gpus = io.Gpus();
        GpuInventory found = gpus.Find();
        if (found.Devices.Count == 0) throw new UsageException(NoneFound(found, io.Texts));
        GpuDevice chosen = device == First ? found.Devices[0]
            : found.Devices.FirstOrDefault(d => d.Index == Number(device))
            ?? throw new UsageException(io.Texts.Usage.NoSuchGpu(device,
                string.Join(", ", found.Devices.Select(d => $"{Name(d)} ({d.Name})"))));
        IGpuBackend backend = gpus.Open(chosen);
        if (tells) io.Error.WriteLine(io.Texts.Reports.RunsOn(Name(chosen), Describe(chosen, io.Texts.Reports)));
        return backend;
    }

    /// <summary>Why there is no device, in one line.</summary>
    public static string NoneFound(GpuInventory found, UiTexts texts) =>
        texts.Usage.NoGpu(string.Join("; ", found.Missing.Select(m => m.In(texts.Language))));

    private static int? Number(string device) =>
        int.TryParse(device.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
