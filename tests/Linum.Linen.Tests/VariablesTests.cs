using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Linen.Tests;

public class VariablesTests
{
    private static Variables Some() => new()
    {
        ["params"] = new Variables { ["Dense_0"] = new Variables { ["kernel"] = Np.Ones(2, 3), ["bias"] = Np.Zeros(3) }, ["scale"] = Np.Array(2.0) },
        ["batch_stats"] = new Variables { ["mean"] = Np.Zeros([4], DType.Float16) },
    };

    [Fact]
    public void Parts_are_found_by_path()
    {
        Variables v = Some();
        NDArray kernel = v["params/Dense_0/kernel"], same = v["params"]["Dense_0"]["kernel"];
        Assert.Same(kernel, same);
        Assert.True(v.Contains("params/Dense_0/bias"));
        Assert.True(v.Contains("params/Dense_0"));
        Assert.False(v.Contains("params/Dense_1"));
        Assert.False(v.Contains("params/scale/more"));
        Assert.True(v["params/scale"].IsArray);
        Assert.False(v["params"].IsArray);
        Assert.Equal(["params", "batch_stats"], v.Names);
        Assert.Equal(["params/Dense_0/kernel", "params/Dense_0/bias", "params/scale", "batch_stats/mean"], v.Leaves.Select(l => l.Path));
    }

    [Fact]
    public void A_wrong_path_says_what_there_is()
    {
        Variables v = Some();
        string message = Assert.Throws<ModuleException>(() => v["params/Dense_1/kernel"]).Message;
        Assert.Contains("\"params/Dense_1/kernel\"", message, StringComparison.Ordinal);
        Assert.Contains("Dense_0, scale", message, StringComparison.Ordinal);
        Assert.Contains("params, batch_stats", Assert.Throws<ModuleException>(() => v["parms"]).Message, StringComparison.Ordinal);
        Assert.Contains("is an array", Assert.Throws<ModuleException>(() => v["params/scale/more"]).Message, StringComparison.Ordinal);
        Assert.Contains("kernel, bias", Assert.Throws<ModuleException>(() => (NDArray)v["params/Dense_0"]).Message, StringComparison.Ordinal);
        Assert.Contains("no parts", Assert.Throws<ModuleException>(() => new Variables()["a"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_print_as_a_table_of_paths_shapes_and_dtypes()
    {
        Assert.Equal(
            """
            params/Dense_0/kernel  (2, 3)  float32
            params/Dense_0/bias    (3,)    float32
            params/scale           ()      float32
            batch_stats/mean       (4,)    float16
            """.ReplaceLineEndings("\n"),
            Some().ToString());
        Assert.Equal("(no variables)", new Variables().ToString());
        Assert.Equal("[1. 1.]", ((Variables)Np.Ones(2)).ToString());
    }

    [Fact]
    public void Variables_do_not_change()
    {
        Variables v = Some(), more = v.With("extra", Np.Ones(1)), other = v.With("params", Np.Ones(1));
        Assert.False(v.Contains("extra"));
        Assert.True(more.Contains("extra"));
        Assert.False(v["params"].IsArray);
        Assert.True(other["params"].IsArray);
        Assert.Same((NDArray)v["batch_stats/mean"], (NDArray)more["batch_stats/mean"]);
        Assert.Throws<NotSupportedException>(() => ((ICollection<string>)v.Names).Add("x"));
    }

    [Fact]
    public void Arrays_convert_to_parts_and_back()
    {
        NDArray x = Np.Arange(3);
        Variables v = x;
        Assert.Same(x, (NDArray)v);
        Assert.Empty(v.Names);
        Assert.Equal("", Assert.Single(v.Leaves).Path);
    }

    [Fact]
    public void Names_may_hold_slashes_themselves()
    {
        Variables v = new() { ["batch_stats"] = new Variables { ["Dense_0/kernel/sigma"] = Np.Array(2.0), ["Dense_0"] = new Variables { ["mean"] = Np.Array(1.0) } } };
        Assert.Equal(2.0, (double)(NDArray)v["batch_stats/Dense_0/kernel/sigma"]);
        Assert.Equal(1.0, (double)(NDArray)v["batch_stats/Dense_0/mean"]);
        Assert.Contains("has no part kernel", Assert.Throws<ModuleException>(() => v["batch_stats/Dense_0/kernel"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_are_trees_for_every_transformation()
    {
        Variables v = new() { ["params"] = new Variables { ["w"] = Np.Array(new[] { 1.0, 2.0 }), ["b"] = Np.Array(new[] { 3.0 }) } };
        Variables g = Grad((Variables p) => ((NDArray)p["params/w"] * 3).Sum() + ((NDArray)p["params/b"]).Sum())(v);
        Assert.Equal([3.0, 3.0], ((NDArray)g["params/w"]).ToArray<double>());
        Variables twice = Jit((Variables p) => Tree.Map(x => x * 2, p))(v);
        Agree.BitForBit(Np.Array(new[] { 2.0, 4.0 }), twice["params/w"]);
    }
}
