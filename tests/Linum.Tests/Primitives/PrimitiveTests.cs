using Linum.Extending;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests.Primitives;

/// <summary>Every check that a sample buys a primitive.</summary>
public class PrimitiveTests
{
    public static TheoryData<string> All => [.. PrimitiveSamples.All.Keys];

    public static TheoryData<string> Differentiable => [.. PrimitiveSamples.All.Values.Where(s => s.HasDerivative && s.Inputs.Any(x => x.DType.IsInexact)).Select(s => s.Name)];

    private static Sample Named(string name) => PrimitiveSamples.All[name];

    private static ArrayType[] Types(NDArray[] arrays) => [.. arrays.Select(x => x.Type)];

    private static Jaxpr Program(Sample sample) => StagingTrace.StageClosed(sample.Name, Types(sample.Inputs), sample.Function);

    [Theory]
    [MemberData(nameof(All))]
    public void The_sample_of_a_primitive_uses_it(string name)
    {
        Sample sample = Named(name);
        HashSet<Type> seen = [];
        void Look(Primitive p)
        {
            seen.Add(p.GetType());
            foreach (Jaxpr body in p.Bodies)
                foreach (Equation e in body.Equations) Look(e.Primitive);
        }

        foreach (Equation equation in (sample.Inner?.Invoke() ?? Program(sample)).Equations) Look(equation.Primitive);
        Assert.Contains(sample.Primitive, seen);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Inferred_types_are_computed_types(string name)
    {
        Sample sample = Named(name);
        ArrayType[] inferred = Program(sample).OutputTypes;
        NDArray[] outputs = sample.Function(sample.Inputs);
        Assert.Equal(inferred.Select(t => (t.DType, t.Shape)), outputs.Select(o => (o.DType, o.Shape)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_compiled_agrees_with_the_interpreter(string name)
    {
        Sample sample = Named(name);
        foreach (DType dtype in new[] { DType.Float64, DType.Float32, DType.Float16, DType.BFloat16 })
        {
            if (dtype.Size == 2 && !sample.TakesHalves) continue;
            if (dtype != DType.Float64 && (sample.Primitive == typeof(DotGeneral) || sample.Primitive == typeof(BitcastConvertType) || !sample.Inputs.Any(x => x.DType == DType.Float64))) continue;
            NDArray[] inputs = [.. sample.Inputs.Select(x => x.DType == DType.Float64 ? x.AsType(dtype) : x)];
            Jaxpr program = StagingTrace.StageClosed(name, Types(inputs), sample.Function);
            byte[][] wanted = InterpreterBackend.Run(program, [.. inputs.Select(x => x.Concrete("a test").ToBytes())]);
            NDArray[] got = Jit((NDArray[] x) => sample.Function(x))(inputs);
            double tolerance = dtype switch { DType.Float64 => 1e-14, DType.Float32 => 2e-6, _ => 1e-2 };
            bool exact = program.Equations.All(e => e.Primitive.Lower(e.InputTypes) is Lowered.Map or Lowered.View);
            for (int i = 0; i < got.Length; i++)
            {
                NDArray want = ConcreteArray.FromBytes(wanted[i], program.Outputs[i].Type);
                Agree.Within(exact ? 0 : tolerance, exact ? 0 : tolerance, want, got[i], $"{name} in {dtype.Name}, output {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Jitted_is_eager_bit_for_bit(string name)
    {
        Sample sample = Named(name);
        NDArray[] eager = sample.Function(sample.Inputs), jitted = Jit((NDArray[] x) => sample.Function(x))(sample.Inputs);
        for (int i = 0; i < eager.Length; i++) Agree.BitForBit(eager[i], jitted[i], $"output {i}");
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_tangent_is_the_central_difference(string name)
    {
        Sample sample = Named(name);
        NDArray[] tangents = Derivatives.Tangents(sample.Inputs, 1);
        (NDArray[] outputs, NDArray[] pushed) = Jvp<NDArray[], NDArray[]>(sample.Function, sample.Inputs, tangents);
        NDArray[] plain = sample.Function(sample.Inputs);
        for (int i = 0; i < outputs.Length; i++) Agree.Within(1e-13, 1e-13, plain[i], outputs[i], $"primal output {i}");
        if (!sample.IsSmooth) return;
        NDArray[] differences = Derivatives.Central(sample.Function, sample.Inputs, tangents);
        for (int i = 0; i < pushed.Length; i++)
            if (plain[i].DType.IsInexact) Agree.Within(2e-6, 2e-6, differences[i], pushed[i], $"tangent of output {i}");
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_second_tangent_is_the_central_difference_of_the_first(string name)
    {
        Sample sample = Named(name);
        if (!sample.IsSmooth) return;
        NDArray[] first = Derivatives.Tangents(sample.Inputs, 1), second = Derivatives.Tangents(sample.Inputs, 2);
        NDArray[] Slope(NDArray[] x) => [.. Jvp<NDArray[], NDArray[]>(sample.Function, x, first).Tangent.Where(t => t.DType.IsInexact)];
        NDArray[] pushed = Jvp<NDArray[], NDArray[]>(Slope, sample.Inputs, second).Tangent, differences = Derivatives.Central(Slope, sample.Inputs, second);
        for (int i = 0; i < pushed.Length; i++) Agree.Within(5e-6, 5e-6, differences[i], pushed[i], $"second tangent of output {i}");
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_transposed_tangent_is_the_adjoint(string name)
    {
        Sample sample = Named(name);
        if (!sample.HasTranspose) return;
        NDArray[] tangents = Derivatives.Tangents(sample.Inputs, 3);
        (NDArray[] outputs, Func<NDArray[], NDArray[]> push) = Linearize<NDArray[], NDArray[]>(sample.Function, sample.Inputs);
        (_, Func<NDArray[], NDArray[]> pull) = Vjp<NDArray[], NDArray[]>(sample.Function, sample.Inputs);
        NDArray[] cotangents = Derivatives.Tangents(outputs, 4);
        double forward = Derivatives.Inner(cotangents, push(tangents)), backward = Derivatives.Inner(pull(cotangents), tangents);
        Assert.True(Math.Abs(forward - backward) <= 1e-6 * (1 + Math.Abs(forward)) * (outputs.Any(o => o.DType is DType.Float32 or DType.BFloat16) ? 1e4 : 1e-3),
            $"cotangent of tangent is {forward}, transposed {backward}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Vmap_over_every_choice_of_axes_is_a_loop(string name)
    {
        Sample sample = Named(name);
        if (!sample.MayBatch || sample.Inputs.Length == 0) return;
        const int size = 3;
        NDArray[][] examples = [.. Enumerable.Range(0, size).Select(sample.Varied)];
        foreach (int?[] axes in Choices(sample.Inputs))
        {
            NDArray[] stacked = [.. sample.Inputs.Select((x, i) => axes[i] is int a ? Np.Stack([.. examples.Select(e => e[i])], a) : x)];
            NDArray[] got = Vmap((NDArray[] x) => sample.Function(x), inAxes: [Axes.Create([.. axes.Select(a => (Axes)a)])])(stacked);
            NDArray[][] each = [.. examples.Select(e => sample.Function([.. sample.Inputs.Select((x, i) => axes[i] is null ? x : e[i])]))];
            for (int o = 0; o < got.Length; o++)
            {
                NDArray wanted = Np.Stack([.. each.Select(e => e[o])]);
                double tolerance = wanted.DType is DType.Float32 ? 1e-6 : wanted.DType == DType.BFloat16 ? 1e-2 : 1e-13;
                Agree.Within(tolerance, tolerance, wanted, got[o], $"{name} over ({string.Join(", ", axes.Select(a => a?.ToString() ?? "null"))}), output {o}");
            }
        }
    }

    /// <summary>Every subset of the inputs, each with its leading, last and a middle axis; not more than 60 choices.</summary>
    private static IEnumerable<int?[]> Choices(NDArray[] inputs)
    {
        IEnumerable<int?[]> all = [[]];
        foreach (NDArray x in inputs)
        {
            int?[] options = [null, .. new[] { 0, x.Rank, -1, x.Rank / 2 }.Distinct().Select(a => (int?)a)];
            all = all.SelectMany(chosen => options.Select(o => (int?[])[.. chosen, o]));
        }

        int?[][] useful = [.. all.Where(c => c.Any(a => a is not null))];
        int step = Math.Max(1, useful.Length / 60);
        return useful.Where((_, i) => i % step == 0);
    }
}
