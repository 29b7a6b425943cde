namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>A number that the compiler knows.</summary>
internal interface INumber
{
    static abstract int Value { get; }
}

internal readonly struct One : INumber { public static int Value => 1; }
internal readonly struct Two : INumber { public static int Value => 2; }
internal readonly struct Three : INumber { public static int Value => 3; }
internal readonly struct Four : INumber { public static int Value => 4; }
internal readonly struct Five : INumber { public static int Value => 5; }
internal readonly struct Six : INumber { public static int Value => 6; }
