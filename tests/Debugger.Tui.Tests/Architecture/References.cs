using System.Reflection;
using System.Reflection.Emit;

namespace Backstep.Debugger.Tui.Tests.Architecture;

/// <summary>Which types a type uses: in its signatures, its fields, its bases and the code of its methods.</summary>
internal static class References
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!)
            .ToDictionary(o => o.Value);

    /// <summary>Every type that <paramref name="type"/> uses, generic arguments taken apart.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(type.BaseType);
        foreach (Type i in type.GetInterfaces()) Add(i);
        foreach (FieldInfo field in type.GetFields(Everything)) Add(field.FieldType);
        foreach (MethodBase method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            if (method is MethodInfo m) Add(m.ReturnType);
            foreach (ParameterInfo p in method.GetParameters()) Add(p.ParameterType);
            if (method.GetMethodBody() is not { } body) continue;
            foreach (LocalVariableInfo local in body.LocalVariables) Add(local.LocalType);
            foreach (MemberInfo member in Members(method, body.GetILAsByteArray()!))
            {
                Add(member as Type ?? member.DeclaringType);
                if (member is MethodInfo { IsGenericMethod: true } generic) foreach (Type argument in generic.GetGenericArguments())
                    Add(argument);
            }
        }
        return found;

        void Add(Type? t)
        {
            while (t is { HasElementType: true }) t = t.GetElementType();
            if (t is null || t.IsGenericParameter || !found.Add(t)) return;
            if (t.IsGenericType) foreach (Type argument in t.GetGenericArguments()) Add(argument);
        }
    }

    /// <summary>Every method that the code of <paramref name="type"/> calls or hands on.</summary>
    public static IEnumerable<MethodInfo> MethodsCalledBy(Type type) =>
        from method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything))
        where method.GetMethodBody() is not null
        from called in Members(method, method.GetMethodBody()!.GetILAsByteArray()!).OfType<MethodInfo>()
        select called;

    /// <summary>The types, methods and fields that a method's code names (ECMA-335, part III).</summary>
    private static IEnumerable<MemberInfo> Members(MethodBase method, byte[] code)
    {
        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            short value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            OpCode opcode = OpCodesByValue[value];
            at += opcode.Size;
            switch (opcode.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok:
                    if (method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments) is { } member)
                        yield return member;
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + 4 * BitConverter.ToInt32(code, at);
                    break;
                default:
                    at += opcode.OperandType switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }
}
