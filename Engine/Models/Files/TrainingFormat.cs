using Backstep.Engine.Programs;

namespace Backstep.Engine.Models.Files;

/// <summary>The losses and optimizers that a file can name, with PyTorch's arguments.</summary>
internal static class TrainingFormat
{
    /// <summary>The loss that a call makes: <c>nn.MSELoss()</c>.</summary>
    /// <exception cref="NetworkFileException">There is none of that name, or it is asked for something that it cannot do.</exception>
    public static NetworkLoss Loss(PyCall call)
    {
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
        bool isSgd = call.Type == "SGD";
        string[] keys = isSgd ? ["lr", "momentum", "weight_decay"] : ["lr", "weight_decay"];
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, PyNode value) in call.Named)
        {
            if (name == "params") continue;
            if (!keys.Contains(name))
                throw value.Place.Fault(t => t.NoArgument(call.Type, Json.Quoted.Shown(name), Json.Quoted.Near(name, keys),
                    string.Join(", ", keys)));
            numbers[name] = Rate(name, value, name == "momentum" ? 1 : double.MaxValue);
        }
        // The second argument without a name is the learning rate.
        if (call.Arguments.Length > 1) numbers["lr"] = Rate("lr", call.Arguments[1], double.MaxValue);
        double momentum = numbers.GetValueOrDefault("momentum"), decay = numbers.GetValueOrDefault("weight_decay");
        // torch.optim.SGD's own default, as Adam's, is 1e-3.
        double rate = numbers.GetValueOrDefault("lr", 1e-3);
        return isSgd ? OptimizerSpec.Sgd(rate, momentum, decay) : OptimizerSpec.Adam(rate, decay);
    }

    private static double Rate(string name, PyNode value, double most) =>
        value is PyNumber { Number: var n } && double.IsFinite(n) && n >= 0 && n <= most ? n
            : throw value.Place.Fault(t => t.RateWanted(name, most < double.MaxValue));
}
