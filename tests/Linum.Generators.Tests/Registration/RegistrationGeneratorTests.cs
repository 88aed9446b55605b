using System.Reflection;
using Linum.Linen;

namespace Linum.Generators.Tests.Registration;

public sealed class RegistrationGeneratorTests
{
    private const string File = "LinumRegistrations.g.cs";
    private const string Nodes = "global::Linum.Extending.PytreeNodes.";

    private static string[] Statements(string body, string types = "")
    {
        var (_, files) = Compile.GenerateClean($$"""
            using Linum;
            using Linum.Linen;
            using static Linum.Transform;
            public static class Use
            {
                public static object Run(NDArray x)
                {
                    {{body}}
                }
            }
            {{types}}
            """);
        return files.TryGetValue(File, out string? text) ? [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("global::", StringComparison.Ordinal))] : [];
    }

    [Fact]
    public void A_transformed_function_registers_its_signature_and_the_trees_in_it()
    {
        string[] lines = Statements("return Vmap((P p, (NDArray, int)[] q) => new Dictionary<string, NDArray> { [p.Tag] = q[0].Item1 });", "[Pytree] public sealed partial record P(List<NDArray> A, string Tag);");
        Assert.Equal(
            [
                Nodes + "Register<global::P>();",
                Nodes + "RegisterArray<global::System.ValueTuple<global::Linum.NDArray, int>>();",
                Nodes + "RegisterDictionary<global::Linum.NDArray>();",
                Nodes + "RegisterList<global::Linum.NDArray>();",
                Nodes + "RegisterTuple<global::Linum.NDArray, int>();",
                "global::Linum.Extending.Signatures.RegisterFunc<global::P, global::System.ValueTuple<global::Linum.NDArray, int>[], global::System.Collections.Generic.Dictionary<string, global::Linum.NDArray>>();",
            ],
            lines);
    }

    [Fact]
    public void A_closed_generic_tree_registers_itself_and_its_members()
    {
        string[] lines = Statements("return Tree.Leaves(new P<(NDArray, NDArray)>((x, x), []));", "[Pytree] public sealed partial record P<T>(T A, T[] B);");
        Assert.Equal(
            [
                Nodes + "Register<global::P<global::System.ValueTuple<global::Linum.NDArray, global::Linum.NDArray>>>();",
                Nodes + "RegisterArray<global::Linum.NDArray>();",
                Nodes + "RegisterArray<global::System.ValueTuple<global::Linum.NDArray, global::Linum.NDArray>>();",
                Nodes + "RegisterTuple<global::Linum.NDArray, global::Linum.NDArray>();",
            ],
            lines);
    }

    [Fact]
    public void The_gradient_of_two_arguments_registers_their_tuple() =>
        Assert.Contains(Nodes + "RegisterTuple<global::Linum.NDArray, int[]>();", Statements("return Grad((NDArray a, int[] b) => a.Sum(), (Arg.First, Arg.Second));"));

    [Fact]
    public void A_lifted_module_registers_its_input_and_output_and_those_of_its_methods()
    {
        string[] lines = Statements("return Lift.Vmap(new M());", """
            public sealed partial record M : Module<(NDArray, bool), NDArray[]>
            {
                protected override NDArray[] Forward((NDArray, bool) x) => [x.Item1];
                [ModuleMethod] private List<NDArray> SplitForward(NDArray x, int n) => [x];
            }
            """);
        Assert.Subset(lines.ToHashSet(), new HashSet<string>
        {
            Nodes + "RegisterTuple<global::Linum.NDArray, bool>();", Nodes + "RegisterArray<global::Linum.NDArray>();",
            Nodes + "RegisterTuple<global::Linum.NDArray, int>();", Nodes + "RegisterList<global::Linum.NDArray>();",
        });
    }

    [Theory]
    [InlineData("a private type", "return Jit((Hidden.P p) => p.A)(Hidden.Make());", "public partial class Hidden { internal static P Make() => new(1); [Pytree] internal sealed partial record P(NDArray A); private sealed record Q; public static object F() => Tree.Leaves(new List<Q>()); }", "Hidden.Q")]
    [InlineData("an anonymous type", "return Jit((NDArray a) => new { A = a })(x);", "", "<")]
    [InlineData("a type parameter", "return 0;", "public static class G { public static T F<T>(T t) => Jit((T u) => u)(t); }", "RegisterFunc")]
    [InlineData("a type of the file", "return Jit((F f) => f.N)(new F(1));", "file sealed record F(int N);", "F>")]
    public void What_cannot_be_named_at_the_top_of_the_assembly_is_left_out(string what, string body, string types, string absent)
    {
        string[] lines = [.. Statements(body, types).Select(l => absent == "<" ? l.Replace("<global::", "") : l)];
        Assert.True(!lines.Any(l => l.Contains(absent, StringComparison.Ordinal)), $"{what}: {string.Join('\n', lines)}");
    }

    [Fact]
    public void A_type_that_contains_ever_larger_versions_of_itself_ends() =>
        Assert.NotEmpty(Statements("return Tree.Leaves(new N<int>(null));", "[Pytree] public sealed partial record N<T>(N<N<T>>? Next);"));

    [Fact]
    public void A_program_without_trees_gets_no_file()
    {
        var (_, files) = Compile.GenerateClean("public static class Use { public static int Map(int x) => x; public static int Y => Map(1); }");
        Assert.Empty(files);
    }

    [Fact]
    public void The_list_of_names_has_every_public_generic_method_that_takes_trees_or_functions()
    {
        IEnumerable<string> names = new[] { typeof(Transform), typeof(Lift), typeof(Lax), typeof(Tree) }
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(m => m.IsGenericMethod).Select(m => m.Name).Distinct();
        Assert.DoesNotContain(names, n => !TransformNames.Has(n));
    }
}
