using System.Numerics;
using Linum.Extending;
using Linum.Tests.Errors;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Arrays;

public class DefaultTypeTests
{
    private static (DType, bool) Of(NDArray x) => (x.DType, x.Type.IsWeak);

    [Fact]
    public void Under_wide_defaults_literals_are_weak_and_have_64_bits()
    {
        using var wide = LinumConfig.WideDefaults();
        Assert.Equal((DType.Float64, true), Of(1.0));
        Assert.Equal((DType.Float64, true), Of(1.0f));
        Assert.Equal((DType.Int64, true), Of(1));
        Assert.Equal((DType.Int64, true), Of((byte)1));
        Assert.Equal((DType.Complex128, true), Of(Complex.ImaginaryOne));
        Assert.Equal((DType.Int64, true), Of(uint.MaxValue));
        Assert.Equal((DType.Int64, true), Of(long.MinValue));
        Assert.Equal((DType.Int64, true), Of((ulong)long.MaxValue));
        Assert.Equal((DType.UInt64, false), Of(ulong.MaxValue));
        Assert.Equal(DType.Int64, Np.Array([[1, 2]]).DType);
        Assert.Equal(DType.Complex128, Np.Array([new Complex(1, 2)]).DType);
        Assert.Equal((DType.Int64, false), Of(Np.Array(1L)));
        Assert.Equal(DType.Float64, Np.Array([]).DType);
        Assert.Equal(DType.Float32, (Np.Zeros([2], DType.Float32) + 1.5).DType);
    }

    [Fact]
    public void Under_wide_defaults_functions_that_are_given_no_dtype_make_64_bit_arrays()
    {
        using var wide = LinumConfig.WideDefaults();
        Key key = Rng.Key(0);
        NDArray bytes = Np.Array(new byte[] { 3, 1, 2 });
        foreach (NDArray x in (NDArray[])[Np.Zeros(2), Np.Ones(2), Np.Eye(2), Np.Arange(2.0), Np.Linspace(0, 1, 3), Rng.Uniform(key), Rng.Normal(key), Rng.Exponential(key), Rng.Gumbel(key), Rng.Gamma(key, 2.0), Rng.TruncatedNormal(key, -1, 1), Nn.OneHot(bytes, 4), Np.Rint(bytes), Np.Angle(bytes)])
            Assert.Equal(DType.Float64, x.DType);
        foreach (NDArray x in (NDArray[])[Np.Arange(2), Np.Arange(1, 7, 2), Rng.RandInt(key, [2], 0, 9), Rng.Permutation(key, 3), Np.ArgMin(bytes), Np.ArgSort(bytes), Np.Sum(bytes > 1), Np.CumProd(bytes > 1), Np.BinCount(bytes), Rng.Categorical(key, Np.Zeros(3))])
            Assert.Equal(DType.Int64, x.DType);
        Assert.Equal(DType.UInt64, Rng.Bits(key).DType);
        Assert.Equal(DType.UInt64, Np.Prod(bytes).DType);
        Assert.Equal(DType.UInt8, Np.CumSum(bytes).DType);
        Assert.Equal(DType.Int32, Np.SearchSorted(Np.Array([1.0, 2.0]), 1.5).DType);
        Assert.Equal([1u, 2u, 0u], Np.ArgSort(bytes).AsType(DType.UInt32).ToArray<uint>());
        Assert.Equal([uint.MaxValue, uint.MaxValue], Rng.KeyData(Rng.Key(-1)).ToArray<uint>());
        Assert.Equal(DType.Int64, Lax.ForI(0, 3, (i, c) => c + i, (NDArray)0).DType);
    }

    [Fact]
    public void Arrays_of_32_bits_keep_them_under_wide_defaults()
    {
        NDArray floats = Np.Ones(3), integers = Np.Arange(3);
        using var wide = LinumConfig.WideDefaults();
        Assert.Equal(DType.Float32, (2 * floats + 1.5).DType);
        Assert.Equal(DType.Int32, (integers + 1).DType);
        Assert.Equal(DType.Float32, Np.Sin(integers).DType);
        Assert.Equal((DType.Float64, true), Of(integers + 0.5));
        Assert.Equal(DType.Float32, Grad((NDArray x) => Np.Sum(x * x * 0.5))(floats).DType);
    }

    [Fact]
    public void Linear_algebra_is_computed_in_64_bits_under_wide_defaults()
    {
        using var wide = LinumConfig.WideDefaults();
        NDArray a = Np.Array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]]);
        NDArray error = Np.Max(Np.Abs(Np.Dot(a, Linalg.Inv(a)) - Np.Eye(3)));
        Assert.True(error.ToArray<double>()[0] < 1e-14);
        Assert.Equal(DType.Float64, Linalg.Cholesky(a).DType);
        Assert.Equal(DType.Float64, Linalg.Det(a).DType);
    }

    [Fact]
    public void A_scope_ends_where_it_is_disposed_and_holds_on_its_thread_only()
    {
        DType elsewhere = DType.Bool;
        using (LinumConfig.WideDefaults())
        {
            using (LinumConfig.WideDefaults()) Assert.Equal(DType.Float64, Np.Zeros().DType);
            Assert.Equal((DType.Float64, DType.Int64, DType.UInt64, DType.Complex128), (DefaultTypes.Float, DefaultTypes.Int, DefaultTypes.UInt, DefaultTypes.Complex));
            Assert.Equal((DType.Float32, DType.Int32), (LinumConfig.DefaultFloat, LinumConfig.DefaultInt));
            Thread other = new(() => elsewhere = Np.Zeros().DType);
            other.Start();
            other.Join();
        }

        Assert.Equal(DType.Float32, elsewhere);
        Assert.Equal((DType.Float32, DType.Int32, DType.UInt32, DType.Complex64), (DefaultTypes.Float, DefaultTypes.Int, DefaultTypes.UInt, DefaultTypes.Complex));
    }

    [Fact]
    public void A_jitted_function_keeps_a_program_for_each_default_and_for_strict_promotion()
    {
        List<DType> traced = [];
        Func<NDArray, NDArray> f = Jit((NDArray x) =>
        {
            traced.Add(DefaultTypes.Int);
            return Np.Sum(Np.Arange(3)) + x;
        });
        NDArray x = Np.Array([1], DType.Int32), half = Np.Ones([1], DType.Float16);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(DType.Int32, f(x).DType);
            using (LinumConfig.WideDefaults()) Assert.Equal(DType.Int64, f(x).DType);
        }

        Assert.Equal([DType.Int32, DType.Int64], traced);
        Func<NDArray, NDArray> mixes = Jit((NDArray v) => v + Np.Ones(1));
        Assert.Equal(DType.Float32, mixes(half).DType);
        using (LinumConfig.StrictPromotion()) Assert.Throws<DTypeException>(() => mixes(half));
        Assert.Equal(DType.Float32, mixes(half).DType);
    }

    [Fact]
    public void A_transformed_program_is_kept_for_each_default()
    {
        // One program, run under both defaults; its derivative is the function's own, so the default types decide what that becomes.
        Func<NDArray, NDArray> f = Jit(CustomJvp((NDArray x) => Np.Sin(x), (g, x, dx) => (g(x), Np.Sum(Np.Array([0.1, 0.2]) * 1.0).AsType(DType.Float64) * dx)));
        NDArray at = Np.Array(new[] { 1.0 }), direction = Np.Array(new[] { 1.0 });
        Jaxpr program = MakeJaxpr(f)(at);
        Func<NDArray, NDArray> slope = x => Jvp((NDArray v) => program.Evaluate([v])[0], x, direction).Tangent;
        double narrow = slope(at).ToArray<double>()[0], wide;
        using (LinumConfig.WideDefaults()) wide = slope(at).ToArray<double>()[0];
        Assert.Equal(0.1f + 0.2f, narrow);
        Assert.Equal(0.1 + 0.2, wide);
    }

    [Fact]
    public void Unsupported_default_types_are_refused()
    {
        Raises.Exactly<DTypeException>(
            "LinumConfig.DefaultFloat was set to float16, but it can be float32 or float64 only: literals have 32 or 64 bits. "
            + "Set DType.Float32 or DType.Float64, and name the dtype where arrays are made (or use AsType) to have float16.",
            () => LinumConfig.DefaultFloat = DType.Float16);
        Raises.Exactly<DTypeException>(
            "LinumConfig.DefaultInt was set to uint8, but it can be int32 or int64 only: literals have 32 or 64 bits. "
            + "Set DType.Int32 or DType.Int64, and name the dtype where arrays are made (or use AsType) to have uint8.",
            () => LinumConfig.DefaultInt = DType.UInt8);
        Assert.Equal((DType.Float32, DType.Int32), (LinumConfig.DefaultFloat, LinumConfig.DefaultInt));
    }

    [Fact]
    public void Products_refuse_weak_arrays_that_are_wider_than_they_are()
    {
        NDArray bytes = Np.Array(new sbyte[] { 1, 2, 3 }), weak = Np.Full([3], 2), floats = Np.Ones(3), weakComplex;
        Raises.Exactly<DTypeException>(
            "Np.Dot was given int8[3] and weak int32[3]. Weak arrays adapt to others, so the product would be int8, which is narrower than the int32 of the weak array. "
            + "Convert one of them with AsType: the weak array to int8, or the other to int32.",
            () => Np.Dot(bytes, weak));
        Raises.Exactly<DTypeException>(
            "Np.Einsum was given weak int32[3] and int8[3]. Weak arrays adapt to others, so the product would be int8, which is narrower than the int32 of the weak array. "
            + "Convert one of them with AsType: the weak array to int8, or the other to int32.",
            () => Np.Einsum("i,i->", weak, bytes));
        using (LinumConfig.WideDefaults()) weakComplex = Np.Full([3], Complex.ImaginaryOne);
        Raises.Exactly<DTypeException>(
            "Np.MatMul was given float32[3] and weak complex128[3]. Weak arrays adapt to others, so the product would be complex64, which is narrower than the complex128 of the weak array. "
            + "Convert one of them with AsType: the weak array to complex64, or the other to complex128.",
            () => Np.MatMul(floats, weakComplex));
        foreach (Func<NDArray> product in (Func<NDArray>[])[() => Np.Inner(bytes, weak), () => Np.TensorDot(bytes, weak, 1), () => Np.Vdot(weak, bytes)]) Assert.Throws<DTypeException>(product);

        // Converted, rounded, or of one element there is nothing to refuse.
        Assert.Equal(12, Np.Dot(bytes, weak.AsType(DType.Int8)).ToArray<sbyte>()[0]);
        Assert.Equal(DType.Float16, Np.Dot(floats.AsType(DType.Float16), Np.Full([3], 0.5)).DType);
        Assert.Equal(DType.Int8, Np.Dot(bytes, 2).DType);
    }
}
