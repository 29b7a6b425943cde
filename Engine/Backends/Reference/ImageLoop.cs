namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// Loops over images on all cores. Each image writes only what it owns and nothing is summed across images, so the
/// result does not depend on the schedule.
/// </summary>
internal static class ImageLoop
{
    /// <summary>Below this many elements, waking other threads costs more than it saves.</summary>
    private const int SmallestParallel = 16384;

    /// <summary>Runs <paramref name="body"/> for images 0 to <paramref name="images"/> - 1.</summary>
    /// <param name="images">How many.</param>
    /// <param name="work">Elements touched in all.</param>
    /// <param name="body">Handles one image.</param>
    public static void Run(int images, int work, Action<int> body)
    {
        if (images > 1 && work >= SmallestParallel) Parallel.For(0, images, body);
        else for (int n = 0; n < images; n++) body(n);
    }
}
