using System.Buffers.Binary;

namespace Backstep.Engine.Data;

/// <summary>How a number lies in a file, by the names of safetensors.</summary>
public enum Dtype
{
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    BOOL,
}

/// <summary>Numbers out of bytes.</summary>
internal static class DtypeExtensions
{
    extension(Dtype dtype)
    {
        /// <summary>Bytes of one number.</summary>
        public int Size => dtype switch
        {
            Dtype.F64 or Dtype.I64 or Dtype.U64 => 8,
            Dtype.F32 or Dtype.I32 or Dtype.U32 => 4,
            Dtype.F16 or Dtype.BF16 or Dtype.I16 or Dtype.U16 => 2,
            _ => 1,
        };

        public bool IsFloat => dtype is Dtype.F64 or Dtype.F32 or Dtype.F16 or Dtype.BF16;

        /// <summary>All numbers; integers of 64 bits beyond 2⁵³ are rounded.</summary>
        public double[] Decode(ReadOnlySpan<byte> bytes, bool isBigEndian = false)
        {
            int size = dtype.Size;
            var numbers = new double[bytes.Length / size];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = dtype.Read(bytes.Slice(i * size, size), isBigEndian);
            return numbers;
        }

        /// <summary>The number in exactly its bytes.</summary>
        public double Read(ReadOnlySpan<byte> bytes, bool isBigEndian = false)
        {
            if (bytes.Length == 1) return dtype switch { Dtype.I8 => (sbyte)bytes[0], Dtype.BOOL => bytes[0] == 0 ? 0 : 1, _ => bytes[0] };
            ulong bits = bytes.Length switch
            {
                8 => isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                4 => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                _ => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            };
            return dtype switch
            {
                Dtype.F64 => BitConverter.UInt64BitsToDouble(bits),
                Dtype.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
                Dtype.F16 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
                // The upper half of a float32.
                Dtype.BF16 => BitConverter.UInt32BitsToSingle((uint)bits << 16),
                Dtype.I64 => (long)bits,
                Dtype.I32 => (int)bits,
                Dtype.I16 => (short)bits,
                _ => bits,
            };
        }
    }
}
