using System.Diagnostics;
using System.Text;

namespace Backstep.EndToEnd.Tests;

/// <summary>
/// What a command has no use for it does not load: the first touch of Terminal.Gui costs a tenth of a second, that of ILGPU half of that.
/// The runtime itself writes down what it loads.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class LoadedLibrariesTests
{
    private const string TerminalGui = "Terminal.Gui", Ilgpu = "ILGPU", Pictures = "StbImageSharp";

    [TestCase("--help")]
    [TestCase("programs")]
    [TestCase("summary network2")]
    [TestCase("trace two-layer")]
    [TestCase("explain two-layer w5.grad")]
    [TestCase("gradcheck neuron")]
    [TestCase("train network2 --data synthetic --device cpu --max-steps 1")]
    [TestCase("lessons list")]
    [TestCase("debug two-layer --text")]
    [TestCase("debug two-layer --exec step")]
    public void A_plain_command_touches_neither_the_screen_nor_a_GPU_nor_pictures(string command) => Assert.Multiple(() =>
    {
        string loaded = LoadedBy(command);
        Assert.That(loaded, Does.Contain("backstep.dll"));
        Assert.That(loaded, Does.Not.Contain(TerminalGui + ".dll"));
        Assert.That(loaded, Does.Not.Contain(Ilgpu + ".dll"));
        Assert.That(loaded, Does.Not.Contain(Pictures + ".dll"));
    });

    [TestCase("debug two-layer --keys s --dump-screen text", TerminalGui, Ilgpu)]
    [TestCase("devices", Ilgpu, TerminalGui)]
    public void Who_asks_for_one_of_them_gets_it_and_not_the_other(string command, string asked, string other) => Assert.Multiple(() =>
    {
        string loaded = LoadedBy(command);
        Assert.That(loaded, Does.Contain(asked + ".dll"));
        Assert.That(loaded, Does.Not.Contain(other + ".dll"));
    });

    /// <summary>The runtime's own record of a run, in which the paths of modules stand as UTF-16, at even and odd places.</summary>
    private static string LoadedBy(string command)
    {
        string record = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Executable.Path, command.Split(' '))
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_EnableEventPipe"] = "1";
            start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4";
            start.Environment["DOTNET_EventPipeOutputPath"] = record;
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Ended ended = Executable.Finish(process);
            Assert.That(ended.ExitCode, Is.Zero, ended.Error);
            byte[] bytes = File.ReadAllBytes(record);
            return Encoding.Unicode.GetString(bytes) + Encoding.Unicode.GetString(bytes.AsSpan(1));
        }
        finally
        {
            File.Delete(record);
        }
    }
}
