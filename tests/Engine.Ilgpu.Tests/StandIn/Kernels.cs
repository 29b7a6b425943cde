using System.Runtime.CompilerServices;
using ILGPU.Running;

namespace ILGPU;

/// <summary>The running thread within its group.</summary>
public static class Group
{
    public static int IdxX => KernelThread.Current.Index.X;

    public static int IdxY => KernelThread.Current.Index.Y;

    public static int IdxZ => KernelThread.Current.Index.Z;

    public static int DimX => KernelThread.Current.GroupDim.X;

    public static int DimY => KernelThread.Current.GroupDim.Y;

    public static int DimZ => KernelThread.Current.GroupDim.Z;

    public static bool IsFirstThread => KernelThread.Current.Index is { X: 0, Y: 0, Z: 0 };

    /// <summary>Waits until every thread of the group is here.</summary>
    public static void Barrier() => KernelThread.Current.Barrier();
}

/// <summary>The running thread's group within the grid.</summary>
public static class Grid
{
    public static int IdxX => KernelThread.Current.GroupIndex.X;

    public static int IdxY => KernelThread.Current.GroupIndex.Y;

    public static int IdxZ => KernelThread.Current.GroupIndex.Z;

    public static int DimX => KernelThread.Current.GridDim.X;

    public static int DimY => KernelThread.Current.GridDim.Y;

    public static int DimZ => KernelThread.Current.GridDim.Z;

    public static Index3D GlobalIndex => new(IdxX * Group.DimX + Group.IdxX, IdxY * Group.DimY + Group.IdxY, IdxZ * Group.DimZ + Group.IdxZ);
}

/// <summary>Memory that the threads of a group share.</summary>
public static class SharedMemory
{
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => KernelThread.Current.Share<T>(extent);
}

/// <summary>Memory of one thread.</summary>
public static class LocalMemory
{
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => KernelThread.Current.Own<T>(extent);
}

/// <summary>Bits of numbers, and sizes.</summary>
public static class Interop
{
    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);

    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);

    public static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();
}
