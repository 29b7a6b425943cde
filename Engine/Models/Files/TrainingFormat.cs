using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models.Files;

/// <summary>The losses and optimizers that a file can name, with PyTorch's arguments.</summary>
internal static class TrainingFormat
{
    /// <summary>The loss that a call makes: <c>nn.MSELoss()</c>.</summary>
    /// <exception cref="NetworkFileException">There is none of that name, or it is asked for something that it cannot do.</exception>
    public static NetworkLoss Loss(PyCall call)
    {
        if (call.Type == "NLLLoss") throw call.Place.Fault(t => t.NoNllLoss);
        NetworkLoss loss = NetworkLoss.All.FirstOrDefault(l => l.Name == call.Type)
            ?? throw call.Place.Fault(t => t.NoLoss(Json.Quoted.Shown(call.Type), Json.Quoted.Near(call.Type, NetworkFormat.Losses),
                string.Join(", ", NetworkFormat.Losses)));
        string reduction = "mean";
        foreach ((string name, PyNode value) in call.Named)
            reduction = name == "reduction" && value is PyText { Text: var text } ? text
                : throw value.Place.Fault(t => t.NoLossArgument(loss.Name, Json.Quoted.Shown(name)));
        if (call.Arguments.Length > 0) throw call.Arguments[0].Place.Fault(t => t.NoLossArgument(loss.Name, "1"));
        string wanted = loss.IsSum ? "sum" : "mean";
        return reduction == wanted ? loss : throw call.Place.Fault(t => t.OnlyReduction(loss.Name, wanted));
    }

    /// <summary>The optimizer that a call makes: <c>optim.SGD(net.parameters(), lr=0.1)</c>.</summary>
    /// <exception cref="NetworkFileException">There is none of that name, or an argument is not what it takes.</exception>
    public static OptimizerSpec Optimizer(PyCall call)
    {
        if (!NetworkFormat.Optimizers.Contains(call.Type))
            throw call.Place.Fault(
                t => t.NoOptimizer(Json.Quoted.Shown(call.Type), Json.Quoted.Near(call.Type, NetworkFormat.Optimizers),
                    string.Join(", ", NetworkFormat.Optimizers)));
        bool isSgd = call.Type == "SGD", isAdamW = call.Type == "AdamW";
        // In torch.optim's order.
        string[] keys = isSgd ? ["lr", "momentum", "dampening", "weight_decay", "nesterov"]
            : ["lr", "betas", "eps", "weight_decay", "amsgrad"];
        // A file of our own has no parameters to hand over, a script has.
        ImmutableArray<PyNode> plain = call.Arguments is [PyNumber, ..] ? call.Arguments : [.. call.Arguments.Skip(1)];
        if (plain.Length > keys.Length) throw plain[^1].Place.Fault(t => t.TooManyArguments(call.Type, keys.Length, plain.Length));
        var given = plain.Select((value, i) => KeyValuePair.Create(keys[i], value)).ToDictionary(StringComparer.Ordinal);
        foreach ((string name, PyNode value) in call.Named.Where(n => n.Key != "params"))
        {
            if (!keys.Contains(name))
                throw value.Place.Fault(t => t.NoArgument(call.Type, Json.Quoted.Shown(name), Json.Quoted.Near(name, keys),
                    string.Join(", ", keys)));
            if (!given.TryAdd(name, value)) throw value.Place.Fault(t => t.ArgumentTwice(name));
        }
        foreach (string name in (string[])["dampening", "nesterov", "amsgrad"])
            if (given.TryGetValue(name, out PyNode? value) && value is not (PyNumber { Number: 0 } or PyName { Name: "False" }))
                throw value.Place.Fault(t => t.OnlyUsual(call.Type, name, name == "dampening" ? "0" : "False"));
        // torch.optim.SGD's own default, as Adam's, is 1e-3.
        double rate = Number("lr", 1e-3), decay = Number("weight_decay", isAdamW ? 0.01 : 0);
        if (isSgd) return OptimizerSpec.Sgd(rate, Number("momentum", 0, most: 1), decay);
        (double beta1, double beta2) = (0.9, 0.999);
        if (given.TryGetValue("betas", out PyNode? betas))
            (beta1, beta2) = betas is PyList
            {
                Items: [PyNumber { Number: >= 0 and < 1 and var a },
                PyNumber { Number: >= 0 and < 1 and var b }]
            }
                ? (a, b) : throw betas.Place.Fault(t => t.BetasWanted);
        double epsilon = Number("eps", 1e-8);
        return isAdamW ? OptimizerSpec.AdamW(rate, decay, beta1, beta2, epsilon) : OptimizerSpec.Adam(rate, decay, beta1, beta2, epsilon);

        double Number(string name, double otherwise, double most = double.MaxValue) =>
            given.TryGetValue(name, out PyNode? value) ? Rate(name, value, most) : otherwise;
    }

    private static double Rate(string name, PyNode value, double most) => value switch
    {
        PyNumber { Number: var n } when double.IsFinite(n) && n >= 0 && n <= most => n,
        PyName { Name: var unknown } => throw value.Place.Fault(t => t.UnknownName(Json.Quoted.Shown(unknown), name)),
        _ => throw value.Place.Fault(t => t.RateWanted(name, most < double.MaxValue)),
    };
}
