using ILGPU.Running;

namespace ILGPU.Runtime;

/// <summary>Loading kernels: a static method becomes something that can be launched.</summary>
public static class KernelLoaders
{
    public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(this Accelerator accelerator, Action<T1> action) where T1 : struct => new Kernel<T1>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(this Accelerator accelerator, Action<T1, T2> action) where T1 : struct where T2 : struct => new Kernel<T1, T2>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3> LoadKernel<T1, T2, T3>(this Accelerator accelerator, Action<T1, T2, T3> action) where T1 : struct where T2 : struct where T3 : struct => new Kernel<T1, T2, T3>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(this Accelerator accelerator, Action<T1, T2, T3, T4> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct => new Kernel<T1, T2, T3, T4>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5> LoadKernel<T1, T2, T3, T4, T5>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct => new Kernel<T1, T2, T3, T4, T5>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6> LoadKernel<T1, T2, T3, T4, T5, T6>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct => new Kernel<T1, T2, T3, T4, T5, T6>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7> LoadKernel<T1, T2, T3, T4, T5, T6, T7>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(accelerator, action).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct where T14 : struct => new Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(accelerator, action).Launch;
}
