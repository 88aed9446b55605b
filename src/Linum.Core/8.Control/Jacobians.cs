namespace Linum.Extending;

/// <summary>All derivatives at once: a standard basis pushed forward or pulled back under one Vmap.</summary>
public static class Jacobians
{
    /// <summary>By forward mode: one push per element of the argument.</summary>
    public static NDArray Forward(FunctionInfo info, Func<NDArray, NDArray> f, NDArray x) => ForwardTree(info, f, x);

    /// <summary>By reverse mode: one pull per element of the result.</summary>
    public static NDArray Reverse(FunctionInfo info, Func<NDArray, NDArray> f, NDArray x) => ReverseTree(info, f, x);

    private static NDArray Basis(ArrayType type)
    {
        int n = checked((int)type.Shape.Count);
        NDArray row = Lax.BroadcastedIota(DType.Int32, [n, n], 0), column = Lax.BroadcastedIota(DType.Int32, [n, n], 1);
        return Lax.Reshape(Lax.ConvertElementType(Lax.Eq(row, column), type.DType, type.IsWeak), [n, .. type.Shape]);
    }

    /// <summary>By forward mode with respect to a tree.</summary>
    public static T ForwardTree<T>(FunctionInfo info, Func<T, NDArray> f, T at)
    {
        NDArray[] leaves = Tree.Flatten(at, out TreeDef structure);
        Check("JacFwd", info, structure, leaves);
        var blocks = new NDArray[leaves.Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            NDArray x = leaves[i];
            int which = i, n = checked((int)x.Count);
            NDArray columns = Mapped(info, Basis(x.Type), n, dx =>
            {
                (NDArray[] y, NDArray?[] dy) = Differentiation.Push(moved =>
                {
                    NDArray[] all = [.. leaves];
                    all[which] = moved[0];
                    return [f(Tree.Unflatten<T>(structure, all))];
                }, [x], [dx], $"JacFwd of {info.Name}");
                CheckOutput("JacFwd", info, y[0]);
                return dy[0] ?? Lax.Zeros(y[0].Type.Tangent);
            });

            // The basis runs along the first axis; it belongs behind the axes of the result.
            NDArray last = Lax.MoveAxis(columns, 0, -1);
            blocks[i] = Lax.Reshape(last, [.. last.Shape[..^1], .. x.Shape]);
        }

        return Tree.Unflatten<T>(structure, blocks);
    }

    /// <summary>By reverse mode with respect to a tree.</summary>
    public static T ReverseTree<T>(FunctionInfo info, Func<T, NDArray> f, T at)
    {
        NDArray[] leaves = Tree.Flatten(at, out TreeDef structure);
        Check("JacRev", info, structure, leaves);
        (NDArray[] outputs, LinearMap map) = Linearization.Linearize(x =>
        {
            NDArray y = f(Tree.Unflatten<T>(structure, x));
            CheckOutput("JacRev", info, y);
            return [y];
        }, leaves, $"JacRev of {info.Name}");
        NDArray output = outputs[0];
        int n = checked((int)output.Count);
        var blocks = new NDArray[leaves.Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            int which = i;
            NDArray rows = Mapped(info, Basis(output.Type), n, ct => map.Pull([ct])[which] ?? Lax.Zeros(leaves[which].Type));
            blocks[i] = Lax.Reshape(rows, [.. output.Shape, .. leaves[i].Shape]);
        }

        return Tree.Unflatten<T>(structure, blocks);
    }

    private static NDArray Mapped(FunctionInfo info, NDArray basis, int n, Func<NDArray, NDArray> f)
    {
        FlatFunction flat = (NDArray[] leaves, out TreeDef result) => Tree.Flatten(f(leaves[0]), out result);
        TreeDef arguments = new(TreeKind.Node, typeof(Arguments), null, [new("basis", TreeDef.Leaf)]);
        return Batching.Run(info, flat, arguments, [basis], new(default, default, n, null, null), out _)[0];
    }

    private static void Check(string operation, FunctionInfo info, TreeDef structure, NDArray[] leaves)
    {
        for (int i = 0; i < leaves.Length; i++)
            if (!leaves[i].DType.IsInexact) throw DifferentiationErrors.IntegerInput(operation, info, info.PathOfArgument(structure, i), leaves[i].Type);
    }

    private static void CheckOutput(string operation, FunctionInfo info, NDArray y)
    {
        if (!y.DType.IsInexact) throw DifferentiationErrors.IntegerOutput(operation, info, y.Type);
    }
}
