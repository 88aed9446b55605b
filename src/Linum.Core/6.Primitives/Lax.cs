namespace Linum;

/// <summary>
/// The operations that programs consist of, one method per primitive, beside the primitive. They are strict: operands have one dtype and one shape (or are scalars). For promotion
/// and broadcasting use the operators and <c>Np</c>.
/// </summary>
public static partial class Lax;
