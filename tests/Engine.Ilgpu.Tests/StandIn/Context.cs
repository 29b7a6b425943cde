using System.Collections.Immutable;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>How hard the compiler of kernels tries.</summary>
public enum OptimizationLevel
{
    Debug,
    O0 = Debug,
    Release,
    O1 = Release,
    O2,
}

/// <summary>The devices to choose from.</summary>
public sealed class Context : IDisposable
{
    private Context(Builder builder) => Devices = [.. builder.Found];

    public ImmutableArray<Device> Devices { get; }

    public static Context Create(Action<Builder> buildingCallback)
    {
        var builder = new Builder();
        buildingCallback(builder);
        return builder.ToContext();
    }

    public void Dispose()
    {
    }

    /// <summary>What a context is made of.</summary>
    public sealed class Builder
    {
        internal List<Device> Found { get; } = [];

        public Builder Optimize(OptimizationLevel level) => this;

        public Context ToContext() => new(this);

        /// <summary>The stand-in's own: a device to be found.</summary>
        internal void Add(Device device) => Found.Add(device);
    }
}
