using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Running;

namespace Backstep.Engine.Gpu.Tests;

public class IlgpuDevicesTests
{
    [Test]
    public void Cards_come_before_processors_and_a_card_is_listed_once()
    {
        var cuda = new FakeApi("CUDA", [Found("H200", false)]);
        var openCl = new FakeApi("OpenCL", [Found("some processor", true), Found("H200", false), Found("other card", false)]);
        IReadOnlyList<GpuDevice> devices = new IlgpuDevices([cuda, openCl]).Find().Devices;
        Assert.That(devices.Select(d => $"{d.Index} {d.Name} {d.Api} {d.IsProcessor}"),
            Is.EqualTo(new[] { "0 H200 CUDA False", "1 other card OpenCL False", "2 some processor OpenCL True" }));
    }

    [Test]
    public void Two_cards_of_one_name_are_both_listed()
    {
        var cuda = new FakeApi("CUDA", [Found("H200", false), Found("H200", false)]);
        var openCl =
            new FakeApi("OpenCL", [Found("H200", false), Found("H200", false), Found("other card", false), Found("other card", false)]);
        IReadOnlyList<GpuDevice> devices = new IlgpuDevices([cuda, openCl]).Find().Devices;
        Assert.That(devices.Select(d => $"{d.Index} {d.Name} {d.Api}"),
            Is.EqualTo(new[] { "0 H200 CUDA", "1 H200 CUDA", "2 other card OpenCL", "3 other card OpenCL" }));
    }

    [Test]
    public void Each_way_that_leads_nowhere_says_why()
    {
        var broken = new FakeApi("CUDA", [], () => throw new InvalidOperationException("the driver and its library\ndiffer."));
        var none = new FakeApi("OpenCL", [], missing => missing.Add(_ => "no device"));
        GpuInventory inventory = new IlgpuDevices([broken, none]).Find();
        Assert.That(inventory.Devices, Is.Empty);
        Assert.That(
            inventory.Missing.Select(m => m.In(Language.English)),
            Is.EqualTo(new[] { "CUDA: the driver and its library differ", "OpenCL: no device" }));
    }

    [Test]
    public void A_device_that_is_gone_is_said()
    {
        var gpus = new IlgpuDevices([]);
        Assert.That(
            () => gpus.Open(new GpuDevice(0, "H200", "CUDA", "", 1, false)),
            Throws.TypeOf<GpuException>().With.Message.StartsWith("H200 is not there any more"));
    }

    [Test]
    public void What_is_looked_for_on_this_machine_is_found_or_explained()
    {
        GpuInventory inventory = new IlgpuDevices().Find();
        foreach (string api in (string[])["CUDA", "OpenCL"])
            Assert.That(
                inventory.Devices.Any(d => d.Api == api) || inventory.Missing.Any(m => m.Api == api),
                api);
        Assert.That(inventory.Devices.Select(d => d.Api), Has.None.EqualTo("CPU"));
    }

    [Test]
    public void The_library_is_named_with_its_version() =>
        Assert.That(new IlgpuDevices().Library, Does.Match(@"^ILGPU \d+\.\d+\.\d+$"));

    private static FoundDevice Found(string name, bool isProcessor) => new(name, "1.0", 1 << 20, 1 << 20, isProcessor, null!);

    private sealed class FakeApi(string name, IReadOnlyList<FoundDevice> devices, Action<ICollection<Func<GpuTexts, string>>>? look = null)
        : IDeviceApi
    {
        public FakeApi(string name, IReadOnlyList<FoundDevice> devices, Action look) : this(name, devices, _ => look())
        {
        }

        public string Name => name;

        public IReadOnlyList<FoundDevice> Find(ICollection<Func<GpuTexts, string>> missing)
        {
            look?.Invoke(missing);
            return devices;
        }
    }
}
