using System.Collections.Immutable;
using Backstep.Engine.Data;

namespace Backstep.Engine.Downloads;

/// <summary>A file on a server.</summary>
/// <param name="Name">Behind a mirror's address, and on the disk.</param>
/// <param name="Md5">Of its content, in lower-case hexadecimal digits.</param>
public sealed record RemoteFile(string Name, string Md5);

/// <summary>Where the files of a data set come from.</summary>
/// <param name="Kind">Which data set.</param>
/// <param name="Mirrors">Addresses of folders with the same files, each with a slash at its end; they are tried in this order.</param>
/// <param name="Files">The data set's four files as .gz, or one .zip that has these among others.</param>
public sealed record DatasetSource(DatasetKind Kind, ImmutableArray<string> Mirrors, ImmutableArray<RemoteFile> Files)
{
    /// <summary>
    /// What is known by name. Sums: torchvision/datasets/mnist.py of github.com/pytorch/vision. Addresses: from there,
    /// and those that the data sets' own pages name.
    /// </summary>
    public static ImmutableArray<DatasetSource> All { get; } =
    [
        new(DatasetKind.Mnist,
            ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "http://yann.lecun.com/exdb/mnist/"],
            Packed(DatasetKind.Mnist, "f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432",
                "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c")),
        new(DatasetKind.FashionMnist,
            ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"],
            Packed(DatasetKind.FashionMnist, "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
                "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310")),
        new(DatasetKind.Kmnist,
            ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
            Packed(DatasetKind.Kmnist, "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344",
                "5c965bf0a639b31b8f53240b1b52f4d7", "7320c461ea6c1c855c0b718fb2a4b134")),
        new(DatasetKind.EmnistDigits,
            ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"],
            [new("gzip.zip", "58c8d27c78d21e728a6bc7b3cc06412e")]),
        new(DatasetKind.Qmnist,
            ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"],
            Packed(DatasetKind.Qmnist, "ed72d4157d28c017586c42bc6afe6370", "0058f8dd561b90ffdd0f734c6a30e5e4",
                "1394631089c404de565df7b7aeaf9412", "5b5b05890a5e13444e108efe57b788aa")),
    ];

    private static ImmutableArray<RemoteFile> Packed(DatasetKind kind, params string[] sums) =>
        [.. kind.FileNames.Select((name, i) => new RemoteFile(name + ".gz", sums[i]))];
}
