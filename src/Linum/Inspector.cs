using Linum.Extending;

namespace Linum;

/// <summary>Shows what becomes of a function: see <see cref="Transform.Inspect{T1, TResult}(Func{T1, TResult})"/>. Nothing is computed. The last report is kept: more questions about
/// arguments of the same shapes compile nothing anew, and like <c>Jit</c> see nothing of what a function with side effects would do the next time. Of a jitted function, results take the memory of donated
/// arguments as when it is called.</summary>
/// <typeparam name="TArguments">The argument; of several, a tuple.</typeparam>
public sealed class Inspector<TArguments>
{
    private readonly Func<TArguments, Jaxpr> program;
    private readonly Delegate function;
    private Known? last;

    internal Inspector(Func<TArguments, Jaxpr> program, Delegate function) => (this.program, this.function) = (program, function);

    private sealed record Known(IBackend Backend, TreeDef Structure, ValueList<ArrayType> Types, CompilationReport Report);

    /// <summary>The program that the function is traced to.</summary>
    /// <param name="arguments">Arguments of the shapes in question.</param>
    public Jaxpr Jaxpr(TArguments arguments) => program(arguments);

    /// <summary>How it is compiled: the program after each pass, the generated kernels, the memory of a run.</summary>
    /// <param name="arguments">Arguments of the shapes in question.</param>
    public CompilationReport Report(TArguments arguments)
    {
        IBackend backend = BackendRegistry.Default;
        ValueList<ArrayType> types = Staging.Types(Tree.Flatten(arguments, out TreeDef structure));
        if (last is { } known && known.Backend == backend && known.Structure.Equals(structure) && known.Types == types) return known.Report;
        CompilationReport report = backend.Report(program(arguments), new(Donated(structure)));
        last = new(backend, structure, types, report);
        return report;
    }

    /// <summary>The donated leaves. The argument of a function of one stands here without what usually is around it.</summary>
    private ValueList<int> Donated(TreeDef structure) =>
        function.Method.GetParameters().Length > 1 ? Staging.DonatedLeaves(function, [.. structure.Fields.ToArray().Select(f => f.Node)]) : Staging.DonatedLeaves(function, structure);

    /// <summary>The program before kernels are made of it: loops over arrays, one per kernel or routine.</summary>
    /// <param name="arguments">Arguments of the shapes in question.</param>
    public string Lowered(TArguments arguments) => Report(arguments).Lowered;

    /// <summary>The instructions of the generated kernels.</summary>
    /// <param name="arguments">Arguments of the shapes in question.</param>
    public string Kernels(TArguments arguments) => string.Concat(Report(arguments).Kernels.Select(k => $"{k.Name}\n{k.Code}"));

    /// <summary>The memory that a run needs, in bytes.</summary>
    /// <param name="arguments">Arguments of the shapes in question.</param>
    public MemoryUse Memory(TArguments arguments) => Report(arguments).Memory;
}
