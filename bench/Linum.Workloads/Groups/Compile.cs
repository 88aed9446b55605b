using Linum.Workloads.Running;
using static Linum.Transform;

namespace Linum.Workloads.Groups;

/// <summary>First calls: tracing, compiling and running a function that the library has not seen.</summary>
internal static class Compile
{
    public static Workload[] All { get; } =
    [
        new("compile_chain_10", i => Chained(i, 10)),
        new("compile_chain_100", i => Chained(i, 100)),
        new("compile_chain_1000", i => Chained(i, 1000)),
        new("trace_chain_1000", Traced),
        new("compile_unrolled_5000", Unrolled),
        new("compile_new_shape", NewShape),
    ];

    /// <summary>Whether every sample of a workload compiles something.</summary>
    public static bool IsFirstCall(Specification w) => w.Group == "compile" && w.Id.StartsWith("compile_", StringComparison.Ordinal);

    /// <summary>The id under which a report keeps a workload before each sample of which all kernels are forgotten.</summary>
    public static string Anew(string id) => id + "_anew";

    private static double Salt(int sample) => sample * 1e-6;

    private static Func<NDArray, NDArray> Chain(int length, double salt) => x =>
    {
        for (int i = 0; i < length; i++)
        {
            double c = (i + 1) * 1e-3 + salt;
            x = (i % 4) switch
            {
                0 => x * (1 + c),
                1 => x + c,
                2 => Np.Maximum(x, -c),
                _ => Np.Sin(x) + c,
            };
        }

        return x;
    };

    private static Work Chained(Inputs inputs, int length)
    {
        NDArray x = inputs["x"];
        return Work.FirstCalls<NDArray>(sample =>
        {
            var chain = Chain(length, Salt(sample));
            return () => Jit(chain)(x);
        });
    }

    private static Work Traced(Inputs inputs)
    {
        NDArray x = inputs["x"];
        return Work.FirstCalls<NDArray>(sample =>
        {
            var chain = Chain(1000, Salt(sample));
            return () =>
            {
                MakeJaxpr(chain)(x);
                return x;
            };
        });
    }

    private static Func<NDArray, NDArray> Loop(double salt) => x =>
    {
        for (int i = 0; i < 1000; i++)
        {
            NDArray t = x * 2;
            t = t + (i * 1e-3 + salt);
            t = Np.Maximum(t, 0.25);
            t = t * 0.1;
            x = t - x;
        }

        return x;
    };

    private static Work Unrolled(Inputs inputs)
    {
        NDArray x = inputs["x"];
        return Work.FirstCalls<NDArray>(sample =>
        {
            var loop = Loop(Salt(sample));
            return () => Jit(loop)(x);
        });
    }

    private static Work NewShape(Inputs inputs)
    {
        Mlp parameters = Mlp.From(inputs);
        var step = Jit(ValueAndGrad((Mlp p, NDArray x) => Np.Square(p.Apply(x)).Mean()));
        return Work.FirstCalls<(NDArray, Mlp)>(sample =>
        {
            NDArray x = Np.Ones(32 + sample, 64) / 8;
            return () => step(parameters, x);
        });
    }
}
