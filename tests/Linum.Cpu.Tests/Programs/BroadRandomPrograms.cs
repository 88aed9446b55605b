using Linum.Extending;
using Xunit;
using static Linum.Transform;

namespace Linum.Cpu.Tests.Programs;

/// <summary>
/// Random programs of all kinds of operations, as they are and transformed. The compiled program gives the same bits with any number of threads, and those of the interpreter wherever
/// the order of a sum does not matter. LINUM_RANDOM_PROGRAMS sets how many programs there are of each kind, LINUM_RANDOM_FIRST the number of the first.
/// </summary>
public sealed class BroadRandomPrograms
{
    internal static readonly int Count = Setting("LINUM_RANDOM_PROGRAMS", 80), FirstNumber = Setting("LINUM_RANDOM_FIRST", 0);

    /// <summary>So many programs that fail are shown.</summary>
    private const int MostFaults = 5;

    /// <summary>What is done to a program.</summary>
    public enum Kind
    {
        /// <summary>Nothing.</summary>
        Plain,

        /// <summary>It runs over examples.</summary>
        Vmap,

        /// <summary>It is differentiated backwards.</summary>
        Grad,

        /// <summary>It is differentiated forwards.</summary>
        Jvp,

        /// <summary>It is differentiated backwards, and that runs over examples.</summary>
        VmapOfGrad,

        /// <summary>It runs over examples that exchange values.</summary>
        NamedVmap,

        /// <summary>It runs over devices that exchange values.</summary>
        Pmap,

        /// <summary>The same, differentiated backwards.</summary>
        GradOfPmap,
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    [Theory]
    [InlineData(Kind.Plain)]
    [InlineData(Kind.Vmap)]
    [InlineData(Kind.Grad)]
    [InlineData(Kind.Jvp)]
    [InlineData(Kind.VmapOfGrad)]
    [InlineData(Kind.NamedVmap)]
    [InlineData(Kind.Pmap)]
    [InlineData(Kind.GradOfPmap)]
    public void Compiled_programs_give_the_results_of_interpreted_ones(Kind kind)
    {
        bool before = PoisonedMemory.IsOn;
        PoisonedMemory.IsOn = true;
        try
        {
            string[] faults = [.. Enumerable.Range(FirstNumber, Count).Select(n => Fault(kind, n)).OfType<string>().Take(MostFaults)];
            Assert.True(faults.Length == 0, string.Join("\n\n", faults));
        }
        finally
        {
            PoisonedMemory.IsOn = before;
        }
    }

    private static string? Fault(Kind kind, int number)
    {
        try
        {
            return Check(kind, number);
        }
        catch (Exception e) when (e is ILinumException)
        {
            return $"{kind} program {number} cannot be written: {e}";
        }
    }

    private static string? Check(Kind kind, int number)
    {
        (Jaxpr program, byte[][] inputs) = Make(kind, number);
        int[] donated = [.. Enumerable.Range(0, inputs.Length).Where(i => (number + i * 5) % 3 == 0)];
        string? Fault(Jaxpr p, byte[][] given) => ProgramCheck.Fault(p, given, [.. donated.Where(i => i < given.Length)]);
        if (Fault(program, inputs) is not string fault) return null;
        (Jaxpr small, byte[][] smallInputs) = Shrinker.Shrink(InlineCalls.Run(program), inputs, Fault);
        return $"{kind} program {number}: {fault}\nIn short: {Fault(small, smallInputs)}\n{small}\n\nThe whole program:\n{program}";
    }

    /// <summary>The program of a number, and what it is given.</summary>
    internal static (Jaxpr Program, byte[][] Inputs) Make(Kind kind, int number)
    {
        Random random = new(number * 5 + (int)kind);
        bool whole = random.Next(3) > 0;
        bool heavy = random.Next(3) == 0;
        Flavor flavor = new(whole, kind is Kind.Grad or Kind.VmapOfGrad or Kind.GradOfPmap, random.Next(12) == 0 ? random.Next(6) == 0 ? 300_000 : 60_000 : heavy ? 16_000 : 2_000, 2, heavy);
        if (kind is Kind.NamedVmap or Kind.Pmap or Kind.GradOfPmap) flavor = flavor with { Members = random.Next(1, 5), AreDevices = kind != Kind.NamedVmap };
        Jaxpr plain = Generate(random.Next(), flavor), program = Transformed(random, kind, plain, flavor.Members);
        bool special = !whole && kind == Kind.Plain && random.Next(3) == 0;
        byte[][] inputs = [.. program.Inputs.ToArray().Select(v => whole || !v.Type.DType.IsInexact ? Whole(random, v.Type) : Agree.Data(random, v.Type, special))];
        return (program, inputs);
    }

    /// <summary>Small whole numbers; booleans and the words of keys are any.</summary>
    internal static byte[] Whole(Random random, ArrayType type)
    {
        byte[] bytes = Agree.Whole(random, type);
        if (type.DType == DType.UInt32) random.NextBytes(bytes);
        if (type.DType == DType.Bool) for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next(2);
        return bytes;
    }

    /// <summary>A program: written once to learn what it wants to be given, and once more with that.</summary>
    internal static Jaxpr Generate(int seed, Flavor flavor)
    {
        using AxisEnvironment.Scope members = AxisEnvironment.Bind(flavor.Members > 0 ? Exchanges.Axis : null, flavor.Members);
        List<ArrayType> types = [];
        NDArray[] Write(Func<ArrayType, NDArray> newInput)
        {
            Draft draft = new(new Random(seed), flavor, newInput);
            if (flavor.Heavy) draft.Input(new(draft.OneIn(3) ? DType.Float64 : DType.Float32, draft.Shape(draft.Random.Next(2, 5))));
            for (int steps = flavor.Heavy ? draft.Random.Next(1, 5) : draft.Random.Next(3, flavor.Limit > 10_000 ? 10 : 26); steps > 0; steps--) Families.Step(draft);
            if (draft.Values.Count == 0) draft.Input(new(DType.Float32, [3]));
            return [.. draft.Values.Where(_ => draft.OneIn(6)), draft.Values[^1]];
        }

        StagingTrace.StageClosed("what a program is given", [], _ => Write(type =>
        {
            types.Add(type);
            return Lax.Zeros(type);
        }));
        ArrayType[] given = [.. types];
        return StagingTrace.StageClosed("a random program", given, arguments =>
        {
            int next = 0;
            return Write(_ => arguments[next++]);
        });
    }

    /// <summary>A program on each of several devices; some inputs all of them get, of some outputs the first device's is taken.</summary>
    internal static Jaxpr OverDevices(Random random, Jaxpr body, int devices)
    {
        bool[] mapped = [.. body.Inputs.ToArray().Select(_ => random.Next(3) > 0)], mappedOutputs = [.. body.Outputs.ToArray().Select(_ => random.Next(3) > 0)];
        ArrayType[] types = [.. body.InputTypes.Select((t, i) => mapped[i] ? t with { Shape = t.Shape.Insert(0, devices) } : t)];
        return StagingTrace.StageClosed("a random program on devices", types, arguments => new Pmap(body, Exchanges.Axis, devices, mapped, mappedOutputs).BindAll(arguments));
    }

    private static Jaxpr Transformed(Random random, Kind kind, Jaxpr program, int members)
    {
        ArrayType[] types = program.InputTypes;
        switch (kind)
        {
            case Kind.Vmap or Kind.NamedVmap:
                BatchAxis axis = kind == Kind.Vmap ? new(random.Next(1, 6), null) : new(members, Exchanges.Axis);
                int?[] at = [.. types.Select(t => random.Next(3) == 0 ? (int?)null : random.Next(t.Rank + 1))];
                ArrayType[] batched = [.. types.Select((t, i) => at[i] is int a ? t with { Shape = t.Shape.Insert(a, axis.Size) } : t)];
                return StagingTrace.StageClosed("a random program of examples", batched, arguments =>
                {
                    BatchTrace trace = new(Trace.Current, axis);
                    NDArray[] wrapped = [.. arguments.Select((x, i) => trace.Wrap(x, at[i]))], outputs;
                    using (Trace.Use(trace)) outputs = program.Evaluate(wrapped);
                    NDArray[] results = [.. outputs.Select(o => trace.Unwrap(o).Value)];
                    trace.Invalidate();
                    return results;
                });
            case Kind.Jvp:
                bool[] moves = [.. types.Select(t => t.DType.IsInexact && random.Next(3) > 0)];
                return moves.Contains(true) ? JaxprTransforms.Jvp(program, moves).Program : program;
            case Kind.Grad:
                int[] moving = [.. Enumerable.Range(0, types.Length).Where(i => types[i].DType.IsInexact && !types[i].DType.IsComplex && random.Next(3) > 0)];
                if (moving.Length == 0) return program;
                return StagingTrace.StageClosed("a derivative of a random program", types, arguments =>
                {
                    NDArray Loss(NDArray[] given)
                    {
                        NDArray[] all = [.. arguments];
                        for (int i = 0; i < moving.Length; i++) all[moving[i]] = given[i];
                        NDArray sum = Lax.Full([], 0, DType.Float32);
                        foreach (NDArray output in program.Evaluate(all))
                            if (output.DType.IsInexact) sum += Lax.ConvertElementType(new ReduceSum([.. Enumerable.Range(0, output.Rank)]).Bind(output.DType.IsComplex ? Lax.Real(output) : output), DType.Float32);
                        return sum;
                    }

                    (NDArray value, NDArray[] gradient) = ValueAndGrad<NDArray[]>(Loss)([.. moving.Select(i => arguments[i])]);
                    return [value, .. gradient];
                });
            case Kind.VmapOfGrad:
                return Transformed(random, Kind.Vmap, Transformed(random, Kind.Grad, program, members), members);
            case Kind.Pmap:
                return OverDevices(random, program, members);
            case Kind.GradOfPmap:
                return Transformed(random, Kind.Grad, OverDevices(random, program, members), members);
            default:
                return program;
        }
    }
}
