using System.Collections.Immutable;

namespace Backstep.Engine.Data;

/// <summary>The four files of one data set, found.</summary>
/// <param name="Kind">Which data set.</param>
/// <param name="Folder">Where they are; empty for a data set without files, as are the paths.</param>
/// <param name="Paths">The paths, in the order of <see cref="DatasetKind.FileNames"/>; with or without <c>.gz</c>.</param>
public sealed record DatasetFiles(DatasetKind Kind, string Folder, ImmutableArray<string> Paths);

/// <summary>
/// Finds and loads the data sets that are known by name. In a folder DIR the files of <c>mnist</c> may be in DIR/mnist,
/// DIR/MNIST/raw (where torchvision keeps them), DIR itself or DIR/raw; the first that holds all four is taken, each file plain
/// or .gz, with dashes, dots or underscores in its name. A folder that is named for the other data set is never taken. <c>synthetic</c> has
/// no files: it is found everywhere and drawn when it is loaded.
/// </summary>
public static class DatasetStore
{
    /// <summary>The environment variable that names the folder to look in.</summary>
    public const string Variable = "BACKSTEP_DATA";

    private static EnumerationOptions Readable => new() { IgnoreInaccessible = true };

    /// <summary>Height and width of every image of the known data sets.</summary>
    private const int Side = 28;

    /// <summary>
    /// The folders to look in: the one given, and no other; without one, <c>BACKSTEP_DATA</c> if it is set, then <c>data</c> in the current
    /// folder, then <c>data</c> in the folder of the user's data (<see cref="UserFolder"/>), then <c>.cache/backstep</c> in the home
    /// folder.
    /// </summary>
    public static ImmutableArray<string> Roots(string? directory) =>
        directory is not null ? [directory]
            : DefaultRoots(
                Environment.GetEnvironmentVariable, UserFolder.ThisSystem,
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary><see cref="Roots"/> without a given folder.</summary>
    /// <param name="environment">Reads a variable of the environment, null when it is not set.</param>
    /// <param name="system">Whose habits count.</param>
    /// <param name="home">The home folder; empty where there is none.</param>
    public static ImmutableArray<string> DefaultRoots(Func<string, string?> environment, UserSystem system, string home)
    {
        ImmutableArray<string> roots = ["data"];
        if (environment(Variable) is { Length: > 0 } variable) roots = roots.Insert(0, variable);
        if (UserFolder.Find(environment, system) is { } user) roots = roots.Add(Path.Combine(user, "data"));
        if (home.Length > 0) roots = roots.Add(Path.Combine(home, ".cache", "backstep"));
        return roots;
    }

    /// <summary>Where a data set that is fetched goes to: a folder of the first place that is always looked in, be it
    /// <c>BACKSTEP_DATA</c> or the user's data; null where nothing says where that is.</summary>
    public static string? Home(DatasetKind kind, Func<string, string?> environment, UserSystem system) =>
        environment(Variable) is { Length: > 0 } variable ? Path.Combine(variable, kind.Name)
            : UserFolder.Find(environment, system) is { } user ? Path.Combine(user, "data", kind.Name) : null;

    /// <summary>The folder that has the data set, of those where it is looked for; null where it is not there.</summary>
    /// <param name="folder">Looked in alone; null for the usual places.</param>
    public static string? FolderOf(DatasetKind kind, string? folder = null)
    {
        try
        {
            return Find(kind, Roots(folder)).Folder;
        }
        catch (DataException)
        {
            return null;
        }
    }

    /// <summary>Finds the four files of <paramref name="kind"/> in the first of <paramref name="roots"/> that has them.</summary>
    /// <exception cref="DataException">They are not there, not all there,
    /// or only in a folder that is named for another data set.</exception>
    public static DatasetFiles Find(DatasetKind kind, params ImmutableArray<string> roots)
    {
        if (kind.IsNames) return new(kind, "", []);
        if (kind.IsDrawn || kind.Path is not null) return Known(kind) ?? new(kind, "", []);
        Func<Language, string>? problem = null;
        foreach (string folder in roots.SelectMany(root => Candidates(kind, root)))
        {
            ImmutableArray<string?> paths = [.. kind.FileNames.Select(name => Present(folder, name))];
            if (paths.All(path => path is null)) continue;
            if (DatasetKind.NamedBy(folder) is { } other && other != kind)
                problem ??= l => DataTexts.In(l).OtherFolder(folder, other, kind);
            else if (paths.Contains(null))
                problem ??= l =>
                    DataTexts.In(l).Lacks(folder, string.Join(", ", kind.FileNames.Where((_, i) => paths[i] is null)), kind);
            else
                return new(kind, folder, [.. paths.Select(path => path!)]);
        }
        throw new DataException(problem ?? Nothing(kind, roots));
    }

    /// <summary>Finds and loads one half of <paramref name="kind"/>, normalised as in the tutorials.</summary>
    /// <param name="kind">Which data set.</param>
    /// <param name="directory">Where to look; null for the usual places (see <see cref="Roots"/>).</param>
    /// <exception cref="DataException">The files are not there, or cannot be used.</exception>
    public static Dataset Load(DatasetKind kind, DatasetSplit split, string? directory) => Load(Find(kind, Roots(directory)), split);

    /// <summary>Loads both halves of the data set, normalised as in the tutorials.</summary>
    /// <exception cref="DataException">A file cannot be used, or images and labels do not belong together.</exception>
    public static (Dataset Train, Dataset Test) LoadBoth(DatasetFiles files) => files.Kind is { Path: { } path, IsNames: false }
        ? OwnData.Load(path) : (Load(files, DatasetSplit.Train), Load(files, DatasetSplit.Test));

    /// <summary>What is known of a data set; own data is read for it.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static DatasetKind Described(DatasetKind kind)
    {
        if (kind.Path is null) return kind;
        Dataset dataset = Load(Find(kind), DatasetSplit.Train);
        return kind with { ClassNames = dataset.ClassNames, Normalization = dataset.Normalization };
    }

    /// <summary>A folder of one's own that holds the four files of a data set that is known; null where it does not.</summary>
    private static DatasetFiles? Known(DatasetKind own)
    {
        if (own.Path is not { } folder || !Directory.Exists(folder)) return null;
        DatasetKind? named = DatasetKind.NamedBy(folder);
        foreach (DatasetKind kind in named is null ? DatasetKind.All.Where(k => !k.IsDrawn) : [named])
        {
            // Files under names that several data sets have are read as anybody's.
            if (kind.FileNames.AsSpan().SequenceEqual(DatasetKind.Mnist.FileNames.AsSpan()) && named != kind) continue;
            ImmutableArray<string?> paths = [.. kind.FileNames.Select(name => Present(folder, name))];
            if (!paths.Contains(null)) return new(kind, folder, [.. paths.Select(p => p!)]);
        }
        return null;
    }

    /// <summary>Loads one half of the data set, normalised as in the tutorials.</summary>
    /// <exception cref="DataException">A file cannot be used, or images and labels do not belong together.</exception>
    public static Dataset Load(DatasetFiles files, DatasetSplit split)
    {
        if (files.Kind.IsNames) return NameList.Of(files.Kind.Path).ToDataset();
        if (files.Kind.Path is not null) return LoadBoth(files) is var (train, test) && split == DatasetSplit.Train ? train : test;
        if (files.Kind.IsDrawn)
            return SyntheticDigits.Create(
                split == DatasetSplit.Train ? SyntheticDigits.TrainCount : SyntheticDigits.TestCount, split: split);
        int first = split == DatasetSplit.Train ? 0 : 2;
        string imagesPath = files.Paths[first], labelsPath = files.Paths[first + 1];
        IdxImages images = IdxFile.ReadImages(imagesPath);
        if (images.Rows != Side || images.Columns != Side)
            throw new DataException(l => DataTexts.In(l).ImageSize(imagesPath, images.Rows, images.Columns, files.Kind, Side));
        if (files.Kind.IsTransposed) Transpose(images.Pixels);
        byte[] labels = files.Kind.HasIntLabels ? IdxFile.ReadIntLabels(labelsPath) : IdxFile.ReadLabels(labelsPath);
        if (labels.Length != images.Count)
            throw new DataException(l => DataTexts.In(l).LabelCount(labelsPath, labels.Length, Path.GetFileName(imagesPath), images.Count));
        return new(files.Kind.Name, images, labels, files.Kind.ClassNames, files.Kind.Normalization);
    }

    private static void Transpose(Span<byte> pixels)
    {
        for (; pixels.Length > 0; pixels = pixels[(Side * Side)..])
            for (int row = 0; row < Side; row++)
                for (int column = 0; column < row; column++)
                    (pixels[row * Side + column], pixels[column * Side + row]) = (pixels[column * Side + row], pixels[row * Side + column]);
    }

    // Folders that name the data set come first: they cannot hold another's files by mistake.
    private static ImmutableArray<string> Candidates(DatasetKind kind, string root) =>
        [Path.Combine(root, kind.Name), Path.Combine(root, kind.TorchvisionName!, "raw"), root, Path.Combine(root, "raw")];

    private static string? Present(string folder, string name)
    {
        string path = Path.Combine(folder, name), plain = DatasetKind.Plain(name);
        if (File.Exists(path)) return path;
        if (File.Exists(path + ".gz")) return path + ".gz";
        if (!Directory.Exists(folder)) return null;
        // Who unpacks them may name them train-images.idx3-ubyte, or put each into a folder of its name.
        string[] alike = [.. Directory.EnumerateFileSystemEntries(folder, "*", Readable)
            .Where(p => DatasetKind.Plain(Path.GetFileName(p)) is var other && (other == plain || other == plain + "gz"))
                .Order(StringComparer.Ordinal)];
        return alike.FirstOrDefault(File.Exists) ?? alike.SelectMany(p => Directory.EnumerateFiles(p, "*", Readable))
            .FirstOrDefault(p => DatasetKind.Plain(Path.GetFileName(p)) is var other && (other == plain || other == plain + "gz"));
    }

    private static Func<Language, string> Nothing(DatasetKind kind, ImmutableArray<string> roots)
    {
        if (roots is [string only] && !Directory.Exists(only)) return l => DataTexts.In(l).NoFolder(only, kind);
        string looked = string.Join(", ", roots.SelectMany(root => Candidates(kind, root)));
        return l => DataTexts.In(l).NoFiles(kind, looked, string.Join(", ", kind.FileNames));
    }
}
