using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>
/// Samples out of a folder: pictures in a subfolder a class, or with the class before the first _ or - in their names; both halves in
/// subfolders <c>train</c> and <c>test</c>; or one data file, or two of which one is called train.
/// </summary>
internal static class OwnFolder
{
    private static readonly ImmutableArray<string> PictureEndings = [".png", ".jpg", ".jpeg"];

    private static readonly ImmutableArray<string> DataEndings = [".npz", ".csv", ".csv.gz", ".tsv", ".npy"];

    /// <exception cref="DataException">There is nothing that can be read, or a file is damaged.</exception>
    public static (OwnSamples All, OwnSamples? Test) Read(string folder)
    {
        string[] folders = [.. Entries(folder, Directory.EnumerateDirectories)];
        string? train = Half("train", "training"), test = Half("test", "testing", "val");
        if (train is not null) return (Pictures(train), test is null ? null : Pictures(test));
        string[] files = [.. Entries(folder, Directory.EnumerateFiles)];
        if (files.Any(IsPicture) || folders.Any(f => Entries(f, Directory.EnumerateFiles).Any(IsPicture))) return (Pictures(folder), null);
        string[] data = [.. files.Where(f => DataEndings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)) || IsIdxImages(f))];
        string[] first = [.. data.Where(f => Path.GetFileName(f).Contains("train", StringComparison.OrdinalIgnoreCase))];
        string[] inputs = [.. (first.Length > 0 ? first : data).Where(f => !IsTargets(Path.GetFileName(f)))];
        return inputs switch
        {
            [var only] => OwnFile.Read(only),
            [] => throw new DataException(l => DataTexts.In(l).NothingInFolder(folder)),
            _ => throw new DataException(
                l => DataTexts.In(l).ManyInFolder(folder, CsvReader.Short(string.Join(", ", inputs.Select(Path.GetFileName))))),
        };

        string? Half(params string[] names) =>
            folders.FirstOrDefault(f => names.Contains(Path.GetFileName(f), StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsTargets(string name) => name.Contains("label", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("y", StringComparison.OrdinalIgnoreCase) || name.Contains("target", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdxImages(string file) => Path.GetFileName(file) is var name
        && name.Contains("images", StringComparison.OrdinalIgnoreCase) && name.Contains("idx", StringComparison.OrdinalIgnoreCase);

    private static bool IsPicture(string file) => PictureEndings.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Entries(string folder, Func<string, string, EnumerationOptions, IEnumerable<string>> list) =>
        list(folder, "*", new EnumerationOptions { IgnoreInaccessible = true })
            .Where(p => !Path.GetFileName(p).StartsWith('.')).Order(StringComparer.Ordinal);

    private static OwnSamples Pictures(string folder)
    {
        (string File, string Class)[] pictures =
        [
            .. Entries(folder, Directory.EnumerateDirectories).SelectMany(
                f => Entries(f, Directory.EnumerateFiles).Where(IsPicture).Select(p => (p, Path.GetFileName(f)))),
        ];
        bool areInFolders = pictures.Length > 0;
        if (!areInFolders) pictures = [.. Entries(folder, Directory.EnumerateFiles).Where(IsPicture).Select(p => (p, ClassIn(p)))];
        if (pictures.Length == 0) throw new DataException(l => DataTexts.In(l).NothingInFolder(folder));
        GreyPicture first = PictureFile.Read(pictures[0].File);
        int length = first.Rows * first.Columns;
        if ((long)length * pictures.Length > Array.MaxLength)
            throw new DataException(l => DataTexts.In(l).TooManyPictures(folder, pictures.Length, first.Rows, first.Columns));
        var pixels = new byte[length * pictures.Length];
        for (int i = 0; i < pictures.Length; i++)
        {
            string file = pictures[i].File;
            GreyPicture picture = i == 0 ? first : PictureFile.Read(file);
            if ((picture.Rows, picture.Columns) != (first.Rows, first.Columns))
                throw new DataException(l => DataTexts.In(l).OtherPicture(file, picture.Rows, picture.Columns, first.Rows, first.Columns));
            picture.Pixels.CopyTo(pixels.AsSpan(i * length));
        }
        string[] classes = [.. pictures.Select(p => p.Class).Distinct()];
        Targets targets = OwnData.Classes(folder, [.. pictures.Select(p => Array.IndexOf(classes, p.Class))], classes);
        return new(new Samples(new Shape(1, first.Rows, first.Columns), pictures.Length, pixels, []), targets,
            l => DataTexts.In(l).HowPictures(pictures.Length, first.Rows, first.Columns, areInFolders, targets.ClassNames.Length));
    }

    private static string ClassIn(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        int end = name.AsSpan().IndexOfAny('_', '-');
        return end > 0 ? name[..end] : throw new DataException(l => DataTexts.In(l).NoClassInName(file));
    }
}
