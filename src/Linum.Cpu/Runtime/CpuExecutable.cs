using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A compiled program with arrays around it: takes buffers, gives buffers.</summary>
internal sealed unsafe class CpuExecutable(Jaxpr source, CompiledProgram program, Device device) : IExecutable
{
    private readonly ArrayType[] inputTypes = [.. source.InputTypes.Select(t => t.Strong)];
    private readonly ArrayType[] outputTypes = [.. source.OutputTypes.Select(t => t.Strong)];

    public string Describe() => program.Text;

    public IBuffer[] Run(ReadOnlySpan<IBuffer> inputs)
    {
        if (inputs.Length != inputTypes.Length) throw new InternalErrorException($"A program of {inputTypes.Length} inputs was given {inputs.Length}.");
        var held = new Block?[inputs.Length];
        var results = new IBuffer[outputTypes.Length];
        nint* from = stackalloc nint[inputs.Length], to = stackalloc nint[results.Length];
        try
        {
            for (int i = 0; i < held.Length; i++)
            {
                held[i] = Hold(inputs[i], inputTypes[i]);
                from[i] = held[i]!.Address;
            }

            foreach (int i in program.Consumed)
            {
                // Memory that somebody else reads too is copied, and the copy overwritten.
                if (held[i]!.Users == 2) continue;
                Block copy = new(inputTypes[i].ByteCount);
                Buffer.MemoryCopy((void*)from[i], (void*)copy.Address, inputTypes[i].ByteCount, inputTypes[i].ByteCount);
                held[i]!.Release();
                held[i] = copy;
                from[i] = copy.Address;
            }

            for (int i = 0; i < results.Length; i++)
            {
                if (!program.IsWritten(i)) continue;
                Block block = new(outputTypes[i].ByteCount);
                results[i] = new CpuBuffer(outputTypes[i], block, device);
                to[i] = block.Address;
            }

            program.Run(from, to);
            for (int i = 0; i < results.Length; i++) results[i] ??= new CpuBuffer(outputTypes[i], Shared(i, held, results), device);
            return results;
        }
        finally
        {
            foreach (Block? block in held) block?.Release();
        }
    }

    private static Block Hold(IBuffer input, ArrayType type)
    {
        // Kernels trust the shapes they were compiled for.
        if (!input.Type.Matches(type)) throw new InternalErrorException($"A program compiled for {type.ToLongString()} was given {input.Type.ToLongString()}.");
        if (input is CpuBuffer buffer) return buffer.Share();
        // An array of another backend comes by way of host memory.
        Block block = new(type.ByteCount);
        input.Download(new Span<byte>((void*)block.Address, checked((int)type.ByteCount)));
        return block;
    }

    /// <summary>A result that is an input, a constant or an earlier result is the same memory.</summary>
    private Block Shared(int result, Block?[] held, IBuffer[] results)
    {
        Place place = program.Results[result].Place;
        if (place.Kind == PlaceKind.Constant) return program.Constants[(int)place.Number].Share();
        if (place.Kind == PlaceKind.Output) return ((CpuBuffer)results[place.Number]).Share();
        Block block = held[place.Number]!;
        return block.TryShare() ? block : throw new InternalErrorException("An input's memory was given back while its program ran.");
    }
}
