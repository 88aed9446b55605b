using FsCheck;
using FsCheck.Xunit;
using Linum.Extending;
using Xunit;

namespace Linum.Tests.Laws;

public class TreeLawTests
{
    [Property(MaxTest = 100)]
    public void Unflatten_undoes_flatten(NonNull<string>[] names, int count, NonNull<string> text)
    {
        Dictionary<string, (NDArray A, int B)[]> tree = [];
        for (int i = 0; i < names.Length; i++) tree[names[i].Get] = [.. Enumerable.Range(0, (i + (count & 3)) % 4).Select(k => ((NDArray)k, k * 7))];
        (Dictionary<string, (NDArray A, int B)[]>, string, List<NDArray?>) value = (tree, text.Get, [Np.Ones(2), null]);
        NDArray[] leaves = Tree.Flatten(value, out TreeDef structure);
        var back = Tree.Unflatten<(Dictionary<string, (NDArray A, int B)[]>, string, List<NDArray?>)>(structure, leaves);
        NDArray[] again = Tree.Flatten(back, out TreeDef same);
        Assert.Equal(structure, same);
        Assert.True(leaves.Length == again.Length && leaves.Zip(again).All(p => ReferenceEquals(p.First, p.Second)));
        Assert.Equal(leaves.Length, structure.LeafCount);
        Assert.Equal(leaves.Length, structure.LeafPaths("x").Distinct().Count());
    }
}
