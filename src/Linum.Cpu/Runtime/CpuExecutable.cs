using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>A compiled program with arrays around it: takes buffers, gives buffers. Apart from its results it allocates nothing.</summary>
internal sealed unsafe class CpuExecutable : IExecutable
{
    /// <summary>Several results of at most this many bytes share a block.</summary>
    private const long SmallResult = 2048;

    private readonly ArrayType[] inputTypes;
    private readonly BufferKind[] outputs;
    private readonly CompiledProgram program;
    private readonly bool[] isWritten;

    /// <summary>The inputs whose memory the results may be: of these the program is a user.</summary>
    private readonly bool[] isTaken;

    private readonly int[] sharedOffsets;
    private readonly long sharedBytes;
    private readonly int sharing;

    public CpuExecutable(Jaxpr source, CompiledProgram program, Device device)
    {
        this.program = program;
        inputTypes = [.. source.InputTypes.Select(t => t.Strong)];
        outputs = [.. source.OutputTypes.Select(t => new BufferKind(t.Strong, device))];
        isWritten = [.. Enumerable.Range(0, outputs.Length).Select(program.IsWritten)];
        isTaken = new bool[inputTypes.Length];
        foreach (int i in program.Consumed) isTaken[i] = true;
        foreach (ResultPlan result in program.Results)
            if (result.Place.Kind == PlaceKind.Input) isTaken[result.Place.Number] = true;
        sharedOffsets = new int[outputs.Length];
        Array.Fill(sharedOffsets, -1);
        int[] small = [.. Enumerable.Range(0, outputs.Length).Where(i => isWritten[i] && outputs[i].Type.ByteCount <= SmallResult)];
        if (small.Length < 2) return;
        sharing = small.Length;
        foreach (int i in small)
        {
            sharedOffsets[i] = checked((int)sharedBytes);
            sharedBytes += Body.Room(outputs[i].Type.ByteCount);
        }
    }

    public string Describe() => program.Text;

    public int OutputCount => outputs.Length;

    public void Run(ReadOnlySpan<IBuffer> inputs, Span<IBuffer> results)
    {
        if (inputs.Length != inputTypes.Length || results.Length != outputs.Length) throw OtherCount(inputs.Length, results.Length);
        if (inputs.Length <= Few.Capacity) Run<Few>(inputs, results);
        else if (inputs.Length <= Many.Capacity) Run<Many>(inputs, results);
        else Run(inputs, results, new Block?[inputs.Length]);
    }

    /// <summary>Messages are made apart, so that calls do not clear the room for making them in their frames.</summary>
    private InternalErrorException OtherCount(int inputs, int results) => new(
        inputs != inputTypes.Length ? $"A program of {inputTypes.Length} inputs was given {inputs}." : $"A program of {outputs.Length} outputs was given room for {results}.");

    private void Run<TRoom>(ReadOnlySpan<IBuffer> inputs, Span<IBuffer> results)
        where TRoom : struct
    {
        TRoom room = default;
        Run(inputs, results, MemoryMarshal.CreateSpan(ref Unsafe.As<TRoom, Block?>(ref room), inputs.Length));
    }

    private void Run(ReadOnlySpan<IBuffer> inputs, Span<IBuffer> results, Span<Block?> held)
    {
        nint* from = stackalloc nint[inputs.Length], to = stackalloc nint[results.Length];
        int entered = ActiveRuns.Enter();
        try
        {
            for (int i = 0; i < held.Length; i++) held[i] = Hold(inputs[i], i, out from[i]);
            bool isAlone = program.Consumed.Length == 0 || !ActiveRuns.AreMoreThan(1);
            foreach (int i in program.Consumed)
            {
                // Memory that somebody else reads too is copied, and the copy overwritten.
                if (held[i]!.Users == 2 && from[i] == held[i]!.Address && (isAlone || !held[i]!.IsSmall)) continue;
                Block copy = new(inputTypes[i].ByteCount);
                Buffer.MemoryCopy((void*)from[i], (void*)copy.Address, inputTypes[i].ByteCount, inputTypes[i].ByteCount);
                held[i]!.Release();
                held[i] = copy;
                from[i] = copy.Address;
            }

            Block? shared = sharing > 0 ? new(sharedBytes, sharing) : null;
            for (int i = 0; i < results.Length; i++)
            {
                if (!isWritten[i]) continue;
                int offset = Math.Max(0, sharedOffsets[i]);
                Block block = sharedOffsets[i] < 0 ? new(outputs[i].Type.ByteCount, round: program.Round) : shared!;
                results[i] = new CpuBuffer(outputs[i], block, offset);
                to[i] = block.Address + offset;
            }

            program.Run(from, to);
            for (int i = 0; i < results.Length; i++)
                if (!isWritten[i]) results[i] = Alias(i, held, from, results);
        }
        finally
        {
            ActiveRuns.Leave(entered);
            for (int i = 0; i < held.Length; i++)
            {
                // What is not held is kept alive.
                if (held[i] is Block block) block.Release();
                else GC.KeepAlive(inputs[i]);
            }
        }
    }

    /// <summary>Finds where an input is, and the use that the program has of it; null if it reads it without.</summary>
    private Block? Hold(IBuffer input, int number, out nint address)
    {
        ref ArrayType type = ref inputTypes[number];
        // Kernels trust the shapes they were compiled for.
        if (input is CpuBuffer buffer && buffer.Type.Matches(type))
        {
            if (!isTaken[number] && (address = buffer.SmallAddress) != 0) return null;
            Block held = buffer.Share();
            address = held.Address + buffer.Offset;
            return held;
        }

        Block copy = Copy(input, type);
        address = copy.Address;
        return copy;
    }

    /// <summary>An array of another backend comes by way of host memory.</summary>
    private static Block Copy(IBuffer input, ArrayType type)
    {
        if (!input.Type.Matches(type)) throw new InternalErrorException($"A program compiled for {type.ToLongString()} was given {input.Type.ToLongString()}.");
        Block block = new(type.ByteCount);
        input.Download(new Span<byte>((void*)block.Address, checked((int)type.ByteCount)));
        return block;
    }

    /// <summary>A result that is an input, a constant or an earlier result is the same memory.</summary>
    private CpuBuffer Alias(int result, Span<Block?> held, nint* from, Span<IBuffer> results)
    {
        Place place = program.Results[result].Place;
        if (place.Kind != PlaceKind.Input)
        {
            CpuBuffer same = place.Kind == PlaceKind.Constant ? program.Constants[(int)place.Number] : (CpuBuffer)results[(int)place.Number];
            return new(outputs[result], same.Share(), same.Offset);
        }

        Block block = held[(int)place.Number]!;
        if (!block.TryShare()) throw new InternalErrorException("An input's memory was given back while its program ran.");
        return new(outputs[result], block, (int)(from[place.Number] - block.Address));
    }

    [InlineArray(Capacity)]
    private struct Few
    {
        public const int Capacity = 8;

        private Block? first;
    }

    [InlineArray(Capacity)]
    private struct Many
    {
        public const int Capacity = 64;

        private Block? first;
    }
}
