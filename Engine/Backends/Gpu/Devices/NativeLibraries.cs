using System.Runtime.InteropServices;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>The drivers' libraries.</summary>
internal static class NativeLibraries
{
    /// <summary>Where the Windows subsystem keeps the driver that it takes over from Windows.</summary>
    private const string WslFolder = "/usr/lib/wsl/lib/";

    // A resolver can be set once in an assembly's life.
    private static readonly Lazy<bool> s_mapped = new(Map);

    /// <summary>Whether an NVIDIA driver is there.</summary>
    /// <param name="library">The library that was looked for.</param>
    public static bool HasCuda(out string library)
    {
        library = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        return s_mapped.Value && TryLoad(library, out _);
    }

    /// <summary>Whether an OpenCL driver is there.</summary>
    /// <param name="library">The library that was looked for.</param>
    public static bool HasOpenCl(out string library)
    {
        library =
            OperatingSystem.IsWindows() ? "OpenCL.dll"
                : OperatingSystem.IsMacOS() ? "/System/Library/Frameworks/OpenCL.framework/OpenCL"
                : "libOpenCL.so.1";
        return s_mapped.Value && TryLoad(library, out _);
    }

    /// <summary>On Linux ILGPU asks for names that only the packages for developers bring;
    /// the drivers bring the ones with a version.</summary>
    private static bool Map()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) => name switch
            {
                "cuda" when TryLoad("libcuda.so.1", out nint handle) => handle,
                "OpenCL" when TryLoad("libOpenCL.so.1", out nint handle) => handle,
                _ => 0,
            });
        }
        return true;
    }

    private static bool TryLoad(string library, out nint handle) =>
        NativeLibrary.TryLoad(library, out handle) || NativeLibrary.TryLoad(WslFolder + library, out handle);
}
