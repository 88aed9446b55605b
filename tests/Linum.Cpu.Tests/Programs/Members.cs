using Linum.Extending;

namespace Linum.Cpu.Tests.Programs;

/// <summary>The oracle of exchanges: runs a program for each member by itself, line by line, and does what members exchange to the bytes of their values.</summary>
/// <param name="size">How many members there are.</param>
internal sealed class Members(int size)
{
    /// <summary>The results of each member.</summary>
    /// <param name="program">The program of one member.</param>
    /// <param name="inputs">What each member is given.</param>
    public byte[][][] Run(Jaxpr program, byte[][][] inputs)
    {
        Jaxpr flat = InlineCalls.Run(program);
        Dictionary<Var, byte[]>[] values = [.. inputs.Select(given => flat.Inputs.ToArray().Zip(given).ToDictionary())];
        byte[] Read(int member, Atom atom) => atom is Literal literal ? literal.Value.ToBytes() : values[member][(Var)atom];
        byte[][] ReadAll(int member, ValueList<Atom> atoms) => [.. atoms.ToArray().Select(a => Read(member, a))];
        foreach (Equation equation in flat.Equations)
        {
            byte[][][] results = Results(equation, [.. values.Select((_, member) => ReadAll(member, equation.Inputs))]);
            for (int member = 0; member < size; member++)
                for (int i = 0; i < equation.Outputs.Count; i++) values[member][equation.Outputs[i]] = results[member][i];
        }

        return [.. values.Select((_, member) => ReadAll(member, flat.Outputs))];
    }

    private byte[][][] Results(Equation equation, byte[][][] operands)
    {
        Primitive primitive = equation.Primitive;
        if (primitive is Scan scan && scan.AxisNames.Count > 0) return Repeat(scan, equation, operands);
        if (primitive.AxisNames.Count > 0) return [.. Exchange(primitive, equation, [.. operands.Select(o => o.Length == 0 ? [] : o[0])]).Select(result => new[] { result })];
        Jaxpr single = Agree.Program(primitive, equation.InputTypes);
        return [.. operands.Select(given => InterpreterBackend.Run(single, given))];
    }

    /// <summary>All members take the same number of turns.</summary>
    private byte[][][] Repeat(Scan scan, Equation equation, byte[][][] operands)
    {
        int before = scan.Constants + scan.Carry;
        byte[][][] carry = [.. operands.Select(o => o[scan.Constants..before])];
        byte[][][] stacked = [.. operands.Select(_ => equation.Outputs.ToArray()[scan.Carry..].Select(y => new byte[y.Type.ByteCount]).ToArray())];
        for (int step = 0; step < scan.Length; step++)
        {
            int turn = scan.Reverse ? scan.Length - 1 - step : step;
            byte[][][] results = Run(scan.Body, [.. operands.Select((o, m) => (byte[][])[.. o[..scan.Constants], .. carry[m], .. o[before..].Select(x => x.AsSpan(turn * (x.Length / scan.Length), x.Length / scan.Length).ToArray())])]);
            carry = [.. results.Select(r => r[..scan.Carry])];
            for (int m = 0; m < size; m++)
                for (int y = 0; y < stacked[m].Length; y++) results[m][scan.Carry + y].CopyTo(stacked[m][y], turn * results[m][scan.Carry + y].Length);
        }

        return [.. carry.Select((c, m) => (byte[][])[.. c, .. stacked[m]])];
    }

    private byte[][] Exchange(Primitive primitive, Equation equation, byte[][] x)
    {
        if (primitive is AxisIndex) return [.. Enumerable.Range(0, size).Select(BitConverter.GetBytes)];
        ArrayType type = equation.InputTypes[0];
        return primitive switch
        {
            Psum sum => InGroups(sum.Groups, x, members => Same(Total(type, members), members.Length)),
            Pmax max => InGroups(max.Groups, x, members => Same(Combined(new Max(), type, members), members.Length)),
            Pmin min => InGroups(min.Groups, x, members => Same(Combined(new Min(), type, members), members.Length)),
            Pbroadcast broadcast => Same(x[broadcast.Source], size),
            Ppermute permute => [.. x.Select((own, m) => permute.Permutation.ToArray().Where(p => p.Destination == m).Select(p => x[p.Source]).FirstOrDefault(new byte[own.Length]))],
            AllGather gather => InGroups(gather.Groups, x, members => Same(Together(type, members, gather.Dimension), members.Length)),
            ReduceScatter scatter => InGroups(scatter.Groups, x, members => Parts(type, Total(type, members), scatter.Dimension, members.Length)),
            AllToAll all => InGroups(all.Groups, x, members => ToAll(type, members, all)),
            _ => throw new ArgumentException($"{primitive.Name} is no exchange that is known here.", nameof(primitive)),
        };
    }

    private static byte[][] Same(byte[] x, int members) => [.. Enumerable.Repeat(x, members)];

    /// <summary>Does something to the members of each group; without groups to all.</summary>
    private static byte[][] InGroups(ValueList<ValueList<int>>? groups, byte[][] x, Func<byte[][], byte[][]> change)
    {
        if (groups is not ValueList<ValueList<int>> among) return change(x);
        var results = new byte[x.Length][];
        foreach (ValueList<int> group in among)
        {
            byte[][] changed = change([.. group.ToArray().Select(m => x[m])]);
            for (int i = 0; i < changed.Length; i++) results[group[i]] = changed[i];
        }

        return results;
    }

    /// <summary>A sum starts at zero, and one of half types is rounded once.</summary>
    private static byte[] Total(ArrayType type, byte[][] members) =>
        InterpreterBackend.Run(Agree.Program(new ReduceSum([0]), type with { Shape = type.Shape.Insert(0, members.Length) }), [members.SelectMany(m => m).ToArray()])[0];

    private static byte[] Combined(Primitive two, ArrayType type, byte[][] members) => members.Aggregate((x, y) => InterpreterBackend.Run(Agree.Program(two, type, type), [x, y])[0]);

    private static byte[][] ToAll(ArrayType type, byte[][] members, AllToAll all)
    {
        byte[][][] parts = [.. members.Select(m => Parts(type, m, all.SplitAxis, members.Length))];
        Shape part = all.Tiled ? type.Shape.With(all.SplitAxis, type.Shape[all.SplitAxis] / members.Length) : type.Shape.RemoveAt(all.SplitAxis);
        return [.. members.Select((_, m) => Together(type with { Shape = part }, [.. parts.Select(p => p[m])], all.ConcatAxis))];
    }

    /// <summary>Equal parts along an axis.</summary>
    private static byte[][] Parts(ArrayType type, byte[] x, int axis, int count)
    {
        long outer = type.Shape[..axis].Count;
        int run = (int)(x.Length / Math.Max(1, outer) / count);
        return [.. Enumerable.Range(0, count).Select(p => Enumerable.Range(0, (int)outer).SelectMany(o => x[((o * count + p) * run)..((o * count + p + 1) * run)]).ToArray())];
    }

    /// <summary>Arrays joined along an axis, or along a new one before it: in memory that is the same.</summary>
    private static byte[] Together(ArrayType type, byte[][] members, int axis)
    {
        long outer = type.Shape[..axis].Count;
        int run = (int)(members[0].Length / Math.Max(1, outer));
        return [.. Enumerable.Range(0, (int)outer).SelectMany(o => members.SelectMany(m => m[(o * run)..((o + 1) * run)]))];
    }
}
