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
/// One of the data sets that are known by name. Those that lie in files have four IDX files; several have them under the same names,
/// so that only folders tell them apart.
/// </summary>
/// <param name="Name">The name on the command line: <c>mnist</c>.</param>
/// <param name="TorchvisionName">What torchvision calls its folder: <c>MNIST</c>, the files being in <c>MNIST/raw</c>;
/// null without files.</param>
/// <param name="Normalization">The transform that the tutorials use with it.</param>
/// <param name="ClassNames">The name of each class, by label.</param>
public sealed record DatasetKind(string Name, string? TorchvisionName, Normalization Normalization, ImmutableArray<string> ClassNames)
{
    /// <summary>The names of the four files, without <c>.gz</c>: images and labels to train on, images and labels to test on.</summary>
    public ImmutableArray<string> FileNames { get; init; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Whether rows and columns of the images are exchanged in the files; they are set upright when they are loaded.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Whether the labels files have eight numbers of 32 bits for each image, the class being the first.</summary>
    public bool HasIntLabels { get; init; }

    /// <summary>What the name of names in a file begins with; the file follows.</summary>
    private const string OfFile = "names:";

    /// <summary>Handwritten digits. LeCun, Cortes, Burges.</summary>
    public static DatasetKind Mnist { get; } = new("mnist", "MNIST", Normalization.Mnist,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);

    /// <summary>Pictures of clothes. Xiao, Rasul, Vollgraf (Zalando Research); class names as in the PyTorch tutorial.</summary>
    public static DatasetKind FashionMnist { get; } = new("fashion-mnist", "FashionMNIST", Normalization.ToTensor,
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]);

    /// <summary>Cursive Japanese characters. Clanuwat et al. (ROIS-CODH); class names as in torchvision.</summary>
    public static DatasetKind Kmnist { get; } = new("kmnist", "KMNIST", Normalization.ToTensor,
        ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]);

    /// <summary>Handwritten digits, 280,000 of them. Cohen, Afshar, Tapson, van Schaik (EMNIST, its part "digits"). Normalised as MNIST,
    /// so that a network trained on the one can be tried on the other.</summary>
    public static DatasetKind EmnistDigits { get; } = new("emnist-digits", "EMNIST", Normalization.Mnist, Mnist.ClassNames)
    {
        FileNames =
        [
            "emnist-digits-train-images-idx3-ubyte", "emnist-digits-train-labels-idx1-ubyte", "emnist-digits-test-images-idx3-ubyte",
            "emnist-digits-test-labels-idx1-ubyte",
        ],
        IsTransposed = true,
    };

    /// <summary>MNIST made anew from its sources, with 60,000 images to test on. Yadav, Bottou.</summary>
    public static DatasetKind Qmnist { get; } = new("qmnist", "QMNIST", Normalization.Mnist, Mnist.ClassNames)
    {
        FileNames =
        [
            "qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx2-int", "qmnist-test-images-idx3-ubyte",
            "qmnist-test-labels-idx2-int",
        ],
        HasIntLabels = true,
    };

    /// <summary>Drawn digits (<see cref="SyntheticDigits"/>): no files, always there.</summary>
    public static DatasetKind Synthetic { get; } = new(SyntheticDigits.Name, null, Normalization.Mnist, Mnist.ClassNames);

    /// <summary>
    /// Names, one a line of a file, for models of letters; without a file words that are made up (<see cref="NameList"/>).
    /// </summary>
    public static DatasetKind Names { get; } = new("names", null, Normalization.ToTensor, []) { IsNames = true };

    /// <summary>Every data set that is known.</summary>
    public static ImmutableArray<DatasetKind> All { get; } = [Mnist, FashionMnist, Kmnist, EmnistDigits, Qmnist, Synthetic, Names];

    /// <summary>Whether its samples are names.</summary>
    public bool IsNames { get; init; }

    /// <summary>The file or folder of a person's own data; null for those that are known by name.</summary>
    public string? Path { get; init; }

    /// <summary>Whether its images are made when they are asked for, so that there are no files to look for.</summary>
    public bool IsDrawn => TorchvisionName is null && Path is null;

    /// <summary>The data set of the name, or what is in a person's own file or folder, whose name is its absolute path then.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static DatasetKind Parse(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? (name.StartsWith(OfFile, StringComparison.Ordinal) ? NamesOf(name[OfFile.Length..]) : IsOwn(name) ? Own(name)
        : throw new DataException(l => DataTexts.In(l).NoKind(name, string.Join(", ", All.Select(kind => kind.Name)))));

    /// <summary>The names in a file.</summary>
    public static DatasetKind NamesOf(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Names with { Name = OfFile + full, Path = full };
    }

    private static bool IsOwn(string name) =>
        File.Exists(name) || Directory.Exists(name) || name.AsSpan().ContainsAny('/', '\\') || System.IO.Path.HasExtension(name);

    /// <summary>What is known of own data before it is read: classes come with it.</summary>
    private static DatasetKind Own(string path) =>
        new(System.IO.Path.GetFullPath(path), null, Normalization.ToTensor, []) { Path = System.IO.Path.GetFullPath(path) };

    /// <summary>The data set that a folder is named for (<c>fashion-mnist</c>, <c>FashionMNIST</c>,
    /// <c>FashionMNIST/raw</c>), or null.</summary>
    internal static DatasetKind? NamedBy(string folder)
    {
        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (System.IO.Path.GetFileName(path).Equals("raw", StringComparison.OrdinalIgnoreCase))
            path = System.IO.Path.GetDirectoryName(path) ?? "";
        string name = Plain(System.IO.Path.GetFileName(path));
        return All.FirstOrDefault(kind => !kind.IsDrawn && (Plain(kind.Name) == name || Plain(kind.TorchvisionName!) == name));
    }

    public override string ToString() => Name;

    /// <summary>A name without the signs that are written in different ways.</summary>
    internal static string Plain(string name) => name.Replace("-", "").Replace("_", "").Replace(".", "").ToLowerInvariant();
}
