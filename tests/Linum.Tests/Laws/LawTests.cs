using FsCheck;
using FsCheck.Xunit;
using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Laws;

/// <summary>What holds for every program, whatever transformations it is under.</summary>
public class LawTests
{
    private const string Seed = "(7411,31)";

    private static readonly int[][] Shapes = [[3], [2, 2], [4], [], [1, 3], [2, 1, 2]];

    [Property(MaxTest = 400, Replay = Seed)]
    public void A_program_under_up_to_three_transformations_is_what_loops_and_the_other_mode_compute(int[] genes, PositiveInt shape, byte[] transformations)
    {
        TransformedProgram program = TransformedProgram.Of(new(genes), Shapes[shape.Get % Shapes.Length]);
        foreach (byte t in transformations.Take(3)) program = program.Under(t, t / 5);
        NDArray x = program.Argument(shape.Get);
        NDArray wanted = program.Slow(x);
        double scale = Math.Max(1, (double)Np.Abs(wanted).Max());
        Within(wanted, program.Fast(x), 1e-9 * scale, program.Description);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Transformations_nest_in_every_order(int first, int second, int third)
    {
        int[] genes = [8, 73, 30, 6, 26, 17, 1047, 13, 1];
        foreach (int[] shape in new[] { [3], new[] { 2, 2 } })
        {
            TransformedProgram program = TransformedProgram.Of(new(genes), shape).Under(first, 1).Under(second, 2).Under(third, 0);
            NDArray x = program.Argument(5), wanted = program.Slow(x);
            Within(wanted, program.Fast(x), 1e-9 * Math.Max(1, (double)Np.Abs(wanted).Max()), program.Description);
        }
    }

    public static TheoryData<int, int, int> Orders
    {
        get
        {
            TheoryData<int, int, int> orders = [];
            for (int i = 0; i < 125; i++) orders.Add(i / 25, i / 5 % 5, i % 5);
            return orders;
        }
    }

    [Property(MaxTest = 60, Replay = Seed)]
    public void Jit_does_not_change_a_bit_of_elementwise_programs(int[] genes, PositiveInt shape)
    {
        RandomProgram program = new(genes, operations: 12);
        NDArray x = TransformedProgram.Of(program, Shapes[shape.Get % Shapes.Length]).Argument(shape.Get);
        Agree.BitForBit(program.Run(x), Jit(program.Run)(x), program.ToString());
    }

    [Property(MaxTest = 300, Replay = Seed)]
    public void A_compiled_program_computes_what_the_interpreter_computes(int[] genes, PositiveInt shape, bool single, bool differentiated)
    {
        RandomProgram program = new(genes);
        NDArray x = TransformedProgram.Of(program, Shapes[shape.Get % Shapes.Length]).Argument(shape.Get).AsType(single ? DType.Float32 : DType.Float64);
        Func<NDArray, NDArray> f = differentiated ? Grad(v => program.Run(v).Sum()) : program.Run;
        Jaxpr traced = MakeJaxpr(f)(x);
        NDArray wanted = ConcreteArray.FromBytes(InterpreterBackend.Run(traced, [x.Concrete("a test").ToBytes()])[0], traced.Outputs[0].Type);
        double scale = Math.Max(1, (double)Np.Abs(wanted).Max());
        Within(wanted, Jit(f)(x), (single ? 1e-5 : 1e-13) * scale, program.ToString());
    }

    [Property(MaxTest = 60, Replay = Seed)]
    public void Pmap_is_Vmap_with_an_axis_name(int[] genes)
    {
        RandomProgram program = new(genes);
        NDArray F(NDArray v)
        {
            NDArray y = program.Run(v);
            return y - 0.5 * Lax.Pmean(y, "i") + Lax.Psum(v, "i").Sum() * Lax.AxisIndex("i");
        }

        NDArray x = TransformedProgram.Of(program, [4, 3]).Argument(1);
        Within(Vmap(F, axisName: "i")(x), Pmap(F, axisName: "i")(x), 1e-12, program.ToString());
        Func<NDArray, NDArray> slope = Grad(v => F(v).Sum());
        Within(Vmap(slope, axisName: "i")(x), Pmap(slope, axisName: "i")(x), 1e-12, $"Grad of {program}");
    }

    [Property(MaxTest = 60, Replay = Seed)]
    public void Blocks_of_lanes_give_what_all_lanes_at_once_give(int[] genes, PositiveInt chunk)
    {
        RandomProgram program = new(genes);
        NDArray x = TransformedProgram.Of(program, [5, 3]).Argument(2);
        Within(Vmap(program.Run)(x), Vmap(program.Run, chunkSize: 1 + chunk.Get % 6)(x), 1e-12, program.ToString());
    }

    private static void Within(NDArray wanted, NDArray got, double absolute, string what)
    {
        if ((bool)(Np.Abs(wanted) < 1e12).All()) Agree.Within(0, absolute, wanted, got, what);
    }
}
