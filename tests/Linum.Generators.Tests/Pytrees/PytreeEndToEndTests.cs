using Linum.Extending;
using static Linum.Transform;

namespace Linum.Generators.Tests.Pytrees;

/// <summary>The types of this project, for which the generator ran when it was built.</summary>
public sealed class PytreeEndToEndTests
{
    private static Network Example => new(new(Np.Ones(2, 3), Np.Zeros(2)), [new(Np.Ones(2, 2), null, "last")]) { Scale = 2.0 };

    [Fact]
    public void Leaves_have_paths_by_member_name_and_an_absent_member_has_none() =>
        Assert.Equal(["p.First.W", "p.First.B", "p.Rest[0].W", "p.Scale"], Tree.Paths(Example, "p"));

    [Fact]
    public void Unflatten_of_Flatten_gives_the_same_value()
    {
        NDArray[] leaves = Tree.Flatten(Example, out TreeDef structure);
        Network back = Tree.Unflatten<Network>(structure, leaves);
        Assert.Equal(structure, Tree.Structure(back));
        Assert.Same(leaves[0], back.First.W);
        Assert.Null(back.Rest[0].B);
        Assert.Equal("last", back.Rest[0].Tag);
        Assert.Same(leaves[3], back.Scale);
    }

    [Fact]
    public void Static_members_belong_to_the_structure()
    {
        TreeDef first = Tree.Structure(new Affine(Np.Ones(1), null, "a")), second = Tree.Structure(new Affine(Np.Zeros(1), null, "b"));
        Assert.NotEqual(first, second);
        Assert.Equal("Affine(W: *, B: null, Tag: <a>)", first.ToString());
    }

    [Fact]
    public void A_gradient_with_respect_to_a_tree_is_a_tree()
    {
        var loss = (Network n, NDArray x) => (n.Scale * (Np.Dot(n.First.W, x) + n.First.B!)).Sum();
        Network gradient = Grad(loss)(Example, Np.Array([1.0, 2.0, 3.0]));
        Assert.Equal("[2 2]", gradient.First.B!.ToString("F0"));
        Assert.Equal("12", gradient.Scale.ToString("F0"));
        Assert.Equal("last", gradient.Rest[0].Tag);
    }

    [Fact]
    public void Axes_can_be_given_by_member_name()
    {
        var f = Vmap((Pair<NDArray> p) => p.Left + p.Right, inAxes: [new() { ["Left"] = 0, ["Right"] = null }]);
        Assert.Equal("[11 12]", f(new(Np.Array([1.0, 2.0]), 10.0)).ToString("F0"));
    }

    [Fact]
    public void Keyword_names_have_no_at_sign_in_paths() => Assert.Equal([".class"], Tree.Paths(new Keywords(Np.Ones(1))));

    [Fact]
    public void A_derived_value_is_refused_because_its_further_members_would_be_lost()
    {
        TreeException e = Assert.Throws<TreeException>(() => Tree.Leaves<Open>(new Derived(Np.Ones(1), Np.Ones(1))));
        Assert.Equal($"A value of type {typeof(Derived)} was given where the tree type {typeof(Open)} is declared. Its further members would be lost. Declare the exact type.", e.Message);
        Assert.Single(Tree.Leaves(new Open(Np.Ones(1))));
    }

    [Fact]
    public void Nothing_in_this_file_needed_a_generic_type_closed_at_run_time()
    {
        A_gradient_with_respect_to_a_tree_is_a_tree();
        Axes_can_be_given_by_member_name();
        Unflatten_of_Flatten_gives_the_same_value();
        Assert.All([typeof(Network), typeof(Affine), typeof(Affine[]), typeof(Pair<NDArray>), typeof((NDArray, Network))], t => Assert.False(PytreeNodes.WasReflected(t), t.ToString()));
        Assert.False(Signatures.WasReflected(typeof(Func<Pair<NDArray>, NDArray>)));
    }

    [Fact]
    public void Without_registration_a_generic_type_is_closed_at_run_time()
    {
        Assert.Equal(1, LeafCountOf(new Dictionary<string, Stack<int>[]> { ["a"] = [] }, Np.Ones(1)));
        Assert.True(PytreeNodes.WasReflected(typeof(Dictionary<string, Stack<int>[]>)));
    }

    /// <summary>In a generic method the generator cannot see the types.</summary>
    private static int LeafCountOf<T>(T tree, NDArray x) => Tree.Structure(tree).LeafCount + Tree.Structure(x).LeafCount;
}
