namespace Linum.Extending;

/// <summary>Runs programs line by line with the loop interpreter: the oracle of the tests, chosen with LINUM_INTERPRET=1.</summary>
public sealed class InterpreterBackend : IBackend
{
    private readonly ValueList<Device> devices;

    /// <summary>One device.</summary>
    public InterpreterBackend()
        : this(1)
    {
    }

    /// <summary>Several devices, for Pmap.</summary>
    public InterpreterBackend(int count) => devices = [.. Enumerable.Range(0, count).Select(i => new Device("interpreter", i))];

    /// <inheritdoc/>
    public string Name => "interpreter";

    /// <inheritdoc/>
    public ValueList<Device> Devices => devices;

    /// <inheritdoc/>
    public IBuffer Upload(ReadOnlySpan<byte> rowMajor, ArrayType type, Device device) => new HostBuffer(rowMajor.ToArray(), type, device);

    /// <inheritdoc/>
    public IExecutable Compile(Jaxpr program, CompileOptions options) => new Program(program, devices[0]);

    /// <inheritdoc/>
    public CompilationReport Report(Jaxpr program, CompileOptions options) =>
        new([], "", [], new(program.InputTypes.Sum(t => t.ByteCount), program.OutputTypes.Sum(t => t.ByteCount), program.Equations.Sum(e => e.Outputs.Sum(o => o.Type.ByteCount))));

    /// <summary>Runs a program on host memory.</summary>
    public static byte[][] Run(Jaxpr program, ReadOnlySpan<byte[]> inputs)
    {
        Dictionary<Var, byte[]> values = [];
        for (int i = 0; i < inputs.Length; i++) values[program.Inputs[i]] = inputs[i];
        byte[] Read(Atom atom) => atom is Literal literal ? literal.Value.ToBytes() : values[(Var)atom];
        foreach (Equation equation in program.Equations)
        {
            byte[][] operands = [.. equation.Inputs.ToArray().Select(Read)];
            byte[][] results = RunEquation(equation, operands);
            for (int i = 0; i < results.Length; i++) values[equation.Outputs[i]] = results[i];
        }

        return [.. program.Outputs.ToArray().Select(Read)];
    }

    private static byte[][] RunEquation(Equation equation, byte[][] inputs)
    {
        ArrayType[] inputTypes = equation.InputTypes, outputTypes = [.. equation.Outputs.ToArray().Select(o => o.Type)];
        Lowered lowered = equation.Primitive.Lower(inputTypes);
        if (lowered is not Lowered.Loop) return LoopInterpreter.Run(lowered, inputTypes, inputs, outputTypes);
        switch (equation.Primitive)
        {
            case Cond cond:
                int branch = Math.Clamp(BitConverter.ToInt32(inputs[0]), 0, cond.Branches.Count - 1);
                return Run(cond.Branches[branch], inputs.AsSpan(1));
            case While loop:
                int constants = loop.ConditionConstants + loop.BodyConstants;
                byte[][] carry = inputs[constants..];
                while (Run(loop.ConditionBody, [.. inputs[..loop.ConditionConstants], .. carry])[0][0] != 0)
                    carry = Run(loop.LoopBody, [.. inputs[loop.ConditionConstants..constants], .. carry]);
                return carry;
            case Scan scan:
                return RunScan(scan, inputs, outputTypes);
            case Pmap pmap:
                return Run(pmap.Batched, inputs);
            default:
                return Run(equation.Primitive.Bodies[0], inputs);
        }
    }

    private static byte[][] RunScan(Scan scan, byte[][] inputs, ArrayType[] outputTypes)
    {
        byte[][] constants = inputs[..scan.Constants], carry = inputs[scan.Constants..(scan.Constants + scan.Carry)], xs = inputs[(scan.Constants + scan.Carry)..];
        byte[][] ys = [.. outputTypes[scan.Carry..].Select(t => new byte[t.ByteCount])];
        for (int step = 0; step < scan.Length; step++)
        {
            int i = scan.Reverse ? scan.Length - 1 - step : step;
            byte[][] slices = [.. xs.Select(x => x.AsSpan(i * (x.Length / scan.Length), x.Length / scan.Length).ToArray())];
            byte[][] results = Run(scan.Body, [.. constants, .. carry, .. slices]);
            carry = results[..scan.Carry];
            for (int y = 0; y < ys.Length; y++) results[scan.Carry + y].CopyTo(ys[y], i * results[scan.Carry + y].Length);
        }

        return [.. carry, .. ys];
    }

    private sealed class Program(Jaxpr program, Device device) : IExecutable
    {
        public int OutputCount => program.Outputs.Count;

        public void Run(ReadOnlySpan<IBuffer> inputs, Span<IBuffer> outputs)
        {
            if (outputs.Length != OutputCount) throw new InternalErrorException($"A program of {OutputCount} outputs was given room for {outputs.Length}.");
            var bytes = new byte[inputs.Length][];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = new byte[inputs[i].Type.ByteCount];
                inputs[i].Download(bytes[i]);
            }

            byte[][] results = InterpreterBackend.Run(program, bytes);
            for (int i = 0; i < results.Length; i++) outputs[i] = new HostBuffer(results[i], program.Outputs[i].Type.Strong, device);
        }

        public string Describe() => program.ToString();
    }

    private sealed class HostBuffer(byte[] bytes, ArrayType type, Device device) : IHostBuffer
    {
        public ArrayType Type => type;

        public Device Device => device;

        public bool IsReady => true;

        public bool IsDeleted { get; private set; }

        public void Wait()
        {
        }

        public void Download(Span<byte> rowMajor) => bytes.AsSpan(0, (int)type.ByteCount).CopyTo(rowMajor);

        public System.Buffers.MemoryHandle Pin() => bytes.AsMemory().Pin();

        public void Delete() => IsDeleted = true;
    }
}
