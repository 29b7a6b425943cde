using System.Buffers.Binary;
using System.IO.Compression;
using StbImageSharp;

namespace Backstep.Engine.Data;

/// <summary>Reads PNG and JPEG files as grey pictures. What a file is, is told by how it begins and never by its name.</summary>
public static class PictureFile
{
    private const int MostMegapixels = 40, MostMegabytes = 64;

    /// <summary>PNG: 8 bytes that every file begins with, then the header's length, name, width and height.</summary>
    private const int PngHeader = 33;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The picture.</summary>
    /// <exception cref="DataException">The file is missing, no picture, damaged, or too large.</exception>
    public static GreyPicture Read(string path)
    {
        byte[] file = Bytes(path);
        bool isPng = file.AsSpan().StartsWith(PngSignature);
        if (!isPng && !(file is [0xFF, 0xD8, 0xFF, ..])) throw new DataException(l => DataTexts.In(l).PictureUnknown(path));
        try
        {
            if (isPng) CheckPng(path, file);
            else CheckJpeg(file);
            using var stream = new MemoryStream(file);
            ImageInfo info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException();
            CheckSize(path, info.Width, info.Height);
            return OnPaper(ImageResult.FromMemory(file, ColorComponents.GreyAlpha));
        }
        catch (Exception e) when (e is not DataException and not OutOfMemoryException)
        {
            // The library says in many ways that a file is not what it expects.
            throw new DataException(l => DataTexts.In(l).PictureDamaged(path, isPng ? "PNG" : "JPEG"));
        }
    }

    private static byte[] Bytes(string path)
    {
        if (Directory.Exists(path)) throw new DataException(l => DataTexts.In(l).PictureIsFolder(path));
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // A device has no length; nothing is read beyond the limit.
            using var content = new MemoryStream();
            var buffer = new byte[1 << 16];
            while (stream.Read(buffer) is > 0 and int read)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MostMegabytes * 1_000_000L)
                    throw new DataException(l => DataTexts.In(l).FileTooLarge(path, MostMegabytes));
            }
            return content.Length > 0 ? content.ToArray() : throw new DataException(l => DataTexts.In(l).PictureEmpty(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(l => DataTexts.In(l).PictureMissing(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataException(l => DataTexts.In(l).PictureUnreadable(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')));
        }
    }

    private static void CheckSize(string path, long columns, long rows)
    {
        if (columns < 1 || rows < 1) throw new InvalidDataException();
        if (columns * rows > MostMegapixels * 1_000_000L)
            throw new DataException(l => DataTexts.In(l).PictureTooLarge(path, columns, rows, MostMegapixels));
    }

    /// <summary>What is drawn on nothing lies on paper of the other colour.</summary>
    private static GreyPicture OnPaper(ImageResult image)
    {
        byte[] data = image.Data, grey = new byte[image.Width * image.Height];
        long sum = 0, weight = 0;
        for (int i = 0; i < grey.Length; i++) (sum, weight) = (sum + data[2 * i] * data[2 * i + 1], weight + data[2 * i + 1]);
        int paper = sum > weight * 127 ? 0 : 255;
        for (int i = 0; i < grey.Length; i++)
            grey[i] = (byte)((data[2 * i] * data[2 * i + 1] + paper * (255 - data[2 * i + 1]) + 127) / 255);
        return new(image.Height, image.Width, grey);
    }

    /// <summary>The library unpacks whatever there is: a small file may hold far more than its picture takes.</summary>
    private static void CheckPng(string path, byte[] file)
    {
        if (file.Length < PngHeader) throw new InvalidDataException();
        uint columns = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(16)), rows = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(20));
        CheckSize(path, columns, rows);
        using var packed = new MemoryStream();
        for (int at = PngSignature.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) throw new InvalidDataException();
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) packed.Write(file, at + 8, (int)length);
            at += 12 + (int)length;
        }
        packed.Position = 0;
        using var content = new ZLibStream(packed, CompressionMode.Decompress);
        // At most 8 bytes a pixel; interlaced, up to 7 rows more, each with the byte that says how it is filtered.
        long most = 8L * columns * rows + 15L * rows + 1000;
        var buffer = new byte[1 << 16];
        while (content.Read(buffer) is > 0 and int read)
            if ((most -= read) < 0) throw new InvalidDataException();
    }

    /// <summary>A file that ends before its picture begins has the library look for more for ever.</summary>
    private static void CheckJpeg(byte[] file)
    {
        const byte StartOfScan = 0xDA;
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            if (file[at + 1] == StartOfScan) return;
            // Fill bytes may stand before a marker.
            at += file[at + 1] == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
        }
        throw new InvalidDataException();
    }
}
