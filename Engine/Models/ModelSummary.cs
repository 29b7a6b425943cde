using System.Text;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models;

/// <param name="Structure">What <c>print(net)</c> gives in PyTorch, without a final newline; null for programs that are no
/// <c>nn.Module</c>.</param>
/// <param name="Parameters">Every parameter by name, in the order of the state_dict.</param>
public sealed record ModelSummary(string? Structure, IReadOnlyList<NamedShape> Parameters)
{
    /// <summary>How many numbers the model learns.</summary>
    public long Count => Parameters.Sum(p => (long)p.Shape.Length);

    public static ModelSummary Of(Network network) => new(Print(network.ClassName, network.Modules), [.. network.Parameters]);

    /// <summary>The summary of a program without a network: its parameters.</summary>
    public static ModelSummary Of(Program program) => new(null, [.. program.Parameters.Select(p => new NamedShape(p.Name, p.Shape))]);

    /// <summary>A module and those inside, as <c>nn.Module.__repr__</c> prints them: two more spaces a level.</summary>
    internal static string Print(string className, IReadOnlyList<NamedModule> modules)
    {
        if (modules.Count == 0) return $"{className}()";
        var text = new StringBuilder(className).Append("(\n");
        foreach (NamedModule m in modules)
            text.Append("  (").Append(m.Name).Append("): ").Append(m.Module.Repr.Replace("\n", "\n  ", StringComparison.Ordinal))
                .Append('\n');
        return text.Append(')').ToString();
    }
}
