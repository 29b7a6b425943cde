using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// Programs of a few numbers that can be checked by hand, one idea each. Seed 0 gives numbers chosen to be easy to calculate with, every
/// other seed others of the same size.
/// </summary>
internal static class SmallPrograms
{
    private const string Step =
        """
        optimizer.zero_grad()         #@ zero_grad
        loss.backward()               #@ backward
        optimizer.step()              #@ update
        """;

    /// <summary>
    /// y = w·x and half the squared error: the sign of the gradient, the learning rate, momentum and Adam on a single number.
    /// </summary>
    public static Scenario OneWeight(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var b = new ProgramBuilder(entry.Name, Source(
            """
            optimizer = torch.optim.{optimizer}([w], {arguments})  #@ lr
            y = w * x                     #@ y
            E = 1/2 * (target - y)**2     #@ E
            optimizer.zero_grad()         #@ zero_grad
            E.backward()                  #@ backward
            optimizer.step()              #@ update
            """, optimizer), isScalar: true);
        Value x = b.Input("x", Shape.Scalar), target = b.Input("target", Shape.Scalar), w = b.Parameter("w", Shape.Scalar);
        Value y = b.Op(Opcode.Mul, "y", [w, x]);
        Value e = b.BeginLoss().Op(Opcode.HalfSquaredError, "E", [y, target]);
        b.ZeroGrad().Backward(e).Step(optimizer, w).Roles(y, e, target);
        (double x, double w, double target) n = (1.5, 0.8, 0.5);
        if (options.SeedOrZero != 0)
        {
            var random = new TorchRandom(options.SeedOrZero);
            do n = (Tenths(random, 1, 5, 25)[0], Tenths(random, 1, -15, 15)[0], Tenths(random, 1, -20, 20)[0]);
            // So far from the target that there is something to learn.
            while (Math.Abs(n.w * n.x - n.target) < 0.3);
        }
        return Ready(b, options, optimizer, [(w, [n.w])], [(x, [n.x]), (target, [n.target])]);
    }

    /// <summary>
    /// An expression graph and a neuron on it. d and e are used twice each, and neither is given: what they pass on is right only once both
    /// uses have sent their part, so the order of the backward pass matters.
    /// </summary>
    public static Scenario Micrograd(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var b = new ProgramBuilder(entry.Name, Source(
            """
            class Value:
                def backward(self):
                    self.grad = 1
                    for node in reversed(topological_order(self)):
                        node.send_gradient_to_inputs()

            optimizer = torch.optim.{optimizer}([a, b, c, w1, w2, bias], {arguments})  #@ lr
            d = a * b                     #@ d
            e = d + c                     #@ e
            f = d * e                     #@ f
            n = w1*e + w2*f + bias        #@ n
            o = n.tanh()                  #@ o
            L = (o - target)**2           #@ L
            optimizer.zero_grad()         #@ zero_grad
            L.backward()                  #@ backward
            optimizer.step()              #@ update
            """, optimizer), isScalar: true);
        Value target = b.Input("target", Shape.Scalar);
        string[] names = ["a", "b", "c", "w1", "w2", "bias"];
        Value[] given = [.. names.Select(name => b.Parameter(name, Shape.Scalar))];
        Value d = b.Op(Opcode.Mul, "d", [given[0], given[1]]), e = b.Op(Opcode.Add, "e", [d, given[2]]), f = b.Op(Opcode.Mul, "f", [d, e]);
        Value o = b.Op(Opcode.Tanh, "o", [b.Op(Opcode.WeightedSum, "n", [given[3], e, given[4], f, given[5]])]);
        Value loss = b.BeginLoss().Op(Opcode.MseLoss, "L", [o, target]);
        b.ZeroGrad().Backward(loss).Step(optimizer, given).Roles(o, loss, target);
        double[] numbers = [2, -1.5, 4, 0.7, 0.1, 0.1];
        if (options.SeedOrZero != 0)
        {
            var random = new TorchRandom(options.SeedOrZero);
            do numbers = [.. Tenths(random, 3, -25, 25), .. Tenths(random, 3, -9, 9)];
            // Where tanh is flat there is next to no gradient to look at.
            while (Math.Abs(Sum(numbers)) is < 0.2 or > 1.2);
        }
        return Ready(b, options, optimizer, [.. given.Zip(numbers).Select(p => (p.First, new[] { p.Second }))],
            [(target, [numbers[5] >= 0 ? 1 : -1])]);

        static double Sum(double[] n) => n[3] * (n[0] * n[1] + n[2]) + n[4] * (n[0] * n[1]) * (n[0] * n[1] + n[2]) + n[5];
    }

    /// <summary>Four samples at once: each weight's gradient is a sum over the batch, each loss a mean.</summary>
    public static Scenario Batch(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var b = new ProgramBuilder(entry.Name, Source(
            """
            fc = nn.Linear(3, 2)
            optimizer = torch.optim.{optimizer}(fc.parameters(), {arguments})  #@ lr
            x, target = batch             #@ x, target
            y = fc(x)                     #@ fc
            loss = F.mse_loss(y, target)  #@ loss
            """ + "\n" + Step, optimizer));
        Value x = b.Input("x", new Shape(4, 3)), target = b.Input("target", new Shape(4, 2));
        Value weight = b.Parameter("fc.weight", new Shape(2, 3)), bias = b.Parameter("fc.bias", new Shape(2));
        Value y = b.Op(Opcode.Linear, "fc", [x, weight, bias], layer: "fc");
        Value loss = b.BeginLoss().Op(Opcode.MseLoss, "loss", [y, target]);
        b.ZeroGrad().Backward(loss).Step(optimizer, weight, bias).Roles(y, loss, target);
        if (options.SeedOrZero == 0)
            return Ready(b, options, optimizer,
                [(weight, [0.5, -0.2, 0.1, -0.3, 0.4, 0.2]), (bias, [0.1, -0.1])],
                [(x, [1, 2, -1, 0, 1, 2, 2, -1, 1, -1, 0, 3]), (target, [1, 0, 0, 1, 2, -1, 0, 1])]);
        var random = new TorchRandom(options.SeedOrZero);
        return Ready(b, options, optimizer,
            [(weight, Tenths(random, 6, -5, 5)), (bias, Tenths(random, 2, -2, 2))],
            [(x, Whole(random, 12, -2, 3)), (target, Whole(random, 8, -1, 2))]);
    }

    /// <summary>Logits, their probabilities (shown only: cross-entropy makes its own) and the gradient (p - y)/N.</summary>
    public static Scenario Softmax(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var b = new ProgramBuilder(entry.Name, Source(
            """
            fc = nn.Linear(3, 3)
            optimizer = torch.optim.{optimizer}(fc.parameters(), {arguments})  #@ lr
            x, labels = batch             #@ x, labels
            logits = fc(x)                #@ logits
            p = F.softmax(logits, dim=1)  #@ p
            loss = F.cross_entropy(logits, labels)  #@ loss
            """ + "\n" + Step, optimizer));
        Value x = b.Input("x", new Shape(2, 3)), labels = b.Input("labels", new Shape(2));
        Value weight = b.Parameter("fc.weight", new Shape(3, 3)), bias = b.Parameter("fc.bias", new Shape(3));
        Value logits = b.Op(Opcode.Linear, "logits", [x, weight, bias], layer: "fc");
        b.Op(Opcode.Softmax, "p", [logits], new AxisAttributes(1));
        Value loss = b.BeginLoss().Op(Opcode.CrossEntropy, "loss", [logits, labels]);
        b.ZeroGrad().Backward(loss).Step(optimizer, weight, bias).Roles(logits, loss, labels);
        if (options.SeedOrZero == 0)
            return Ready(b, options, optimizer,
                [(weight, [0.2, 0.4, -0.1, 0.5, -0.3, 0.2, -0.2, 0.1, 0.3]), (bias, [0.1, 0, -0.1])],
                [(x, [1, 2, -1, 0, 1, 2]), (labels, [0, 2])]);
        var random = new TorchRandom(options.SeedOrZero);
        return Ready(b, options, optimizer,
            [(weight, Tenths(random, 9, -5, 5)), (bias, Tenths(random, 3, -2, 2))],
            [(x, Whole(random, 6, -2, 3)), (labels, Whole(random, 2, 0, 2))]);
    }

    /// <summary>One kernel at four positions, in whole numbers.</summary>
    public static Scenario Conv4x4(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var b = new ProgramBuilder(entry.Name, Source(
            """
            conv1 = nn.Conv2d(1, 1, 3)
            optimizer = torch.optim.{optimizer}(conv1.parameters(), {arguments})  #@ lr
            x, target = batch             #@ x, target
            y = conv1(x)                  #@ conv1
            loss = 1/2 * ((target - y)**2).sum()  #@ loss
            """ + "\n" + Step, optimizer));
        Value x = b.Input("x", new Shape(1, 1, 4, 4)), target = b.Input("target", new Shape(1, 1, 2, 2));
        Value weight = b.Parameter("conv1.weight", new Shape(1, 1, 3, 3)), bias = b.Parameter("conv1.bias", new Shape(1));
        Value y = b.Op(Opcode.Conv2d, "conv1", [x, weight, bias], new Conv2dAttributes(), layer: "conv1");
        Value loss = b.BeginLoss().Op(Opcode.HalfSquaredError, "loss", [y, target]);
        b.ZeroGrad().Backward(loss).Step(optimizer, weight, bias).Roles(y, loss, target);
        if (options.SeedOrZero == 0)
            return Ready(b, options, optimizer,
                [(weight, [1, 0, -1, 0, 1, 0, -1, 0, 1]), (bias, [1])],
                [(x, [1, 0, 2, 1, 0, 1, 3, 2, 2, 1, 0, 1, 1, 3, 1, 0]), (target, [1, 2, 0, -1])]);
        var random = new TorchRandom(options.SeedOrZero);
        return Ready(b, options, optimizer,
            [(weight, Whole(random, 9, -1, 1)), (bias, Whole(random, 1, -2, 2))],
            [(x, Whole(random, 16, 0, 3)), (target, Whole(random, 4, -3, 3))]);
    }

    /// <summary>Four windows, one of which has its maximum twice: the first gets the gradient.</summary>
    public static Scenario Pool4x4(ProgramEntry entry, ScenarioOptions options)
    {
        entry.RefuseUpdateOptions(options);
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(
            """
            x, gradient = batch
            x.requires_grad_()            #@ x
            y = F.max_pool2d(x, 2)        #@ pool1
            x.grad = torch.zeros_like(x)  #@ zero_grad
            y.backward(gradient)          #@ gradient, backward
            """));
        Value x = b.Input("x", new Shape(1, 1, 4, 4), requiresGrad: true), gradient = b.Input("gradient", new Shape(1, 1, 2, 2));
        Value y = b.Op(Opcode.MaxPool2d, "pool1", [x], new MaxPool2dAttributes(2, 2));
        b.ZeroGrad().Backward(y, gradient).Roles(y);
        if (options.SeedOrZero == 0)
            return Ready(b, options, null, [], [(x, [1, 3, 4, 4, 2, 0, 1, 2, 0, 5, 2, 1, 7, 6, 3, 8]), (gradient, [1, 2, 3, 4])]);
        var random = new TorchRandom(options.SeedOrZero);
        return Ready(b, options, null, [], [(x, Windows(random)), (gradient, [.. random.RandPerm(9).Take(4).Select(n => n + 1.0)])]);
    }

    /// <summary>A 4×4 image of digits, in one of whose windows the largest stands twice.</summary>
    private static double[] Windows(TorchRandom random)
    {
        var pixels = new double[16];
        int tied = random.RandPerm(4)[0];
        for (int window = 0; window < 4; window++)
        {
            int[] digits = random.RandPerm(10)[..4];
            int most = Array.IndexOf(digits, digits.Max());
            if (window == tied) digits[(most + 1 + random.RandPerm(3)[0]) % 4] = digits[most];
            for (int k = 0; k < 4; k++) pixels[(window / 2 * 2 + k / 2) * 4 + window % 2 * 2 + k % 2] = digits[k];
        }
        return pixels;
    }

    /// <summary>Whole numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    private static double[] Whole(TorchRandom random, int n, int low, int high)
    {
        var numbers = new double[n];
        for (int i = 0; i < n; i++) numbers[i] = low + (int)(random.NextUInt32() % (uint)(high - low + 1));
        return numbers;
    }

    /// <summary>Tenths, none of them 0: from <paramref name="low"/>/10 to <paramref name="high"/>/10.</summary>
    internal static double[] Tenths(TorchRandom random, int n, int low, int high)
    {
        var numbers = new double[n];
        for (int i = 0; i < n; i++)
            while (numbers[i] == 0) numbers[i] = Whole(random, 1, low, high)[0] / 10;
        return numbers;
    }

    private static SourceListing Source(string lines, OptimizerSpec optimizer) =>
        SourceListing.Parse(Network.WithOptimizer(lines, optimizer));

    private static Scenario Ready(
        ProgramBuilder builder, ScenarioOptions options, OptimizerSpec? optimizer, (Value Value, double[] Numbers)[] parameters,
        (Value Value, double[] Numbers)[] inputs)
    {
        var batch = new FixedBatch(
            l => options.SeedOrZero == 0 ? ModelTexts.In(l).ChosenByHand : ModelTexts.In(l).SmallNumbers(options.SeedOrZero),
            [.. inputs.Select(i => KeyValuePair.Create(i.Value, new Tensor(i.Value.Shape, i.Numbers)))]);
        var initial = parameters.ToDictionary(p => p.Value, p => new Tensor(p.Value.Shape, p.Numbers));
        Program program = builder.Build();
        return optimizer is null
            ? new(program, options.SeedOrZero, initial, batch)
            : ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer, batch);
    }
}
