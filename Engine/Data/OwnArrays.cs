using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>Samples out of arrays: NumPy's and those of IDX files.</summary>
internal static class OwnArrays
{
    /// <summary>What the inputs and the targets are called in an archive, for training and for testing.</summary>
    private static readonly ImmutableArray<(string X, string Y)> TrainNames =
        [("x_train", "y_train"), ("X_train", "y_train"), ("X_train", "Y_train"), ("train_images", "train_labels"), ("x", "y"), ("X", "y"),
            ("images", "labels"), ("data", "target"), ("data", "labels"), ("arr_0", "arr_1"), ("X", "Y")];

    private static readonly ImmutableArray<(string X, string Y)> TestNames =
        [("x_test", "y_test"), ("X_test", "y_test"), ("test_images", "test_labels"), ("X_test", "Y_test")];

    /// <summary>An <c>.npz</c> with both halves or one.</summary>
    /// <exception cref="DataException">It holds no inputs and targets that belong together.</exception>
    public static (OwnSamples All, OwnSamples? Test) ReadAll(string path)
    {
        Dictionary<string, NumberArray> arrays = NumpyFile.ReadAll(path, Known).ToDictionary(StringComparer.Ordinal);
        return (Pair(TrainNames)
            ?? throw new DataException(l => DataTexts.In(l).NoPair(path, CsvReader.Short(string.Join(", ", arrays.Keys)))),
            Pair(TestNames));

        OwnSamples? Pair(ImmutableArray<(string X, string Y)> names)
        {
            foreach ((string x, string y) in names)
                if (arrays.TryGetValue(x, out NumberArray? inputs) && arrays.TryGetValue(y, out NumberArray? targets))
                    return Of($"{path}, {x}", inputs, $"{path}, {y}", targets);
            return null;
        }
    }

    /// <summary>What else lies in an archive, such as the names of columns, need not be numbers.</summary>
    private static bool Known(string name) => TrainNames.Concat(TestNames).Any(n => n.X == name || n.Y == name);

    /// <exception cref="DataException">A file is damaged, or they do not belong together.</exception>
    public static OwnSamples Read(string inputs, string targets) => Of(inputs, OwnFile.Array(inputs), targets, OwnFile.Array(targets));

    /// <summary>The same for IDX files; those of EMNIST have rows and columns exchanged.</summary>
    /// <exception cref="DataException">A file is damaged, or they do not belong together.</exception>
    public static OwnSamples ReadIdx(string inputs, string targets)
    {
        NumberArray images = OwnFile.Array(inputs);
        OwnSamples read = Of(inputs, images, targets, OwnFile.Array(targets));
        if (!Path.GetFileName(inputs).Contains("emnist", StringComparison.OrdinalIgnoreCase) || read.Samples.Pixels.Length == 0)
            return read;
        (int rows, int columns) = (read.Samples.Shape[1], read.Samples.Shape[2]);
        byte[] from = read.Samples.Pixels, upright = new byte[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            int image = i / (rows * columns), at = i % (rows * columns);
            upright[image * rows * columns + at % columns * rows + at / columns] = from[i];
        }
        return read with
        {
            Samples = read.Samples with { Shape = new Shape(1, columns, rows), Pixels = upright },
            How = l => $"{read.How(l)}, {DataTexts.In(l).SetUpright}",
        };
    }

    private static OwnSamples Of(string inputsPath, NumberArray inputs, string targetsPath, NumberArray targets)
    {
        if (inputs.Shape.Rank is < 1 or > 4 || inputs.Shape.Length == 0)
            throw new DataException(l => DataTexts.In(l).NoSamplesShape(inputsPath, inputs.Shape));
        int count = inputs.Shape[0];
        if (targets.Shape.Rank < 1 || targets.Shape[0] != count)
            throw new DataException(l => DataTexts.In(l).OtherTargetCount(targetsPath, targets.Shape, inputsPath, count));
        Samples samples = SamplesOf(inputsPath, inputs);
        Targets wanted = TargetsOf(targetsPath, targets);
        return new(samples, wanted, l => DataTexts.In(l).HowArrays(count, samples.Shape, samples.Pixels.Length > 0, wanted.What(l)));
    }

    private static Samples SamplesOf(string path, NumberArray array)
    {
        int[] dims = [.. array.Shape.Dims.Skip(1)];
        if (dims.Length == 0) dims = [1];
        int length = dims.Aggregate(1, (a, b) => a * b);
        // Grey images: (rows, columns), (1, rows, columns), (rows, columns, 1), or so many pixels that they are a square.
        Shape? image = dims switch
        {
            [var r, var c] => new Shape(1, r, c),
            [1, var r, var c] => new Shape(1, r, c),
            [var r, var c, 1] => new Shape(1, r, c),
            [var n] when array.Bytes is not null && Side(n) is { } side => new Shape(1, side, side),
            _ => null,
        };
        if (array.Bytes is { } bytes && image is not null) return new(image, array.Shape[0], bytes, []);
        return new(image ?? new Shape(dims), array.Shape[0], [], Floats(path, array, length));
    }

    /// <summary>The side of a square of so many pixels, if it can be an image; null if it cannot.</summary>
    internal static int? Side(int pixels)
    {
        const int smallest = 8;
        int side = (int)Math.Round(Math.Sqrt(pixels));
        return side >= smallest && side * side == pixels ? side : null;
    }

    private static Targets TargetsOf(string path, NumberArray array)
    {
        int count = array.Shape[0], width = array.Shape.Length / count;
        // QMNIST has eight numbers an image, of which the first is the class.
        bool isQmnist = width == 8 && array.Dtype == Dtype.I32 && array.Shape.Rank == 2;
        if (width > 1 && array.Shape.Rank == 2 && OneHot(array) is { } hot)
            return new(hot, [.. Enumerable.Range(0, width).Select(n => $"{n}")], []);
        bool areWhole = array.Dtype.IsFloat && width == 1 && Enumerable.Range(0, count).All(i => OwnData.ClassOf(array[i]) is not null);
        if ((array.Dtype.IsFloat && !areWhole) || (width != 1 && !isQmnist)) return new([], [], Floats(path, array, width));
        var labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            double label = array[i * width];
            int place = i;
            if (label is < 0 or > byte.MaxValue)
                throw new DataException(l => DataTexts.In(l).LabelOutside(path, label, place, byte.MaxValue));
            labels[i] = (byte)label;
        }
        return new(labels, [.. Enumerable.Range(0, labels.Max() + 1).Select(n => $"{n}")], []);
    }

    /// <summary>The place of the 1 in each row, where all other numbers are 0; null where a row is another.</summary>
    private static byte[]? OneHot(NumberArray array)
    {
        (int count, int width) = (array.Shape[0], array.Shape[1]);
        if (width > byte.MaxValue) return null;
        var labels = new byte[count];
        for (int row = 0; row < count; row++)
        {
            double sum = 0;
            for (int c = 0; c < width; c++)
            {
                double x = array[row * width + c];
                if (x is not (0 or 1)) return null;
                sum += x;
                if (x == 1) labels[row] = (byte)c;
            }
            if (sum != 1) return null;
        }
        return labels;
    }

    private static float[] Floats(string path, NumberArray array, int width)
    {
        var numbers = new float[array.Shape.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)array[i];
            int row = i / width;
            if (!float.IsFinite(numbers[i])) throw new DataException(l => DataTexts.In(l).NotFinite(path, row));
        }
        return numbers;
    }
}
