using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Gpu;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep devices</c>: what can calculate here, and what cannot and why.</summary>
internal static class DevicesCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("devices", io.Texts.Commands.Devices, "devices --json");
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonObject };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            CpuInfo info = CpuInfo.Detect();
            using var backend = new CpuBackend();
            double peak = CpuInfo.MeasurePeak(backend);
            if (parsed.GetValue(json)) WriteJson(io, info, backend.Threads, peak);
            else WriteText(io, info, peak);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteText(CommandIo io, CpuInfo info, double peak)
    {
        ReportTexts texts = io.Texts.Reports;
        string vectors = info.VectorWidth == VectorWidth.Scalar ? texts.NoVectors : texts.Vectors((int)info.VectorWidth);
        io.Out.WriteLine(texts.CpuDevice(info.Name, info.Cores, vectors, peak.ToString("F0", CultureInfo.InvariantCulture)));
        io.Out.WriteLine(texts.ReferenceDevice);
        (string? library, GpuInventory found, string? problem) = Gpus(io);
        foreach (GpuDevice gpu in found.Devices) io.Out.WriteLine($"{GpuDevices.Name(gpu),-10} {GpuDevices.Describe(gpu, texts)}");
        if (problem is not null) io.Out.WriteLine(texts.NoGpuDevice(problem));
        // Which way led to no device matters to who wonders why the other one is not there.
        else foreach (MissingDevice missing in found.Missing) io.Out.WriteLine($"{"",-10} {missing.In(io.Texts.Language)}");
        if (library is not null) io.Out.WriteLine($"{"",-10} ({library})");
    }

    /// <summary>The field names are a contract; a device's name is what <c>--device</c> takes.</summary>
    private static void WriteJson(CommandIo io, CpuInfo info, int threads, double peak)
    {
        // What scripts read is the same in every language.
        (string? library, GpuInventory found, string? problem) = Gpus(io with { Texts = UiTexts.English });
        object[] gpus = problem is not null
            ? [new { name = "gpu", available = false, reason = problem }]
            : [.. found.Devices.Select(d => new { name = GpuDevices.Name(d), available = true, device = d.Name, api = d.Api,
                driver = d.Driver, memory_bytes = d.MemoryBytes, is_processor = d.IsProcessor, precision = "float32" })];
        io.Out.WriteLine(JsonSerializer.Serialize(new
        {
            devices = (object[])
            [
                new { name = "cpu", available = true, processor = info.Name, cores = info.Cores, threads,
                    vector_bits = (int)info.VectorWidth, precision = "float32", peak_gflops = Math.Round(peak, 1) },
                new { name = "reference", available = true, precision = "float64" },
                .. gpus,
            ],
            gpu_library = library,
            gpu_missing = found.Missing.Select(m => m.In(Language.English)),
        }, JsonOutput.Options));
    }

    /// <summary>
    /// What was found and with which library, and, if that is no device, why; a driver that does not work is no reason to say nothing of
    /// the other devices.
    /// </summary>
    private static (string? Library, GpuInventory Found, string? Problem) Gpus(CommandIo io)
    {
        try
        {
            IGpuDevices gpus = io.Gpus();
            GpuInventory found = gpus.Find();
            return (gpus.Library, found, found.Devices.Count == 0 ? GpuDevices.NoneFound(found, io.Texts) : null);
        }
        catch (Exception e) when (GpuException.Of(e) is { } fault)
        {
            return (null, new GpuInventory([], []), fault.In(io.Texts.Language));
        }
    }
}
