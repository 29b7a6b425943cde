using System.Buffers.Binary;
using System.IO.Compression;
using StbImageWriteSharp;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Pictures as files, for what reads them.</summary>
internal static class Pictures
{
    /// <summary>A PNG of rows that are packed as its colour type and bit depth say.</summary>
    public static byte[] Png(int width, int height, byte colourType, byte depth, byte[][] rows, byte[]? palette = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colourType);
        byte[] content = Zlib([.. rows.SelectMany(row => row.Prepend((byte)0))]);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. palette is null ? [] : Chunk("PLTE"u8, palette),
            .. Chunk("IDAT"u8, content), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A grey PNG.</summary>
    public static byte[] Png(int width, int height, byte[] grey) => Png(width, height, 0, 8, Rows(grey, width));

    public static byte[][] Rows(byte[] grey, int width) => [.. grey.Chunk(width)];

    public static byte[] Jpeg(int width, int height, byte[] grey, bool colours)
    {
        using var stream = new MemoryStream();
        byte[] data = colours ? [.. grey.SelectMany(p => new[] { p, p, p })] : grey;
        ColorComponents components = colours ? ColorComponents.RedGreenBlue : ColorComponents.Grey;
        new ImageWriter().WriteJpg(data, width, height, components, stream, quality: 90);
        return stream.ToArray();
    }

    public static byte[] Zlib(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(content);
        return packed.ToArray();
    }

    public static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        byte[] named = [.. name, .. content];
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(named));
        return [.. length, .. named, .. check];
    }

    private static uint Crc(byte[] content)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in content)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
