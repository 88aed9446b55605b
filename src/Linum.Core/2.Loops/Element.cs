using System.Buffers.Binary;

namespace Linum.Extending;

/// <summary>One array element as raw bits: the second word is the imaginary part or the key's second word, else 0.</summary>
internal readonly record struct Element(long First, long Second = 0)
{
    /// <summary>Reads element number <paramref name="index"/> of an array.</summary>
    public static Element Read(ReadOnlySpan<byte> array, DType type, long index)
    {
        int size = type.Component.Size;
        ReadOnlySpan<byte> bytes = array.Slice(checked((int)(index * type.Size)), type.Size);
        return new(ReadWord(bytes, size), type.Components == 2 ? ReadWord(bytes[size..], size) : 0);
    }

    /// <summary>Writes element number <paramref name="index"/> of an array.</summary>
    public void Write(Span<byte> array, DType type, long index)
    {
        int size = type.Component.Size;
        Span<byte> bytes = array.Slice(checked((int)(index * type.Size)), type.Size);
        WriteWord(bytes, size, First);
        if (type.Components == 2) WriteWord(bytes[size..], size, Second);
    }

    private static long ReadWord(ReadOnlySpan<byte> bytes, int size) => size switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static void WriteWord(Span<byte> bytes, int size, long word)
    {
        switch (size)
        {
            case 1: bytes[0] = (byte)word; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)word); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)word); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(bytes, word); break;
        }
    }
}
