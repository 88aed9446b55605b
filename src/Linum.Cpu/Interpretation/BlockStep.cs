using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A step of a <see cref="BlockProgram"/>: what a <see cref="ScalarStep"/> does, for all elements of a block.</summary>
/// <param name="Op">What is done.</param>
/// <param name="Type">The type of the result.</param>
/// <param name="From">The type of the first operand.</param>
/// <param name="Result">Where, in the program's memory, the result is, in bytes.</param>
/// <param name="A">Where the first operand is; for inputs and positions its number, as in the step.</param>
/// <param name="B">Where the second operand is; for inputs the number of the component.</param>
/// <param name="C">Where the third operand is.</param>
/// <param name="Bits">The bits of a constant.</param>
/// <param name="Skips">How many steps behind this one are left out if A, a bool, is true for no element of the block: then this is no step itself; 0 for one that is.</param>
internal readonly record struct BlockStep(ScalarOp Op, DType Type, DType From, int Result, int A = 0, int B = 0, int C = 0, long Bits = 0, int Skips = 0);
