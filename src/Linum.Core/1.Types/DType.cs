namespace Linum;

/// <summary>The type of an array's elements.</summary>
public enum DType : byte
{
    /// <summary>True or false, one byte.</summary>
    Bool,
    /// <summary>Signed 8-bit integer.</summary>
    Int8,
    /// <summary>Signed 16-bit integer.</summary>
    Int16,
    /// <summary>Signed 32-bit integer, the type of integer literals.</summary>
    Int32,
    /// <summary>Signed 64-bit integer.</summary>
    Int64,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,
    /// <summary>IEEE half precision: storage only, computed in float32.</summary>
    Float16,
    /// <summary>Brain float, the upper half of a float32: storage only, computed in float32.</summary>
    BFloat16,
    /// <summary>IEEE single precision, the type of floating literals.</summary>
    Float32,
    /// <summary>IEEE double precision.</summary>
    Float64,
    /// <summary>Two float32: real and imaginary part.</summary>
    Complex64,
    /// <summary>Two float64: real and imaginary part.</summary>
    Complex128,
    /// <summary>A threefry key: two 32-bit words, opaque to arithmetic.</summary>
    Key,
    /// <summary>The type of tangents of what has none (integers, booleans, keys): a shape without data.</summary>
    Float0,
}
