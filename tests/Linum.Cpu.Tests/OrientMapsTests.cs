using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Maps that are read with their axes in another order.</summary>
public sealed class OrientMapsTests
{
    /// <summary>Random program 930144: the first map was taken away with its copy, though the second, turned itself, went on reading it.</summary>
    [Fact]
    public void What_a_turned_map_reads_as_it_is_stays()
    {
        static NDArray F(NDArray x, NDArray y)
        {
            NDArray first = Np.Where(x > y, x, -y), second = y + first;
            return Np.Einsum("iab,icb->bac", first, second);
        }

        ArrayType type = new(DType.Float32, [4, 4, 33]);
        Agree.BitForBit(InlineCalls.Run(MakeJaxpr(F)(Np.Zeros(type.Shape), Np.Zeros(type.Shape))), Agree.Whole(new(1), type), Agree.Whole(new(2), type));
    }
}
