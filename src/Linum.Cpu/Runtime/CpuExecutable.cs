using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A compiled program with arrays around it: takes buffers, gives buffers. Apart from its results it allocates nothing.</summary>
internal sealed unsafe class CpuExecutable : IExecutable
{
    /// <summary>Several results of at most this many bytes share a block.</summary>
    private const long SmallResult = 2048;

    private readonly ArrayType[] inputTypes;
    private readonly ArrayType[] outputTypes;
    private readonly CompiledProgram program;
    private readonly Device device;
    private readonly nint[] sharedOffsets;
    private readonly long sharedBytes;
    private readonly int sharing;

    public CpuExecutable(Jaxpr source, CompiledProgram program, Device device)
    {
        (this.program, this.device) = (program, device);
        inputTypes = [.. source.InputTypes.Select(t => t.Strong)];
        outputTypes = [.. source.OutputTypes.Select(t => t.Strong)];
        sharedOffsets = new nint[outputTypes.Length];
        Array.Fill(sharedOffsets, -1);
        int[] small = [.. Enumerable.Range(0, outputTypes.Length).Where(i => program.IsWritten(i) && outputTypes[i].ByteCount <= SmallResult)];
        if (small.Length < 2) return;
        sharing = small.Length;
        foreach (int i in small)
        {
            sharedOffsets[i] = (nint)sharedBytes;
            sharedBytes += Body.Room(outputTypes[i].ByteCount);
        }
    }

    public string Describe() => program.Text;

    public IBuffer[] Run(ReadOnlySpan<IBuffer> inputs)
    {
        if (inputs.Length != inputTypes.Length) throw new InternalErrorException($"A program of {inputTypes.Length} inputs was given {inputs.Length}.");
        FewBlocks few = default;
        Span<Block?> held = inputs.Length <= FewBlocks.Capacity ? ((Span<Block?>)few)[..inputs.Length] : new Block?[inputs.Length];
        var results = new IBuffer[outputTypes.Length];
        nint* from = stackalloc nint[inputs.Length], to = stackalloc nint[results.Length];
        try
        {
            for (int i = 0; i < held.Length; i++) (held[i], from[i]) = Hold(inputs[i], inputTypes[i]);
            foreach (int i in program.Consumed)
            {
                // Memory that somebody else reads too is copied, and the copy overwritten.
                if (held[i]!.Users == 2 && from[i] == held[i]!.Address) continue;
                Block copy = new(inputTypes[i].ByteCount);
                Buffer.MemoryCopy((void*)from[i], (void*)copy.Address, inputTypes[i].ByteCount, inputTypes[i].ByteCount);
                held[i]!.Release();
                held[i] = copy;
                from[i] = copy.Address;
            }

            Block? shared = sharing > 0 ? new(sharedBytes, sharing) : null;
            for (int i = 0; i < results.Length; i++)
            {
                if (!program.IsWritten(i)) continue;
                nint offset = sharedOffsets[i] < 0 ? 0 : sharedOffsets[i];
                Block block = sharedOffsets[i] < 0 ? new(outputTypes[i].ByteCount) : shared!;
                results[i] = new CpuBuffer(outputTypes[i], block, device, offset);
                to[i] = block.Address + offset;
            }

            program.Run(from, to);
            for (int i = 0; i < results.Length; i++) results[i] ??= Alias(i, held, from, results);
            return results;
        }
        finally
        {
            foreach (Block? block in held) block?.Release();
        }
    }

    private static (Block Block, nint Address) Hold(IBuffer input, ArrayType type)
    {
        // Kernels trust the shapes they were compiled for.
        if (!input.Type.Matches(type)) throw new InternalErrorException($"A program compiled for {type.ToLongString()} was given {input.Type.ToLongString()}.");
        if (input is CpuBuffer buffer)
        {
            Block held = buffer.Share();
            return (held, held.Address + buffer.Offset);
        }

        // An array of another backend comes by way of host memory.
        Block block = new(type.ByteCount);
        input.Download(new Span<byte>((void*)block.Address, checked((int)type.ByteCount)));
        return (block, block.Address);
    }

    /// <summary>A result that is an input, a constant or an earlier result is the same memory.</summary>
    private CpuBuffer Alias(int result, Span<Block?> held, nint* from, IBuffer[] results)
    {
        Place place = program.Results[result].Place;
        if (place.Kind != PlaceKind.Input)
        {
            CpuBuffer same = place.Kind == PlaceKind.Constant ? program.Constants[(int)place.Number] : (CpuBuffer)results[place.Number];
            return new(outputTypes[result], same.Share(), device, same.Offset);
        }

        Block block = held[(int)place.Number]!;
        if (!block.TryShare()) throw new InternalErrorException("An input's memory was given back while its program ran.");
        return new(outputTypes[result], block, device, from[place.Number] - block.Address);
    }

    [InlineArray(Capacity)]
    private struct FewBlocks
    {
        public const int Capacity = 16;

        private Block? first;
    }
}
