using System.Text.RegularExpressions;

namespace Backstep.Engine.Data;

/// <summary>Reads one file of data, and the one beside it that is tested on or has its labels.</summary>
internal static partial class OwnFile
{
    /// <exception cref="DataException">It is missing, not known, or damaged.</exception>
    public static (OwnSamples All, OwnSamples? Test) Read(string path)
    {
        byte[] begin;
        using (FileContent content = FileContent.Open(path)) begin = content.ReadUpTo(8);
        if (begin is [(byte)'P', (byte)'K', ..]) return OwnArrays.ReadAll(path);
        if (begin is [(byte)'B', (byte)'Z', (byte)'h', ..]) throw new DataException(l => DataTexts.In(l).IsBzip2(path));
        if (begin is [0x89, (byte)'H', (byte)'D', (byte)'F', ..]) throw new DataException(l => DataTexts.In(l).IsHdf(path));
        if (begin is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..])
            throw new DataException(l => DataTexts.In(l).IsPicture(path));
        bool isIdx = begin is [0, 0, >= 8 and <= 14, >= 1 and <= 4, ..];
        Func<string, OwnSamples> one = isIdx ? p => OwnArrays.ReadIdx(p, Labels(p))
            : NumpyFile.Begins(begin) ? p => OwnArrays.Read(p, Labels(p)) : OwnTable.Read;
        OwnSamples all = one(path);
        string? test = Beside(path, Test).FirstOrDefault(File.Exists);
        // The table that a competition wants filled in has no labels.
        return (all, test is null || (!isIdx && !NumpyFile.Begins(begin) && !OwnTable.HasTarget(test, path)) ? null : one(test));
    }

    /// <summary>The file with the labels, beside the one with the images, by its name.</summary>
    /// <exception cref="DataException">There is none.</exception>
    private static string Labels(string path)
    {
        string[] candidates = [.. Beside(path, Label).Distinct()];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new DataException(
                l => DataTexts.In(l).NoLabelsBeside(path,
                candidates.Length == 0 ? "y.npy" : string.Join(", ", candidates.Take(2).Select(Path.GetFileName))));
    }

    private static IEnumerable<string> Beside(string path, Func<string, IEnumerable<string>> others)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, name = Path.GetFileName(path);
        return others(name).Where(other => other != name).Select(other => Path.Combine(folder, other));
    }

    private static IEnumerable<string> Test(string name)
    {
        if (TrainPattern().IsMatch(name))
        {
            foreach (string test in (string[])["test", "t10k"]) yield return TrainPattern().Replace(name, test, 1);
            yield break;
        }
        int dot = name.IndexOf('.', 1);
        (string stem, string extension) = dot < 0 ? (name, "") : (name[..dot], name[dot..]);
        foreach (string test in (string[])["_test", "-test"]) yield return stem + test + extension;
    }

    private static IEnumerable<string> Label(string name)
    {
        foreach (string images in (string[])["images", "data", "features", "inputs"])
            if (name.Contains(images, StringComparison.Ordinal))
                foreach (string labels in (string[])["labels", "targets"])
                    foreach (string rank in (string[])["idx1-ubyte", "idx1-byte", "idx1-short", "idx1-int", "idx2-int"])
                        yield return IdxPattern().Replace(name.Replace(images, labels, StringComparison.Ordinal), rank);
        if (XPattern().IsMatch(name))
            foreach (string y in (string[])["y", "Y"]) yield return XPattern().Replace(name, y, 1);
    }

    /// <summary>What a NumPy or IDX file holds.</summary>
    internal static NumberArray Array(string path)
    {
        byte[] begin;
        using (FileContent content = FileContent.Open(path)) begin = content.ReadUpTo(8);
        if (NumpyFile.Begins(begin)) return NumpyFile.Read(path);
        return IdxFile.ReadNumbers(path);
    }

    [GeneratedRegex("idx[1-4]-[a-z]+", RegexOptions.IgnoreCase)]
    private static partial Regex IdxPattern();

    [GeneratedRegex("train(ing)?", RegexOptions.IgnoreCase)]
    private static partial Regex TrainPattern();

    [GeneratedRegex("(?<![a-zA-Z])[xX](?![a-zA-Z])")]
    private static partial Regex XPattern();
}
