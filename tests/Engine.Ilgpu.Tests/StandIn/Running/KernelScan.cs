using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU.Running;

/// <summary>
/// Reads a kernel's instructions and those of the methods that it calls: whether threads meet at barriers, and whether anything is in it
/// that a GPU's compiler refuses (objects, exceptions, static fields, double, functions of the host).
/// </summary>
internal sealed class KernelScan
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    private readonly HashSet<MethodBase> _seen = [];
    private readonly string _kernel;

    public KernelScan(MethodInfo method)
    {
        _kernel = $"kernel {method.DeclaringType?.Name}.{method.Name}";
        if (!method.IsStatic) throw new NotSupportedException($"{_kernel} is no static method");
        Read(method, []);
    }

    public bool HasBarriers { get; private set; }

    private void Read(MethodBase method, HashSet<MethodBase> callers)
    {
        if (!callers.Add(method)) throw new NotSupportedException($"{_kernel}: {method.Name} calls itself");
        if (_seen.Add(method))
        {
            MethodBody body = method.GetMethodBody() ?? throw new NotSupportedException($"{_kernel}: {method.Name} has no code");
            if (body.ExceptionHandlingClauses.Count > 0) throw new NotSupportedException($"{_kernel}: {method.Name} handles exceptions");
            foreach ((OpCode code, int token) in Instructions(body.GetILAsByteArray()!)) Check(method, code, token, callers);
        }
        callers.Remove(method);
    }

    private void Check(MethodBase method, OpCode code, int token, HashSet<MethodBase> callers)
    {
        if (code == OpCodes.Throw || code == OpCodes.Box || code == OpCodes.Newarr || code == OpCodes.Ldstr || code == OpCodes.Ldsfld || code == OpCodes.Stsfld || code == OpCodes.Ldsflda
            || code == OpCodes.Ldc_R8 || code == OpCodes.Conv_R8 || code == OpCodes.Ldftn || code == OpCodes.Callvirt || code == OpCodes.Calli || code == OpCodes.Localloc)
            throw new NotSupportedException($"{_kernel}: {method.Name} uses '{code.Name}', which no kernel may");
        if (code != OpCodes.Call && code != OpCodes.Newobj) return;
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        MethodBase called = method.Module.ResolveMethod(token, ofType, method.IsGenericMethod ? method.GetGenericArguments() : null)!;
        Type owner = called.DeclaringType!;
        if (owner == typeof(Group) && called.Name == nameof(Group.Barrier)) HasBarriers = true;
        if (owner.Namespace?.StartsWith(nameof(ILGPU), StringComparison.Ordinal) == true) return;
        if (owner.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) == true)
        {
            if (owner == typeof(MathF) && called.Name is nameof(MathF.Sqrt) or nameof(MathF.Abs) or nameof(MathF.Max) or nameof(MathF.Min)) return;
            if (owner == typeof(Math) && called.Name is nameof(Math.Abs) or nameof(Math.Max) or nameof(Math.Min)) return;
            throw new NotSupportedException($"{_kernel}: {method.Name} calls {owner.Name}.{called.Name}, which no GPU has");
        }
        if (!owner.IsValueType && called.IsConstructor) throw new NotSupportedException($"{_kernel}: {method.Name} makes an object, {owner.Name}");
        Read(called, callers);
    }

    /// <summary>Each instruction's code and, where it has one, its token.</summary>
    private static IEnumerable<(OpCode Code, int Token)> Instructions(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            short value = il[at++];
            if (value == 0xFE) value = (short)(0xFE00 | il[at++]);
            OpCode code = s_codes[value];
            int size = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
            yield return (code, size == 4 ? BitConverter.ToInt32(il, at) : 0);
            at += size;
        }
    }
}
