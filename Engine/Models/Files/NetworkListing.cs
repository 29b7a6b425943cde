using System.Globalization;
using System.Text;

namespace Backstep.Engine.Models.Files;

/// <summary>The listing of a network from a file, as a learner would write it in PyTorch, with the markers of
/// <see cref="Programs.SourceListing"/>.</summary>
internal static class NetworkListing
{
    /// <summary>The layer that stands before the first one where images come in.</summary>
    public const string FlattenName = "flatten";

    public static string Forward(NetworkFile file)
    {
        var lines = new StringBuilder();
        Container(lines, "net = ", file.Modules, "", "", ")");
        return lines.ToString().TrimEnd('\n');
    }

    public static string Step(NetworkFile file)
    {
        string target = file.Loss.TakesLabels ? "labels" : "target", x = file.Flattens ? "images" : "x";
        string last = Last(file.Modules[^1]);
        return "\n" + $"""
            optimizer = torch.optim.{"{optimizer}"}(net.parameters(), {"{arguments}"})  #@ lr
            {x}, {target} = batch  #@ {(file.Flattens ? "images=x, labels" : $"x, {target}")}
            {(file.Flattens ? $"preds = net(images.flatten(1))  #@ {FlattenName}, preds={last}" : $"preds = net(x)  #@ preds={last}")}
            loss = {file.Loss.Python}  #@ {(file.Loss.TakesLogits ? "p, " : "")}loss
            optimizer.zero_grad()  #@ zero_grad
            loss.backward()  #@ backward
            optimizer.step()  #@ update
            """;
    }

    /// <summary>The name of the value that a module makes last.</summary>
    private static string Last(NamedModule module) =>
        module.Module is Sequential s ? $"{module.Name}.{Last(s.Children[^1])}" : module.Name;

    private static void Container(
        StringBuilder lines, string start, IReadOnlyList<NamedModule> modules, string prefix, string indent, string end)
    {
        bool isNamed = modules.Where((m, i) => m.Name != i.ToString(CultureInfo.InvariantCulture)).Any();
        lines.Append(indent).Append(start).Append(isNamed ? "nn.Sequential(OrderedDict([\n" : "nn.Sequential(\n");
        foreach (NamedModule m in modules)
        {
            (string before, string after) = isNamed ? ($"(\"{m.Name}\", ", "),") : ("", ",");
            if (m.Module is Sequential inner)
                Container(lines, before, inner.Children, $"{prefix}{m.Name}.", indent + "    ", ")" + after);
            else lines.Append($"{indent}    {before}{Python(m.Module)}{after}  #@ {prefix}{m.Name}\n");
        }
        lines.Append(indent).Append(isNamed ? "]))" : ")").Append(end.AsSpan(1)).Append('\n');
    }

    /// <summary>The call that makes a module, without what PyTorch takes unless told otherwise.</summary>
    private static string Python(Module module) => module switch
    {
        Linear l => $"nn.Linear({l.InFeatures}, {l.OutFeatures}{NoBias(l.HasBias)})",
        Conv2d c => $"nn.Conv2d({c.InChannels}, {c.OutChannels}, {c.Kernel}{Unless(1, ", stride", c.Stride)}"
            + $"{Unless(0, ", padding", c.Padding)}{NoBias(c.HasBias)})",
        MaxPool2d p => $"nn.MaxPool2d({p.Kernel}{Unless(p.Kernel, ", stride", p.Stride)})",
        Softmax s => $"nn.Softmax(dim={s.Dim})",
        LogSoftmax s => $"nn.LogSoftmax(dim={s.Dim})",
        _ => $"nn.{module.GetType().Name}()",
    };

    private static string NoBias(bool hasBias) => hasBias ? "" : ", bias=False";

    private static string Unless(int usual, string name, int value) => value == usual ? "" : $"{name}={value}";
}
