using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data.Weights;

namespace Backstep.Debugger.Tui.Session;

/// <summary>What a file can hold that the interface opens.</summary>
internal enum FileKind
{
    /// <summary>Trained weights.</summary>
    Weights,

    /// <summary>A course as JSON.</summary>
    Course,

    /// <summary>A network as JSON, as Python writes it or as <c>print(net)</c> shows it.</summary>
    Network,

    /// <summary>Words of the debugger, as <c>--script</c> takes them.</summary>
    Script,
}

/// <summary>Tells by its first bytes what a file holds: names may be any.</summary>
internal static partial class FileKinds
{
    /// <summary>Longer than any sensible script, and enough to see that a file is none.</summary>
    private const int Looked = 4096;

    private static readonly ImmutableArray<string> WeightEndings = [".safetensors", ".npz", ".pt", ".pth"];

    /// <exception cref="UsageException">It is not there, is a folder, cannot be read, or is nothing of these.</exception>
    public static FileKind Of(string path, UiTexts texts)
    {
        if (Directory.Exists(path)) throw new UsageException(texts.Dialogs.IsFolder(path));
        if (!File.Exists(path)) throw new UsageException(texts.Dialogs.NoSuchFile(path));
        var bytes = new byte[Looked];
        int count;
        try
        {
            using FileStream file = File.OpenRead(path);
            count = file.ReadAtLeast(bytes, Looked, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(texts.Dialogs.CannotRead(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.')));
        }
        ReadOnlySpan<byte> start = bytes.AsSpan(0, count);
        if (WeightFile.Begins(start) || WeightEndings.Any(IsNamed)) return FileKind.Weights;
        bool isJson = start.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..] || IsNamed(".json");
        if (isJson && !NetworkKey().IsMatch(Encoding.UTF8.GetString(start))) return FileKind.Course;
        if (isJson) return FileKind.Network;
        if (start.Contains((byte)0) || count == 0 || !IsText(start)) throw new UsageException(texts.Dialogs.NothingToOpen(path));
        return IsNamed(".py") || Python().IsMatch(Encoding.UTF8.GetString(start)) ? FileKind.Network : FileKind.Script;

        bool IsNamed(string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"""(network|layers)""\s*:")]
    private static partial Regex NetworkKey();

    [GeneratedRegex(@"\bSequential\s*\(|^[^\W\d]\w*\(\s*\n\s*\(\w+\):", RegexOptions.Multiline)]
    private static partial Regex Python();

    // A sign may be cut at the end of what was looked at.
    private static bool IsText(ReadOnlySpan<byte> start) =>
        !Encoding.UTF8.GetString(start[..^Math.Min(3, start.Length - 1)]).TrimEnd('\uFFFD').Contains('\uFFFD', StringComparison.Ordinal);
}
