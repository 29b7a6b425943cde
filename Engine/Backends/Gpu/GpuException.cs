namespace Backstep.Engine.Backends.Gpu;

/// <summary>A GPU cannot do what is asked: no plug-in, no driver, no device, too little memory. The message is one line that says what is missing and what to do.</summary>
public sealed class GpuException : Exception
{
    /// <summary>A fault that the message says all about.</summary>
    public GpuException(string message) : base(message)
    {
    }

    /// <summary>A fault with what lies behind it.</summary>
    public GpuException(string message, Exception inner) : base(message, inner)
    {
    }
}
