using System.Buffers.Binary;

namespace Backstep.Engine.Data;

/// <summary>The images of one IDX file.</summary>
/// <param name="Count">The number of images.</param>
/// <param name="Rows">The height of each, in pixels.</param>
/// <param name="Columns">The width of each, in pixels.</param>
/// <param name="Pixels">One byte a pixel, 0 black to 255 white, image after image, row after row.</param>
public sealed record IdxImages(int Count, int Rows, int Columns, byte[] Pixels);

/// <summary>
/// Reads the IDX files of MNIST and its relatives, plain or gzip: a big-endian header (magic number, then one extent a dimension)
/// and unsigned bytes, row-major. Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
/// </summary>
public static class IdxFile
{
    /// <summary>The magic number of an images file: unsigned bytes, three dimensions.</summary>
    public const uint ImagesMagic = 0x00000803;

    /// <summary>The magic number of a labels file: unsigned bytes, one dimension.</summary>
    public const uint LabelsMagic = 0x00000801;

    /// <summary>The magic number of QMNIST's labels files: integers of 32 bits, two dimensions.</summary>
    public const uint IntLabelsMagic = 0x00000C02;

    /// <summary>The largest label: all data sets have ten classes.</summary>
    public const int LargestLabel = 9;

    /// <summary>Reads an images file.</summary>
    /// <exception cref="DataException">The file is missing, empty, damaged, of another kind,
    /// or its length is not what its header says.</exception>
    public static IdxImages ReadImages(string path)
    {
        (uint[] extents, byte[] pixels) = Read(path, ImagesMagic, rank: 3);
        return new((int)extents[0], (int)extents[1], (int)extents[2], pixels);
    }

    /// <summary>Reads a labels file.</summary>
    /// <exception cref="DataException">As <see cref="ReadImages"/>; or a label is over 9.</exception>
    public static byte[] ReadLabels(string path)
    {
        (_, byte[] labels) = Read(path, LabelsMagic, rank: 1);
        int bad = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)LargestLabel);
        if (bad >= 0)
            throw new DataException(l => DataTexts.In(l).LabelTooLarge(path, labels[bad], bad, LargestLabel));
        return labels;
    }

    /// <summary>Reads a labels file of QMNIST: eight integers an image, the class being the first. Source: C. Yadav, L. Bottou,
    /// "Cold Case: The Lost MNIST Digits", 2019.</summary>
    /// <exception cref="DataException">As <see cref="ReadLabels"/>.</exception>
    public static byte[] ReadIntLabels(string path)
    {
        (uint[] extents, byte[] data) = Read(path, IntLabelsMagic, rank: 2, size: sizeof(int));
        int row = (int)extents[1] * sizeof(int);
        var labels = new byte[extents[0]];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(i * row));
            int position = i;
            if (label is < 0 or > LargestLabel)
                throw new DataException(l => DataTexts.In(l).LabelTooLarge(path, label, position, LargestLabel));
            labels[i] = (byte)label;
        }
        return labels;
    }

    /// <summary>Reads a file of numbers of any type and up to four dimensions.</summary>
    /// <exception cref="DataException">The file is missing, empty, damaged, of another kind, or its length is not what its header says.
    /// </exception>
    public static NumberArray ReadNumbers(string path)
    {
        byte[] begin;
        using (FileContent content = FileContent.Open(path)) begin = content.ReadUpTo(4);
        Dtype? dtype = begin is [0, 0, var type, >= 1 and <= 4] ? type switch
        {
            0x08 => Dtype.U8,
            0x09 => Dtype.I8,
            0x0B => Dtype.I16,
            0x0C => Dtype.I32,
            0x0D => Dtype.F32,
            0x0E => Dtype.F64,
            _ => null,
        } : null;
        if (dtype is not { } known) throw new DataException(l => DataTexts.In(l).NoIdx(path, Convert.ToHexStringLower(begin)));
        (uint[] extents, byte[] data) = Read(path, BinaryPrimitives.ReadUInt32BigEndian(begin), begin[3], known.Size);
        return new(new Tensors.Shape([.. extents.Select(e => (int)e)]), known, data, isBigEndian: true);
    }

    private static (uint[] Extents, byte[] Data) Read(string path, uint magic, int rank, int size = 1)
    {
        using FileContent content = FileContent.Open(path);
        int headerLength = 4 + 4 * rank;
        byte[] header = content.ReadUpTo(headerLength);
        CheckMagic(path, content, header, magic);
        if (header.Length < headerLength)
            throw new DataException(l => DataTexts.In(l).HeaderTruncated(path, header.Length, headerLength));

        var extents = new uint[rank];
        UInt128 length = (UInt128)size;
        for (int i = 0; i < rank; i++)
        {
            extents[i] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            length *= extents[i];
        }
        string sizes = string.Join("×", extents);
        if (length == 0) throw new DataException(l => DataTexts.In(l).HoldsNothing(path, What(magic, l), sizes));
        if (length > (uint)Array.MaxLength)
            throw new DataException(l => DataTexts.In(l).TooLong(path, sizes));

        byte[] data = content.ReadUpTo((long)length);
        if ((UInt128)data.Length < length)
            throw new DataException(l => DataTexts.In(l).Truncated(path, sizes, length, What(magic, l), data.Length));
        // The read past the end also makes gzip check its checksum.
        if (content.ReadUpTo(1).Length > 0)
            throw new DataException(l => DataTexts.In(l).TrailingBytes(path, length, What(magic, l), sizes));
        return (extents, data);
    }

    private static void CheckMagic(string path, FileContent content, byte[] header, uint magic)
    {
        if (header.Length >= 4)
        {
            uint actual = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (actual == magic) return;
            if (actual is ImagesMagic or LabelsMagic or IntLabelsMagic)
                throw new DataException(l => DataTexts.In(l).OtherContent(path, actual, What(actual, l), What(magic, l), magic));
        }
        string begin = Convert.ToHexStringLower(header.AsSpan(0, Math.Min(4, header.Length)));
        if (!content.IsGzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            throw new DataException(l => DataTexts.In(l).NotGzip(path, begin.Length == 0 ? DataTexts.In(l).NothingAtAll : begin));
        if (header.Length < 4) throw new DataException(l => DataTexts.In(l).NoHeader(path, header.Length, content.IsGzip));
        throw new DataException(l => DataTexts.In(l).WrongMagic(path, begin, What(magic, l), magic));
    }

    private static string What(uint magic, Language language) =>
        magic == ImagesMagic ? DataTexts.In(language).Images : DataTexts.In(language).Labels;
}
