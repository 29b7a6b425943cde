using Backstep.Engine.Backends.Gpu;
using Backstep.GpuPluginStub;

namespace Backstep.Engine.Tests.Backends.Gpu;

public class GpuPluginsTests
{
    [Test]
    public void A_plug_in_is_found_in_the_folder_that_the_environment_names()
    {
        using var folder = new StubFolder();
        IGpuPlugin plugin = GpuPlugins.Load(folder.Variable);
        Assert.That(plugin.Description, Is.EqualTo(new StubPlugin(new()).Description));
        GpuDevice[] devices = [.. plugin.Find().Devices];
        Assert.That(devices.Select(d => d.Index), Is.EqualTo(new[] { 0, 1 }));
        using IGpuBackend backend = plugin.Open(devices[1]);
        Assert.That(backend.Device, Is.EqualTo(devices[1]));
    }

    [Test]
    public void A_plug_in_has_a_context_of_its_own_and_shares_the_engine()
    {
        using var folder = new StubFolder();
        IGpuPlugin plugin = GpuPlugins.Load(folder.Variable);
        Assert.That(plugin, Is.Not.InstanceOf<StubPlugin>(), "that is the stub which the tests themselves refer to");
        Assert.That(plugin.GetType().FullName, Is.EqualTo(typeof(StubPlugin).FullName));
        Assert.That(plugin.Find().Devices[0], Is.TypeOf<GpuDevice>());
    }

    [Test]
    public void Without_a_name_in_the_environment_the_folder_lies_beside_the_program() => Assert.Multiple(() =>
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "gpu", GpuPlugins.AssemblyName + ".dll");
        Assert.That(GpuPlugins.File(_ => null), Is.EqualTo(beside));
        Assert.That(GpuPlugins.File(_ => ""), Is.EqualTo(beside));
    });

    [Test]
    public void A_missing_plug_in_is_named_with_the_command_that_adds_it()
    {
        GpuException e = Assert.Throws<GpuException>(() => GpuPlugins.Load(_ => "/no/such/folder"))!;
        Assert.That(e.Message, Does.Contain("is not installed").And.Contain("Backstep.Engine.Ilgpu.dll is missing").And.Contain($"'{GpuPlugins.BuildCommand}'").And.Not.Contain("\n"));
    }

    [Test]
    public void A_damaged_plug_in_is_named_with_the_command_that_makes_it_anew()
    {
        using var folder = new StubFolder();
        File.WriteAllText(folder.Assembly, "<!DOCTYPE html><html>not found</html>");
        GpuException e = Assert.Throws<GpuException>(() => GpuPlugins.Load(folder.Variable))!;
        Assert.That(e.Message, Does.StartWith($"the GPU plug-in {folder.Assembly} cannot be loaded (").And.Contain($"'{GpuPlugins.BuildCommand}' makes it anew").And.Not.Contain("\n"));
    }

    [Test]
    public void An_assembly_without_a_plug_in_is_none()
    {
        using var folder = new StubFolder();
        File.Copy(typeof(NUnit.Framework.Assert).Assembly.Location, folder.Assembly, overwrite: true);
        Assert.That(() => GpuPlugins.Load(folder.Variable), Throws.TypeOf<GpuException>().With.Message.Contains(folder.Assembly));
    }

    [Test]
    public void What_a_plug_in_throws_is_a_fault_of_the_GPU_also_as_the_cause_of_something_else()
    {
        using var folder = new StubFolder("find-fails");
        IGpuPlugin plugin = GpuPlugins.Load(folder.Variable);
        Exception e = Assert.Catch(() => plugin.Find())!;
        Assert.That(GpuFaults.Of(e)!.Message, Is.EqualTo("the GPU or its driver failed: the driver is out of order"));
        Assert.That(GpuFaults.Of(new TypeInitializationException("Type", e))!.Message, Is.EqualTo("the GPU or its driver failed: the driver is out of order"));
    }

    [Test]
    public void A_plug_in_for_another_version_of_the_program_is_named_with_the_command_that_makes_it_anew()
    {
        using var folder = new StubFolder("another-engine");
        IGpuPlugin plugin = GpuPlugins.Load(folder.Variable);
        Exception e = Assert.Catch(() => plugin.Find())!;
        Assert.That(GpuFaults.Of(e)!.Message, Does.StartWith("the GPU plug-in does not fit this version of the program (Method not found: ").And.EndsWith($"'{GpuPlugins.BuildCommand}' makes it anew"));
    }

    [Test]
    public void A_fault_that_says_all_is_passed_on_as_it_is()
    {
        var known = new GpuException("too little memory");
        Assert.That(GpuFaults.Of(known), Is.SameAs(known));
        Assert.That(GpuFaults.Of(new InvalidOperationException("while compiling", known)), Is.SameAs(known));
    }

    [Test]
    public void Other_faults_are_not_the_GPUs() => Assert.Multiple(() =>
    {
        Assert.That(GpuFaults.Of(new InvalidOperationException("no order")), Is.Null);
        Assert.That(GpuFaults.Of(new FileNotFoundException("no such file", "/tmp/data")), Is.Null);
    });
}
