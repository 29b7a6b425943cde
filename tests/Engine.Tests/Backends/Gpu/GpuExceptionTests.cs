using Backstep.Engine.Backends.Gpu;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Backends.Gpu;

public class GpuExceptionTests
{
    [Test]
    public void What_ILGPU_throws_is_a_fault_of_the_GPU_also_as_the_cause_of_something_else()
    {
        Exception e = Assert.Catch(() => new StubDevices("find-fails").Find())!;
        Assert.That(GpuException.Of(e)!.Message, Is.EqualTo("the GPU or its driver failed: the driver is out of order"));
        Assert.That(
            GpuException.Of(new TypeInitializationException("Type", e))!.Message,
            Is.EqualTo("the GPU or its driver failed: the driver is out of order"));
    }

    [Test]
    public void A_fault_that_says_all_is_passed_on_as_it_is()
    {
        var known = new GpuException(_ => "too little memory");
        Assert.That(GpuException.Of(known), Is.SameAs(known));
        Assert.That(GpuException.Of(new InvalidOperationException("while compiling", known)), Is.SameAs(known));
    }

    [Test]
    public void Other_faults_are_not_the_GPUs() => Assert.Multiple(() =>
    {
        Assert.That(GpuException.Of(new InvalidOperationException("no order")), Is.Null);
        Assert.That(GpuException.Of(new FileNotFoundException("no such file", "/tmp/data")), Is.Null);
    });
}
