using Linum.Extending;
using Xunit;

namespace Linum.Tests;

/// <summary>Writers that compare a tree with the structure of the last one must find exactly what is different.</summary>
public sealed class TreeWriterTests
{
    /// <summary>A node that writes what it is told to, also what no node should.</summary>
    private sealed class Odd(params string[] acts) : IPytree<Odd>
    {
        public static void Flatten(Odd value, ref TreeWriter writer) => value.Write(ref writer);

        public static Odd Unflatten(ref TreeReader reader) => new();

        private void Write(ref TreeWriter writer)
        {
            foreach (string act in acts)
            {
                if (act == "open") writer.Open(typeof(Odd));
                else if (act == "data") writer.Open(typeof(Odd), 1);
                else if (act == "close") writer.Close();
                else if (act == "leaf") writer.Leaf(1f);
                else if (act == "null") writer.Null(typeof(NDArray));
                else if (act == "static") writer.Static(typeof(int), 3);
                else if (act.StartsWith('=')) writer.Field(act[1..], (NDArray)2f);
                else if (act.StartsWith('?')) writer.Field(act[1..], (NDArray?)null);
                else if (act.StartsWith('#')) writer.Field(act[1..], act.Length);
                else writer.Field(act, new Odd("open", "=x", "close"));
            }
        }
    }

    private static readonly string[][] Trees =
    [
        ["leaf"], ["null"], ["static"], ["open", "close"], ["data", "close"], ["open", "=a", "close"], ["open", "=b", "close"], ["open", "?a", "close"], ["open", "#a", "close"], ["open", "#bc", "close"],
        ["open", "=a", "=b", "close"], ["open", "=a", "#b", "=c", "close"], ["open", "a", "close"], ["open", "a", "=b", "close"], ["open", "=a", "b", "close"], ["open", "a", "b", "close"], ["data", "=a", "close"],
    ];

    [Fact]
    public void A_tree_matches_the_structure_of_another_if_it_has_it()
    {
        foreach (string[] expected in Trees)
        {
            Tree.Flatten(new Odd(expected), out TreeDef structure);
            foreach (string[] written in Trees)
            {
                NDArray[] leaves = Tree.Flatten(new Odd(written), out TreeDef own);
                TreeWriter writer = new(structure);
                Pytree<Odd>.Node.Flatten(new(written), ref writer);
                Assert.Equal(own.Equals(structure), writer.Matches);
                Assert.Equal(ReferenceEquals(expected, written), writer.Matches);
                if (!writer.Matches) continue;
                Assert.Equal(leaves.Select(l => l.Item<float>()), writer.Leaves.Select(l => l.Item<float>()));
                Assert.Same(structure, writer.Structure);
            }
        }
    }

    /// <summary>A field that writes nothing, or two things, is never what was expected: no array is missed.</summary>
    [Theory]
    [InlineData("open", "=a")]
    [InlineData("open", "=a", "=b", "=c", "close")]
    [InlineData("open", "close", "leaf")]
    [InlineData("open", "open", "close", "close")]
    [InlineData("leaf", "leaf")]
    [InlineData("=a")]
    public void What_is_written_besides_does_not_match(params string[] acts)
    {
        foreach (string[] expected in Trees)
        {
            Tree.Flatten(new Odd(expected), out TreeDef structure);
            TreeWriter writer = new(structure);
            Pytree<Odd>.Node.Flatten(new(acts), ref writer);
            if (acts is ["open", "=a"]) writer.Close();
            Assert.Equal(acts is ["open", "=a"] && expected is ["open", "=a", "close"], writer.Matches);
        }
    }

    [Fact]
    public void A_field_that_writes_nothing_does_not_match()
    {
        Tree.Flatten(new Holder(new("leaf")), out TreeDef structure);
        TreeWriter writer = new(structure);
        Pytree<Holder>.Node.Flatten(new(new()), ref writer);
        Assert.False(writer.Matches);
        writer = new(structure);
        Pytree<Holder>.Node.Flatten(new(new("leaf", "leaf")), ref writer);
        Assert.False(writer.Matches);
        writer = new(structure);
        Pytree<Holder>.Node.Flatten(new(new("leaf")), ref writer);
        Assert.True(writer.Matches);
    }

    /// <summary>Each level of a tree remembers where in its fields it is.</summary>
    [Fact]
    public void Trees_of_any_depth_match_their_own_structure()
    {
        for (int depth = 1; depth <= 40; depth++)
        {
            NDArray[] leaves = Tree.Flatten(new Chain(depth), out TreeDef structure);
            Assert.Equal(2 * depth, leaves.Length);
            TreeWriter writer = new(structure);
            Pytree<Chain>.Node.Flatten(new(depth), ref writer);
            Assert.True(writer.Matches);
            Assert.Equal(leaves.Select(l => l.Item<int>()), writer.Leaves.Select(l => l.Item<int>()));
            writer = new(structure);
            Pytree<Chain>.Node.Flatten(new(depth + 1), ref writer);
            Assert.False(writer.Matches);
        }
    }

    private sealed class Holder(Odd held) : IPytree<Holder>
    {
        public static void Flatten(Holder value, ref TreeWriter writer)
        {
            writer.Open(typeof(Holder));
            writer.Field("held", value.Held);
            writer.Close();
        }

        public static Holder Unflatten(ref TreeReader reader) => new(reader.Field<Odd>(0));

        private Odd Held => held;
    }

    private sealed class Chain(int depth) : IPytree<Chain>
    {
        public static void Flatten(Chain value, ref TreeWriter writer) => value.Write(ref writer);

        public static Chain Unflatten(ref TreeReader reader) => new(0);

        private void Write(ref TreeWriter writer)
        {
            writer.Open(typeof(Chain));
            writer.Field("before", (NDArray)depth);
            if (depth > 1) writer.Field("inner", new Chain(depth - 1));
            writer.Field("after", (NDArray)(-depth));
            writer.Close();
        }
    }
}
