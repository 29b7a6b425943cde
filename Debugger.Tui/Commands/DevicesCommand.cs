using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Cpu;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep devices</c>: what can calculate here, and what cannot and why.</summary>
internal static class DevicesCommand
{
    private const string NoGpu = "no GPU backend is installed; this version has none yet";

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
            int bits = (int)info.VectorWidth;
            if (parsed.GetValue(json))
            {
                io.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    devices = new object[]
                    {
                        new { name = "cpu", available = true, processor = info.Name, cores = info.Cores, threads = backend.Threads, vector_bits = bits, precision = "float32", peak_gflops = Math.Round(peak, 1) },
                        new { name = "reference", available = true, precision = "float64" },
                        new { name = "gpu", available = false, reason = NoGpu },
                    },
                }, JsonOutput.Options));
                return CommandLine.Success;
            }
            ReportTexts texts = io.Texts.Reports;
            string vectors = info.VectorWidth == VectorWidth.Scalar ? texts.NoVectors : texts.Vectors(bits);
            io.Out.WriteLine(texts.CpuDevice(info.Name, info.Cores, vectors, peak.ToString("F0", CultureInfo.InvariantCulture)));
            io.Out.WriteLine(texts.ReferenceDevice);
            io.Out.WriteLine(texts.NoGpuDevice);
            return CommandLine.Success;
        });
        return command;
    }
}
