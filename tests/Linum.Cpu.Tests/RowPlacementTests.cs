using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Reductions that are seen in the shape of others whose kernel they join.</summary>
public sealed class RowPlacementTests
{
    [Fact]
    public void A_reduction_may_be_placed_in_one_space_after_another()
    {
        JaxprBuilder builder = new();
        ArrayType row = new(DType.Float32, [17]);
        Var a = builder.NewVar(row), b = builder.NewVar(row), c = builder.NewVar(row), f = builder.NewVar(new(DType.Float64, [1, 17]));
        Var product = builder.Emit(new Mul(), [b, a])[0];
        Var wide = builder.Emit(new ConvertElementType(DType.Float32, false), [builder.Emit(new ReduceSum([0, 1]), [f])[0]])[0];
        Var sum = builder.Emit(new Add(), [wide, builder.Emit(new ReduceSum([0]), [c])[0]])[0];
        Var[] all = builder.Emit(new Add(), [sum, builder.Emit(new ReduceSum([0]), [product])[0]]);
        Random random = new(1);
        Agree.BitForBit(new([a, b, c, f], builder.Equations, all), [.. new[] { a, b, c, f }.Select(v => Agree.Whole(random, v.Type))]);
    }
}
