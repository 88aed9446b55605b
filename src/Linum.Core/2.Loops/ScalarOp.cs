namespace Linum.Extending;

/// <summary>
/// What a scalar step does. Only what a processor does in a few instructions; exp, log and their kin are written from these in <c>ScalarMath</c>,
/// so that every vector width, the scalar tail and the oracle give the same bits.
/// </summary>
public enum ScalarOp : byte
{
    /// <summary>Component B of input number A.</summary>
    Input,
    /// <summary>The value in Bits (the raw bits, in the low end, of the step's type).</summary>
    Constant,
    /// <summary>The position along axis A of the element being computed, as an integer of the step's type.</summary>
    Index,
    /// <summary>A + B.</summary>
    Add,
    /// <summary>A - B.</summary>
    Subtract,
    /// <summary>A * B; integers wrap.</summary>
    Multiply,
    /// <summary>A / B. Integers truncate; x/0 is all ones, MIN/-1 is MIN.</summary>
    Divide,
    /// <summary>The remainder of A / B with the sign of A. Integers: x rem 0 = x, MIN rem -1 = 0. Floats: exact, as C# %.</summary>
    Remainder,
    /// <summary>A * B + C rounded once (floats).</summary>
    FusedMultiplyAdd,
    /// <summary>-A.</summary>
    Negate,
    /// <summary>The absolute value; of the smallest integer it is itself.</summary>
    Abs,
    /// <summary>The larger; NaN if either is NaN.</summary>
    Max,
    /// <summary>The smaller; NaN if either is NaN.</summary>
    Min,
    /// <summary>The square root.</summary>
    Sqrt,
    /// <summary>The largest integer not above.</summary>
    Floor,
    /// <summary>The smallest integer not below.</summary>
    Ceiling,
    /// <summary>Rounded toward zero.</summary>
    Truncate,
    /// <summary>Rounded to the nearest integer, halves to even.</summary>
    RoundEven,
    /// <summary>Bitwise and; logical on bool.</summary>
    And,
    /// <summary>Bitwise or; logical on bool.</summary>
    Or,
    /// <summary>Bitwise exclusive or; logical on bool.</summary>
    Xor,
    /// <summary>All bits flipped; logical not on bool.</summary>
    Not,
    /// <summary>A shifted left by B; 0 when B is at least the width (or negative).</summary>
    ShiftLeft,
    /// <summary>A shifted right by B, zeros entering; 0 when B is at least the width (or negative).</summary>
    ShiftRightLogical,
    /// <summary>A shifted right by B, the sign entering; the sign fill when B is at least the width (or negative).</summary>
    ShiftRightArithmetic,
    /// <summary>The number of one bits.</summary>
    PopulationCount,
    /// <summary>The number of leading zero bits.</summary>
    LeadingZeroCount,
    /// <summary>A == B as bool.</summary>
    Equal,
    /// <summary>A != B as bool (true when either is NaN).</summary>
    NotEqual,
    /// <summary>A &lt; B as bool.</summary>
    Less,
    /// <summary>A &lt;= B as bool.</summary>
    LessOrEqual,
    /// <summary>B where A (a bool) is true, else C. Bits is 1 where A rarely is.</summary>
    Select,
    /// <summary>A converted to the step's type: integers wrap, floats to integers truncate and saturate with NaN to 0, anything to bool is != 0.</summary>
    Convert,
    /// <summary>The bits of A as the step's type of the same size.</summary>
    Bitcast,
    /// <summary>A where A &gt; B, else B: so B where either is NaN. One instruction where the maximum that propagates NaN takes three; for clamps with A the bound.</summary>
    MaxOrB,
    /// <summary>A where A &lt; B, else B: so B where either is NaN.</summary>
    MinOrB,
    /// <summary>Component B of input number A, B the number of a step: counted from the first element, component by component. Only in loops over single elements, which look at bounds before.</summary>
    Element,
}
