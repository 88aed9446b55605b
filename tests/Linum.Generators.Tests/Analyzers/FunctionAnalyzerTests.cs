namespace Linum.Generators.Tests.Analyzers;

public sealed class FunctionAnalyzerTests
{
    private static string In(string statements, string members = "") => $$"""
        public delegate NDArray Own(NDArray x);
        public delegate NDArray ByReference(ref NDArray x);
        public static class Use
        {
            {{members}}
            public static void Run(NDArray x, NDArray[] list, Own own, ByReference byReference)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("_ = Vmap([|(NDArray a) => { Console.WriteLine(a); }|]);", "Vmap was given a function of type 'Action<NDArray>', but it takes a Func of up to eight arguments, because it must know them and the result. Return what it computes instead of storing it.")]
    [InlineData("_ = Jit([|own|]);", "Jit was given a function of type 'Own', but it takes a Func of up to eight arguments, because it must know them and the result. Declare it as a Func, or write it as a lambda.")]
    [InlineData("_ = Jit([|byReference|]);", "Jit was given a function of type 'ByReference', but it takes a Func of up to eight arguments, because it must know them and the result. Return a tuple instead of passing by reference.")]
    [InlineData("_ = Checkpoint([|(int a, int b, int c, int d, int e, int f, int g, int h, int i) => x|]);", "Checkpoint was given a function of type 'Func<int, int, int, int, int, int, int, int, int, NDArray>', but it takes a Func of up to eight arguments, because it must know them and the result. Pack some of the arguments in a tuple or a [Pytree] record.")]
    public async Task LINUM004_a_delegate_that_is_no_Func_of_up_to_eight_arguments(string statement, string message) => Assert.Equal([message], await Report.Is("LINUM004", In(statement)));

    [Theory]
    [InlineData("_ = Vmap((NDArray a) => a); _ = Jit((int a, int b, int c, int d, int e, int f, int g, int h) => x); _ = Pmap(() => 1);", "")]
    [InlineData("_ = G((NDArray a) => a);", "static T G<T>(T f) where T : Delegate => Jit(f);")]
    public async Task LINUM004_leaves_functions_and_open_types_alone(string statements, string members) => await Report.IsNothing(In(statements, members));

    [Fact]
    public async Task LINUM005_a_lambda_that_counts()
    {
        string[] messages = await Report.Is("LINUM005", In("int n = 0; _ = Jit((NDArray a) => { [|n|]++; return a; }); Console.WriteLine(n);"));
        Assert.Equal(
            ["The function given to Jit changes 'n', which is declared outside of it. A function is traced once and then runs without its C# code, so the change happens once or never, and may keep a stand-in for an array: return the new value instead."], messages);
    }

    [Theory]
    [InlineData("NDArray kept = x; _ = Grad((NDArray a) => { [|kept|] = a; return a; }); Console.WriteLine(kept);")]
    [InlineData("NDArray kept = x, other = x; _ = Vmap((NDArray a) => { ([|kept|], [|other|]) = (a, a); return a; }); Console.WriteLine(kept + other);")]
    [InlineData("_ = Vmap((NDArray a) => { [|list[0]|] = a; return a; });")]
    [InlineData("_ = Vmap((NDArray a) => { [|x|] += a; return a; });")]
    [InlineData("int n = 0; var f = (NDArray a) => { [|n|] = 1; return a; }; _ = Grad(f); _ = Jit(f); Console.WriteLine(n);")]
    [InlineData("int n = 0; NDArray F(NDArray a) { int.TryParse(\"1\", out [|n|]); return a; } _ = Jit(F); Console.WriteLine(n);")]
    [InlineData("int n = 0; _ = Lax.ForI(0, 3, (i, c) => { [|n|]++; return c; }, x); Console.WriteLine(n);")]
    [InlineData("_ = Jit((NDArray a) => { int n = 0; NDArray y = Vmap((NDArray b) => { [|n|]++; return b; })(a); return y + n; });")]
    [InlineData("int n = 0; _ = Lift.Vmap((Dense d, NDArray a) => { [|n|]++; return d.Call(a); }); Console.WriteLine(n);")]
    public async Task LINUM005_is_reported_at_every_change(string statements) => await Report.Is("LINUM005", In(statements));

    [Theory]
    [InlineData("_ = Jit((NDArray a) => { int n = 0; for (int i = 0; i < 3; i++) n += i; (NDArray p, NDArray q) = (a, a); p = q + n; return p; });")]
    [InlineData("int n = 0; Action count = () => n++; count(); _ = Jit((NDArray a) => a + n);")]
    [InlineData("_ = Jit((NDArray a) => { a = a + 1; NDArray[] own = [a]; own[0] = a; return own[0]; });")]
    public async Task LINUM005_allows_what_belongs_to_the_function_and_reading(string statements) => await Report.IsNothing(In(statements));

    [Fact]
    public async Task LINUM005_ends_on_a_local_that_is_declared_as_itself() =>
        Assert.Empty(await Compile.Analyze("using Linum; using static Linum.Transform; Func<NDArray, NDArray> f = g, g = f; Jit(f);", Microsoft.CodeAnalysis.OutputKind.ConsoleApplication));

    [Fact]
    public async Task LINUM006_an_array_compared_with_null()
    {
        string[] messages = await Report.Is("LINUM006", In("_ = [|x == null|]; _ = [|null != x|];"));
        Assert.Equal(
            ["x == null: == compares the elements of arrays, so null is an error here and not an answer; write 'x is null'", "null != x: != compares the elements of arrays, so null is an error here and not an answer; write 'x is not null'"], messages);
    }

    [Fact]
    public async Task LINUM006_an_array_as_a_condition()
    {
        string[] messages = await Report.Is("LINUM006", In("if ([|x > 0|]) return;"));
        Assert.Equal(
            ["x > 0: a condition needs the value of the array now, which a function that is being transformed does not have; use Np.Where or Lax.Cond there, or write (bool) in front where the value is meant"], messages);
    }

    [Theory]
    [InlineData("while ([|x > 0 && x < 3|]) return;")]
    [InlineData("_ = [|x|] ? 1 : 2;")]
    [InlineData("NDArray y = [|x || x|]; _ = y;")]
    [InlineData("do { } while ([|x.All()|]);")]
    [InlineData("for (; [|x|]; ) return;")]
    public async Task LINUM006_is_reported_once_per_condition(string statements) => await Report.Is("LINUM006", In(statements));

    [Theory]
    [InlineData("NDArray? z = x; if (z is null || z is not null && (bool)(z > 0)) return; NDArray y = x == 1 & x != 2; string? s = null; _ = s == null; _ = y;")]
    public async Task LINUM006_allows_tests_for_null_casts_and_comparisons_of_elements(string statements) => await Report.IsNothing(In(statements));
}
