namespace Backstep.Engine.Backends.Gpu;

/// <summary>A GPU cannot do what is asked: no driver, no device, too little memory.
/// The message is one line that says what is missing and what to do.</summary>
public sealed class GpuException(Func<Language, string> line, Exception? inner = null) : LocalizedException(line, inner)
{
    /// <summary>
    /// What an exception says about the GPU: itself or the cause of it that is a <see cref="GpuException"/>;
    /// a new one if it comes out of ILGPU. Null if it is about something else. Asking does not load ILGPU.
    /// </summary>
    public static GpuException? Of(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is GpuException known) return known;
            for (Type? type = e.GetType(); type is not null; type = type.BaseType)
                if (type.Assembly.GetName().Name == "ILGPU")
                {
                    string why = e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
                    return new GpuException(l => GpuTexts.In(l).DriverFailed(why), exception);
                }
        }
        return null;
    }
}
