using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests;

/// <summary>Loops over small arrays, and over elements of arrays that are chosen when they run: one emitted method, with the interpreter's bits.</summary>
public sealed class ElementLoopTests
{
    private const string Emitted = "loop over elements of arrays";

    private static readonly NDArray Table = Np.Linspace(-2f, 2f, 100);

    private static string Kind(Func<NDArray, NDArray> f, NDArray x) => string.Join(", ", CpuPipeline.Compile(MakeJaxpr(f)(x), new([]), 0).Kinds.Where(k => k.Contains("loop") || k.EndsWith("ScanStep") || k.EndsWith("WhileStep")));

    private static void Same(Func<NDArray, NDArray> f, NDArray x) => Agree.BitForBit(MakeJaxpr(f)(x), x.Concrete("the test").ToBytes());

    /// <summary>Emitted as one method, with the interpreter's bits.</summary>
    private static void Runs(Func<NDArray, NDArray> f, NDArray x)
    {
        Assert.Equal(Emitted, Kind(f, x));
        Same(f, x);
    }

    [Fact]
    public void Elements_are_read_where_the_counter_says()
    {
        Runs(x => Lax.ForI(0, 100, (i, c) => c * 0.5f + x[i], x[0]), Table);
        // From the end, and beside the array: moved to its ends.
        Runs(x => Lax.ForI(0, 100, (i, c) => c * 0.5f + x[-1 - i] - x[i * 3 - 100], x[0]), Table);
        Runs(x => Lax.ForI(0, 50, (i, c) => c * 0.5f + x[(Np.Abs(x[i]) * 40f).AsType(DType.Int32)], x[0]), Table);
    }

    [Fact]
    public void Positions_of_any_integer_type_choose_elements()
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Int8, DType.Int16, DType.UInt8, DType.UInt16, DType.UInt32, DType.Int64])
            Runs(x => Lax.ForI(0, 100, (i, c) => c * 0.5f + x[i.AsType(type)], x[0]), Table);
        // The largest become signed ones before the loop is emitted; where none does that, they do not fit the loop's own positions.
        Runs(x => Lax.ForI(0, 100, (i, c) => c * 0.5f + x[i.AsType(DType.UInt64) * 1_000_000_000], x[0]), Table);
        Func<NDArray, NDArray> large = x => Lax.ForI(0, 100, (i, c) => c * 0.5f + Lax.DynamicSlice(x, [i.AsType(DType.UInt64) * 1_000_000_000 * 1_000_000_000], [1])[0], x[0]);
        Assert.EndsWith("ScanStep", Kind(large, Table));
        Same(large, Table);
    }

    [Fact]
    public void Elements_outside_are_filled_where_that_is_asked()
    {
        Runs(x => Lax.ForI(0, 9, (i, c) => c * 0.5f + x.At[i * 20 - 30].Get(OutOfBounds.FillOrDrop, 7.0), x[0]), Table);
        Runs(x => Lax.ForI(0, 9, (i, c) => c ^ x.At[i * 20].Get(OutOfBounds.FillOrDrop), x[0]), Np.Arange(100));
    }

    [Fact]
    public void Elements_of_what_is_carried_are_written_in_place_and_read_again()
    {
        Runs(x => Lax.ForI(1, 100, (i, c) => c.At[i].Set(c[i - 1] * 0.5f + c[i]), x), Table);
        // Two writes in a turn, and reads between them.
        Runs(x => Lax.ForI(0, 99, (i, c) =>
        {
            (NDArray a, NDArray b) = (c[i], c[i + 1]);
            NDArray swapped = c.At[i].Set(Np.Minimum(a, b));
            return swapped.At[i + 1].Set(Np.Maximum(a, b) + swapped[i] * 0.25f);
        }, x), Np.Flip(Table, 0));
        // The second over the first, and one that hits the same place or another one by the data.
        Runs(x => Lax.ForI(0, 99, (i, c) => c.At[i].Set(1f).At[i].Set(c[i + 1]).At[(Np.Abs(c[i]) * 60f).AsType(DType.Int32)].Set(0.5f), x), Table);
    }

    [Fact]
    public void Elements_are_combined_with_what_lies_there()
    {
        Runs(x => Lax.ForI(0, 200, (i, c) => c.At[Np.Mod(i * 7, 100)].Add(x[0]), x), Table);
        Runs(x => Lax.ForI(0, 200, (i, c) => c.At[Np.Mod(i, 10)].Multiply(1.5f).At[Np.Mod(i, 7)].Min(1f).At[3].Max(x[1]), x), Table);
        Runs(x => Lax.ForI(0, 200, (i, c) => c.At[Np.Mod(i, 10)].Add(i), x), Np.Arange(100));
    }

    [Fact]
    public void Writes_outside_are_dropped_or_moved_to_the_ends()
    {
        Runs(x => Lax.ForI(0, 20, (i, c) => c.At[i * 10 - 50].Set(x[i]), x), Table);
        Runs(x => Lax.ForI(0, 20, (i, c) => Lax.DynamicUpdateSlice(c, x[..3] * 2f, [i * 10]), x), Table);
        Runs(x => Lax.ForI(0, 20, (i, c) => c.At[i * 10].Set(x[i], OutOfBounds.Clip), x), Table);
    }

    [Fact]
    public void Windows_and_rows_of_matrices_are_read_and_written_element_by_element()
    {
        NDArray matrix = Np.Reshape(Np.Linspace(-1f, 1f, 300), 100, 3);
        Runs(x => Lax.ForI(0, 100, (i, c) => c * 0.5f + x[i], x[0]), matrix);
        Runs(x => Lax.ForI(1, 100, (i, c) => c.At[i].Set(c[i - 1] * 0.5f + x[99 - i]), x), matrix);
        Runs(x => Lax.ForI(1, 99, (i, c) => c.At[i, 2].Set(c[i - 1, 0] + c[i + 1, 1]), x), matrix);
        Runs(x => Lax.ForI(0, 98, (i, c) => c * 0.5f + Lax.DynamicSlice(x, [i, Np.Array(1)], [3, 2]), x[..3, ..2]), matrix);
        Runs(x => Lax.ForI(0, 9, (i, c) => c * 0.5f + x[Np.Stack([i, i * 3, 99 - i])], x[..3]), matrix);
    }

    [Fact]
    public void Small_arrays_that_are_values_are_read_and_written_by_comparing_places()
    {
        Runs(x => Lax.ForI(0, 12, (i, c) => c * 0.5f + (x[..5] * 2f + c)[Np.Mod(i, 5)], x[0]), Table);
        Runs(x => Lax.ForI(0, 12, (i, c) => (c * 0.5f).At[Np.Mod(i * 2, 7)].Set(c[0] + 1f), x[..5]), Table);
        Runs(x => Lax.ForI(0, 12, (i, c) => (c * 0.5f).At[Np.Mod(i * 2, 7)].Add(c[0] + 1f), x[..5]), Table);
    }

    [Fact]
    public void Conditions_read_small_arrays_and_elements_of_large_ones()
    {
        Runs(x => Lax.While(c => Np.Max(Np.Abs(c)) > 0.01f, c => c * 0.75f, x[..3]), Table);
        Runs(x => Lax.While(c => Np.Any(c > 0.01f), c => c * 0.75f, x[97..]), Table);
        Runs(x => Lax.While(c => x[c.Item1] < 1f, c => (c.Item1 + 1, c.Item2 + x[c.Item1]), ((NDArray)Np.Array(0), x[0])).Item2, Table);
        // By halves, in an array that is carried too.
        Runs(x => Lax.While(s => (s.Item2 - s.Item1 > 1) & (s.Item3[s.Item1] < 5f), s =>
        {
            NDArray middle = Np.FloorDivide(s.Item1 + s.Item2, 2), below = s.Item3[middle] < 0.3f;
            return (Np.Where(below, middle, s.Item1), Np.Where(below, s.Item2, middle), s.Item3.At[middle].Add(0.01f));
        }, ((NDArray)Np.Array(0), (NDArray)Np.Array(100), x)).Item3, Table);
        // Not one turn.
        Runs(x => Lax.While(c => Np.Min(c) > 9f, c => c * 0.75f, x[..3]), Table);
    }

    [Fact]
    public void Branches_on_small_arrays_and_on_chosen_elements_are_selected() =>
        Runs(x => Lax.Scan((NDArray c, NDArray i) => (Lax.Cond(Np.Max(c) + x[i] > 0f, a => a * 0.5f - x[i], a => a + x[i + 1] * 2f, c), c[0]), x[..3], Np.Arange(50)).Outputs, Table);

    [Fact]
    public void A_condition_may_read_more_than_the_body()
    {
        static NDArray Count(NDArray x)
        {
            (NDArray a, NDArray b, NDArray d) = (x[97], x[98], x[99]);
            return Lax.While(c => (c < a) & (c < b) & (c < d), c => c + 0.25f, x[0]);
        }

        Assert.Equal("loop over single elements", Kind(Count, Table));
        Same(Count, Table);
        Runs(x =>
        {
            (NDArray a, NDArray b, NDArray d) = (x[97], x[98], x[99]);
            return Lax.While(c => (c[0] < a) & (c[1] < b) & (c[0] < d), c => c + 0.25f, x[..2]);
        }, Table);
    }

    [Fact]
    public void Rows_are_stacked_forwards_and_backwards()
    {
        NDArray rows = Np.Reshape(Table, 50, 2);
        foreach (bool reverse in (ReadOnlySpan<bool>)[false, true])
        {
            Runs(x => Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v[0], Np.Stack([c[1], c[0] * v[1], v[0]])), x[0], x, reverse: reverse).Outputs, rows);
            // A row of which the data choose the element.
            Runs(x => Lax.Scan((NDArray c, NDArray v) => (c * 0.5f + v[(Np.Abs(c)).AsType(DType.Int32)], c), x[0, 0], x, reverse: reverse).Outputs, rows);
        }
    }

    [Fact]
    public void Other_types_are_read_and_written_as_they_are_stored()
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float64, DType.Int8, DType.UInt16, DType.Int64, DType.Bool, DType.Float16, DType.BFloat16, DType.Complex64])
            Runs(x => Lax.ForI(1, 100, (i, c) => c.At[i].Set(c[i - 1]).At[99 - i].Set(x[i].AsType(type)), x.AsType(type)).AsType(DType.Float32), Table);
    }

    [Fact]
    public void Two_arrays_are_carried_each_in_its_place_and_not_exchanged()
    {
        Runs(x => Lax.ForI(0, 50, (i, c) => (c.Item1.At[i].Set(c.Item2[i + 1]), c.Item2.At[i].Set(c.Item1[i + 1]), c.Item3 + c.Item1[i]), (x, x * 2f, x[..2])).Item1, Table);
        Func<NDArray, NDArray> exchanged = x => Lax.ForI(0, 51, (i, c) => (c.Item2, c.Item1.At[i].Set(0f)), (x, x * 2f)).Item1;
        Assert.EndsWith("ScanStep", Kind(exchanged, Table));
        Same(exchanged, Table);
    }

    [Fact]
    public void What_goes_round_is_not_written_over_for_others_who_hold_it() => Runs(x => Lax.ForI(0, 100, (i, c) => c.At[i].Set(x[99 - i]), x) + x, Table);

    [Fact]
    public void Bodies_with_more_operations_than_calls_take_are_left_to_kernels()
    {
        NDArray many = Np.Linspace(0f, 1f, 2000);
        Assert.EndsWith("ScanStep", Kind(x => Lax.ForI(0, 10, (i, c) => c.At[i].Set(Np.Sum(c * x)), x), many));
        Assert.EndsWith("ScanStep", Kind(x => Lax.ForI(0, 10, (i, c) => Lax.DynamicUpdateSlice(c, x[..600] * x[i], [i]), x), many));
    }

    [Fact]
    public void The_gradient_through_chosen_elements_is_that_of_the_unrolled_loop()
    {
        Func<NDArray, NDArray> loop = Grad((NDArray x) => Lax.ForI(0, 10, (i, c) => c * x[i * 3] + x[i], x[0])), unrolled = Grad((NDArray x) =>
        {
            NDArray c = x[0];
            for (int i = 0; i < 10; i++) c = c * x[i * 3] + x[i];
            return c;
        });
        Assert.Equal(unrolled(Table).ToArray<float>(), Jit(loop)(Table).ToArray<float>());
    }

    [Fact]
    public void The_loop_s_text_names_what_is_read_and_written()
    {
        Jaxpr program = MakeJaxpr((NDArray x) => Lax.ForI(0, 100, (i, c) => c.At[i].Set(x[i]), x))(Table);
        Scan scan = (Scan)program.Equations.ToArray().First(e => e.Primitive is Scan).Primitive;
        LoopGraph body = CpuPipeline.Compile(scan.Body, new([]), 0).Graph;
        ScalarLoop loop = UnrollLoop.Run(body, [ScalarInput.Constant, ScalarInput.Carried, ScalarInput.Carried], null, [], false)!;
        Assert.Equal("""
            s0:i32 = Input #1 #0
            s1:i32 = Constant 1
            s2:i32 = Add s0 s1
            s3:i32 = Constant 0
            s4:bool = Less s0 s3
            s5:i32 = Constant 100
            s6:i32 = Add s0 s5
            s7:i32 = Select s4 s6 s0
            s8:i64 = Convert s7
            s9:i64 = Constant 0
            s10:i64 = Constant 99
            s11:bool = LessOrEqual s9 s8
            s12:bool = LessOrEqual s8 s10
            s13:bool = And s11 s12
            s14:i64 = Min s8 s10
            s15:i64 = Max s14 s9
            s16:f32 = Element #0 s15
            """.ReplaceLineEndings("\n"), string.Join("\n", loop.Body.Steps.ToArray().Select((s, i) => $"s{i}:{s.DType.Short} = {LoopPrinter.Print(s)}")));
        Assert.Equal([2, 15, 16, 13], loop.Body.Results.ToArray());
        Assert.Equal([new ElementWrite(1, 4)], loop.Writes.ToArray());
    }
}
