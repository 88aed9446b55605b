namespace Linum;

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    private static readonly string[] Names =
        ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128", "key<fry>", "float0"];

    private static readonly string[] ShortNames =
        ["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f16", "bf16", "f32", "f64", "c64", "c128", "key<fry>", "float0"];

    extension(DType type)
    {
        /// <summary>The full name: <c>float32</c>.</summary>
        public string Name => Names[(int)type];

        /// <summary>The name used in programs: <c>f32</c>.</summary>
        public string Short => ShortNames[(int)type];

        /// <summary>Bytes of one element.</summary>
        public int Size => type switch
        {
            DType.Bool or DType.Int8 or DType.UInt8 or DType.Float0 => 1,
            DType.Int16 or DType.UInt16 or DType.Float16 or DType.BFloat16 => 2,
            DType.Int32 or DType.UInt32 or DType.Float32 => 4,
            DType.Complex128 => 16,
            _ => 8,
        };

        /// <summary>float16, bfloat16, float32 or float64.</summary>
        public bool IsFloat => type is >= DType.Float16 and <= DType.Float64;

        /// <summary>complex64 or complex128.</summary>
        public bool IsComplex => type is DType.Complex64 or DType.Complex128;

        /// <summary>Floating or complex: what has a derivative.</summary>
        public bool IsInexact => type is >= DType.Float16 and <= DType.Complex128;

        /// <summary>A signed or unsigned integer (not bool).</summary>
        public bool IsInteger => type is >= DType.Int8 and <= DType.UInt64;

        /// <summary>A signed integer.</summary>
        public bool IsSigned => type is >= DType.Int8 and <= DType.Int64;

        /// <summary>An unsigned integer.</summary>
        public bool IsUnsigned => type is >= DType.UInt8 and <= DType.UInt64;

        /// <summary>How many real numbers (or words) one element consists of: two for complex numbers and keys, else one.</summary>
        public int Components => type is DType.Complex64 or DType.Complex128 or DType.Key ? 2 : 1;

        /// <summary>The type of one component: float32 for complex64, uint32 for keys, else the type itself.</summary>
        public DType Component => type switch
        {
            DType.Complex64 => DType.Float32,
            DType.Complex128 => DType.Float64,
            DType.Key => DType.UInt32,
            _ => type,
        };

        /// <summary>The type of derivatives: the type itself where it is inexact, else float0.</summary>
        public DType Tangent => type is >= DType.Float16 and <= DType.Complex128 ? type : DType.Float0;
    }

    extension(DType)
    {
        /// <summary>The element type of a full name such as <c>float32</c>.</summary>
        /// <exception cref="DTypeException">No element type has that name.</exception>
        public static DType Parse(string name) => Array.IndexOf(Names, name) is var i and >= 0
            ? (DType)i
            : throw new DTypeException($"No dtype is called '{name}'. The names are {string.Join(", ", Names[..^1])}.");
    }
}
