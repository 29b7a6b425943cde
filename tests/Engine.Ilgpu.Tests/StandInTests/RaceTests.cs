using Backstep.Engine.Backends;
using Backstep.Engine.Ilgpu.Tests.Backend;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Training;

namespace Backstep.Engine.Ilgpu.Tests.StandIn;

/// <summary>
/// The threads of a group take turns between barriers, first to last or last to first. A kernel that lacks a barrier, or lets two groups write
/// one place, gives other bits when the order is turned round.
/// </summary>
public class RaceTests
{
    private static IEnumerable<TestCaseData> AllNetworks => ((IEnumerable<Network>)[Networks.Network2, Networks.Network3, .. SmallNetworks.All])
        .SelectMany(n => (string[])["fused", "unfused", "fused as for a card"], (n, how) => new TestCaseData(n, how).SetArgDisplayNames(n.Name, how));

    [Test]
    public void No_opcode_depends_on_the_order_in_which_threads_take_turns()
    {
        using IlgpuBackend forwards = Open(false), backwards = Open(true);
        foreach (OpCase c in OpCases.All)
        {
            var one = new OneOpProgram(c);
            Dictionary<Value, Tensor> first = Given(c, one), second = Given(c, one);
            one.Step(forwards, first);
            one.Step(backwards, second);
            foreach (Value value in one.Program.Values) Assert.That(second[value].BitEquals(first[value]), $"{c}: {value.Name}");
        }
    }

    [TestCaseSource(nameof(AllNetworks))]
    public void No_training_depends_on_the_order_in_which_threads_take_turns(Network network, string how)
    {
        Program program = network.BuildTraining(2, OptimizerSpec.Adam(0.01));
        Dictionary<string, Tensor> first = Train(false), second = Train(true);
        foreach (string name in first.Keys) Assert.That(second[name].BitEquals(first[name]), name);

        Dictionary<string, Tensor> Train(bool turnedRound)
        {
            using IlgpuBackend gpu = Open(turnedRound, how);
            using ICompiledProgram compiled = TestNetworks.Prepare(program, network, gpu);
            compiled.Write(program.Target!, new Tensor(program.Target!.Shape, [0, 2]));
            for (int step = 0; step < 2; step++) compiled.Run();
            return program.Values.Where(v => v.IsPersistent || v == program.Loss).ToDictionary(v => v.Name, compiled.Read);
        }
    }

    private static IlgpuBackend Open(bool turnedRound, string how = "fused")
    {
        DeviceHost host = how == "fused as for a card" ? TestDevice.OpenCard(8) : TestDevice.Open();
        host.Accelerator.Backwards = turnedRound;
        return new IlgpuBackend(host, fuse: how != "unfused");
    }

    private static Dictionary<Value, Tensor> Given(OpCase c, OneOpProgram one)
    {
        var random = new System.Random(c.Seed + 1);
        var values = one.X.Zip(c.MakeInputs()).ToDictionary(p => p.First, p => p.Second);
        foreach (Value v in one.Program.Values.Where(v => v == one.V || (v.IsPersistent && v.Kind == ValueKind.Gradient)))
            values[v] = new Tensor(v.Shape, Fills.Any(random, v.Shape.Length));
        return values;
    }
}
