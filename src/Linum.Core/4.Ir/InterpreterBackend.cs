namespace Linum.Extending;

/// <summary>
/// Runs programs equation by equation with <see cref="LoopInterpreter"/> on managed memory: slow and plain, nothing compiled, nothing fused.
/// Chosen with <c>LINUM_INTERPRET=1</c>; tests compare compiled programs with it.
/// </summary>
internal sealed class InterpreterBackend : IBackend
{
    private readonly Device device = new("interpreter", 0);

    public string Name => "interpreter";

    public ValueList<Device> Devices => [device];

    public IBuffer Upload(ReadOnlySpan<byte> rowMajor, ArrayType type, Device device)
    {
        if (rowMajor.Length != type.ByteCount) throw new InternalErrorException($"Upload of {type.ToLongString()} needs {type.ByteCount} bytes but got {rowMajor.Length}.");
        return new ManagedBuffer(type.Strong, device, rowMajor.ToArray());
    }

    public IExecutable Compile(Jaxpr program, CompileOptions options) => new Executable(program, options, device);

    /// <summary>Runs a program on row-major bytes, one array per input and output.</summary>
    public static byte[][] Run(Jaxpr program, byte[][] inputs)
    {
        Dictionary<Var, byte[]> values = new(program.Inputs.Count + program.Equations.Count);
        for (int i = 0; i < inputs.Length; i++) values[program.Inputs[i]] = inputs[i];
        foreach (Equation equation in program.Equations)
        {
            var operands = new byte[equation.Inputs.Count][];
            for (int i = 0; i < operands.Length; i++) operands[i] = Read(values, equation.Inputs[i]);
            byte[][] results = Run(equation, operands);
            for (int i = 0; i < results.Length; i++) values[equation.Outputs[i]] = results[i];
        }

        return [.. program.Outputs.ToArray().Select(output => Read(values, output))];
    }

    private static byte[][] Run(Equation equation, byte[][] operands)
    {
        if (equation.Primitive is IInterpretable interpretable) return interpretable.Interpret(Run, operands);
        ArrayType[] types = equation.InputTypes;
        Lowered lowered = equation.Primitive.Lower(types);
        if (lowered is Lowered.Loop { Kind: LoopKind.Call } && equation.Primitive.Bodies is [var body, ..]) return Run(body, operands);
        return LoopInterpreter.Run(lowered, types, operands, [.. equation.Outputs.ToArray().Select(output => output.Type)]);
    }

    private static byte[] Read(Dictionary<Var, byte[]> values, Atom atom) => atom is Literal literal ? literal.Value.ToBytes() : values[(Var)atom];

    private sealed class Executable(Jaxpr program, CompileOptions options, Device device) : IExecutable
    {
        public IBuffer[] Run(ReadOnlySpan<IBuffer> inputs)
        {
            var arrays = new byte[inputs.Length][];
            for (int i = 0; i < arrays.Length; i++) arrays[i] = Bytes(inputs[i]);
            byte[][] results = InterpreterBackend.Run(program, arrays);
            foreach (int donated in options.Donated) inputs[donated].Delete();

            // An output may be an input or another output. Nothing writes to a buffer, so they may share the bytes.
            ArrayType[] types = program.OutputTypes;
            var outputs = new IBuffer[results.Length];
            for (int i = 0; i < outputs.Length; i++) outputs[i] = new ManagedBuffer(types[i].Strong, device, results[i]);
            return outputs;
        }

        public string Describe() => $"interpreted, equation by equation:\n{program}";

        private static byte[] Bytes(IBuffer buffer)
        {
            if (buffer is ManagedBuffer managed) return managed.Contents;
            var bytes = new byte[checked((int)buffer.Type.ByteCount)];
            buffer.Download(bytes);
            return bytes;
        }
    }

    private sealed class ManagedBuffer(ArrayType type, Device device, byte[] contents) : IBuffer
    {
        private byte[]? contents = contents;

        public ArrayType Type => type;

        public Device Device => device;

        public bool IsReady => true;

        public bool IsDeleted => contents is null;

        public byte[] Contents => contents ?? throw new DonatedArrayException(
            $"An array of type {type.ToLongString()} is used after its memory was given away or deleted.\nKeep a copy, or do not donate it.");

        public void Wait()
        {
            // Programs have finished when Run returns.
        }

        public void Download(Span<byte> rowMajor) => Contents.CopyTo(rowMajor);

        public void Delete() => contents = null;
    }
}
