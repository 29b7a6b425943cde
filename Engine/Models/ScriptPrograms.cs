using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// The scripts of tutorials 000, 001 and 003, whole: a forward pass with a random gradient for its output, another with a loss, a manual
/// update and an optimizer's. They draw their random numbers in the scripts' order: parameters, input, gradient, target.
/// </summary>
internal static class ScriptPrograms
{
    private const double TutorialLearningRate = 0.01;

    private const string FirstPass =
        """

        net = Net()
        input = torch.randn(1, 1, 32, 32)  #@ x
        out = net(input)                   #@ out=1:fc3
        net.zero_grad()                    #@ 1:zero_grad
        out.backward(torch.randn(1, 10))   #@ gradient, 1:backward

        output = net(input)                #@ output=2:fc3
        target = torch.randn(10)
        target = target.view(1, -1)        #@ target
        criterion = nn.MSELoss()
        loss = criterion(output, target)   #@ 2:loss
        """;

    private const string ZeroGradients =
        """
        net.zero_grad()                    #@ 2:zero_grad
        """;

    private const string ManualUpdate =
        """
        loss.backward()                    #@ 2:backward
        learning_rate = {lr}               #@ learning_rate=lr
        for f in net.parameters():
            f.data.sub_(f.grad.data * learning_rate)  #@ 2:update

        optimizer = optim.SGD(net.parameters(), lr={lr})  #@ lr
        """;

    private const string ClearAndStep =
        """
        optimizer.zero_grad()              #@ 3:zero_grad
        optimizer.step()                   #@ 3:update
        """;

    private const string Step =
        """
        optimizer.step()                   #@ 3:update
        """;

    private const string WholeStep =
        """
        optimizer.zero_grad()              #@ 3:zero_grad
        output = net(input)                #@ output=3:fc3
        loss = criterion(output, target)   #@ 3:loss
        loss.backward()                    #@ 3:backward
        optimizer.step()                   #@ 3:update
        """;

    /// <summary>Tutorial 003: the optimizer steps once more along the gradients that the manual update has used.</summary>
    public static Scenario Tutorial003(ProgramEntry entry, ScenarioOptions options) =>
        Create(entry, options, [FirstPass, ZeroGradients, ManualUpdate, Step], clearBeforeLoss: true, static (b, net, step) => step(b));

    /// <summary>Tutorial 001: gradients of both backward passes add up, because nothing clears them in between; the optimizer's step after
    /// zero_grad changes nothing.</summary>
    public static Scenario Tutorial001(ProgramEntry entry, ScenarioOptions options) =>
        Create(entry, options, [FirstPass, ManualUpdate, ClearAndStep], clearBeforeLoss: false,
            static (b, net, step) => step(b.ZeroGrad()));

    /// <summary>Tutorial 000: after the manual update, a whole training step with the optimizer.</summary>
    public static Scenario Tutorial000(ProgramEntry entry, ScenarioOptions options) =>
        Create(entry, options, [FirstPass, ZeroGradients, ManualUpdate, WholeStep], clearBeforeLoss: true, static (b, net, step) =>
        {
            b.ZeroGrad();
            step(b.Backward(WriteLoss(b, net)));
        });

    private static Scenario Create(
        ProgramEntry entry, ScenarioOptions options, string[] lines, bool clearBeforeLoss,
        Action<ProgramBuilder, Network, Func<ProgramBuilder, ProgramBuilder>> thirdPass)
    {
        if (options.Optimizer is not null) throw new ScenarioException(l => ModelTexts.In(l).PlainSgd(entry.Name));
        Network net = entry.Network!;
        OptimizerSpec optimizer = ProgramEntry.Optimizer(options, OptimizerSpec.Sgd(TutorialLearningRate));
        string rate = Network.Python(optimizer.LearningRate);
        var source = SourceListing.Parse(string.Join('\n', [net.ForwardLines, .. lines]).Replace("{lr}", rate, StringComparison.Ordinal));
        var b = new ProgramBuilder(entry.Name, source);
        Value x = b.Input("x", net.BatchShape(1)), gradient = b.Input("gradient", new Shape(1, 10)),
            target = b.Input("target", new Shape(1, 10));

        Value output = net.Forward(b, x);
        b.ZeroGrad().Backward(output, gradient).NextPass();
        Value loss = WriteLoss(b, net);
        if (clearBeforeLoss) b.ZeroGrad();
        b.Backward(loss);
        Update(b).NextPass();
        thirdPass(b, net, Update);

        Program program = b.Roles(output, loss, target).Build();
        var random = new TorchRandom(options.SeedOrZero);
        var initial = net.Initialize(random).ToDictionary(p => program[p.Key], p => p.Value);
        var inputs = new[] { x, gradient, target }.Select(
            v => KeyValuePair.Create(v, Tensor.FromFloats(v.Shape, random.Randn(v.Shape.Length)))).ToArray();
        return ProgramEntry.Ready(
            program, options.SeedOrZero, initial, optimizer,
            new FixedBatch(l => ModelTexts.In(l).Randn(options.SeedOrZero), inputs));

        ProgramBuilder Update(ProgramBuilder builder) => builder.Step(optimizer, net.ParametersIn(builder));
    }

    private static Value WriteLoss(ProgramBuilder b, Network net)
    {
        Value output = net.Forward(b, b.Find("x")!);
        return b.BeginLoss().Op(Opcode.MseLoss, "loss", [output, b.Find("target")!]);
    }
}
