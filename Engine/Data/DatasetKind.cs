using System.Collections.Immutable;

namespace Backstep.Engine.Data;

/// <summary>Which half of a data set.</summary>
public enum DatasetSplit
{
    /// <summary>The images to train on (files <c>train-*</c>; MNIST has 60,000).</summary>
    Train,

    /// <summary>The images to test on (files <c>t10k-*</c>; MNIST has 10,000).</summary>
    Test,
}

/// <summary>
/// One of the data sets that are known by name. Those that lie in files have four IDX files of the same names,
/// so only folders tell them apart.
/// </summary>
public sealed class DatasetKind
{
    /// <summary>The names of the four files, without <c>.gz</c>.</summary>
    public static ImmutableArray<string> FileNames { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Handwritten digits. LeCun, Cortes, Burges.</summary>
    public static DatasetKind Mnist { get; } = new("mnist", "MNIST", Normalization.Mnist,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        [
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ]);

    /// <summary>Pictures of clothes. Xiao, Rasul, Vollgraf (Zalando Research); class names as in the PyTorch tutorial.</summary>
    public static DatasetKind FashionMnist { get; } = new("fashion-mnist", "FashionMNIST", Normalization.ToTensor,
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        [
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ]);

    /// <summary>Drawn digits (<see cref="SyntheticDigits"/>): no files, always there.</summary>
    public static DatasetKind Synthetic { get; } = new(SyntheticDigits.Name, "", Normalization.Mnist, Mnist.ClassNames, []);

    private DatasetKind(
        string name, string torchvisionName, Normalization normalization,
        ImmutableArray<string> classNames, ImmutableArray<string> checksums)
    {
        Name = name;
        TorchvisionName = torchvisionName;
        Normalization = normalization;
        ClassNames = classNames;
        Checksums = checksums;
    }

    /// <summary>Every data set that is known.</summary>
    public static ImmutableArray<DatasetKind> All { get; } = [Mnist, FashionMnist, Synthetic];

    /// <summary>Whether its images are made when they are asked for, so that there are no files to look for.</summary>
    public bool IsDrawn => Checksums.IsEmpty;

    /// <summary>The name on the command line: <c>mnist</c>.</summary>
    public string Name { get; }

    /// <summary>What torchvision calls its folder: <c>MNIST</c>, the files being in <c>MNIST/raw</c>.</summary>
    public string TorchvisionName { get; }

    /// <summary>The transform that the tutorials use with it.</summary>
    public Normalization Normalization { get; }

    /// <summary>The name of each class, by label.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>SHA-256 of each of <see cref="FileNames"/>, unpacked, in lower-case hexadecimal; empty without files.</summary>
    public ImmutableArray<string> Checksums { get; }

    /// <summary>The data set of the name.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static DatasetKind Parse(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new DataException(l => DataTexts.In(l).NoKind(name, string.Join(", ", All.Select(kind => kind.Name))));

    /// <summary>The data set that a folder is named for (<c>fashion-mnist</c>, <c>FashionMNIST</c>,
    /// <c>FashionMNIST/raw</c>), or null.</summary>
    internal static DatasetKind? NamedBy(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetFileName(path).Equals("raw", StringComparison.OrdinalIgnoreCase)) path = Path.GetDirectoryName(path) ?? "";
        string name = Plain(Path.GetFileName(path));
        return All.FirstOrDefault(kind => !kind.IsDrawn && Plain(kind.Name) == name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A name without the signs that are written in different ways.</summary>
    internal static string Plain(string name) => name.Replace("-", "").Replace("_", "").Replace(".", "").ToLowerInvariant();
}
