using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Reads integers of any type from memory.</summary>
internal static unsafe class IndexReader
{
    /// <summary>An element of an integer array as a long; unsigned numbers beyond long count as its largest.</summary>
    public static long Read(nint array, DType type, long index) => type switch
    {
        DType.Int8 => ((sbyte*)array)[index],
        DType.Int16 => ((short*)array)[index],
        DType.Int32 => ((int*)array)[index],
        DType.Int64 => ((long*)array)[index],
        DType.UInt8 or DType.Bool => ((byte*)array)[index],
        DType.UInt16 => ((ushort*)array)[index],
        DType.UInt32 => ((uint*)array)[index],
        _ => ((ulong*)array)[index] > long.MaxValue ? long.MaxValue : ((long*)array)[index],
    };
}
