using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>How a result of a program comes about.</summary>
/// <param name="Place">The memory it lies in. An output: that of the result itself, or of an earlier equal one.</param>
/// <param name="Bytes">How many bytes it has.</param>
internal readonly record struct ResultPlan(Place Place, long Bytes);

/// <summary>A program as steps over slots. Immutable: any number of threads may run it at once.</summary>
internal sealed unsafe class CompiledProgram
{
    private const int SlotsOnStack = 512;

    private readonly Step[] steps;
    private readonly Place[] slots;
    private readonly (int Slot, PlaceKind Kind, long Number)[] standing;
    private readonly (int Slot, PlaceKind Kind, long Number)[] moving;
    private readonly CpuBuffer[] constants;
    private readonly long arenaBytes;

    /// <param name="plan">Where arrays lie.</param>
    /// <param name="slots">The place of each slot.</param>
    /// <param name="steps">What runs, in order.</param>
    /// <param name="constants">The memory of the constants, in the order of the graph.</param>
    public CompiledProgram(BufferPlan plan, Place[] slots, Step[] steps, CpuBuffer[] constants)
    {
        (this.steps, this.slots, this.constants, arenaBytes) = (steps, slots, constants, plan.ArenaBytes);
        (int, PlaceKind, long)[] all = [.. slots.Select((p, i) => (i, p.Kind, p.Number))];
        standing = [.. all.Where(s => s.Item2 is PlaceKind.Arena or PlaceKind.Constant)];
        moving = [.. all.Where(s => s.Item2 is PlaceKind.Input or PlaceKind.Output)];
        Results = new ResultPlan[plan.Graph.Outputs.Count];
        for (int i = 0; i < Results.Length; i++) Results[i] = new(plan.Places[plan.Graph.Outputs[i]], plan.Graph.Outputs[i].Type.ByteCount);
        Consumed = plan.Consumed.ToArray();
        Graph = plan.Graph;
        Round = NearResults.Round(plan, CacheSizes.Third);
    }

    /// <summary>The bytes of the results of one call if they stay in a cache until the next; 0 if they do not.</summary>
    public long Round { get; }

    /// <summary>How each result comes about.</summary>
    public ResultPlan[] Results { get; }

    /// <summary>The inputs whose memory is overwritten, each by one result.</summary>
    public int[] Consumed { get; }

    /// <summary>The loops.</summary>
    public LoopGraph Graph { get; }

    /// <summary>The loops, for people.</summary>
    public string Text => Graph.ToString();

    /// <summary>What kind of step each piece of the program became.</summary>
    public string[] Kinds => [.. steps.Select(s => s.Kind)];

    /// <summary>The buffers of the constants.</summary>
    public ReadOnlySpan<CpuBuffer> Constants => constants;

    /// <summary>Whether a result is written to the address that the caller gives for it.</summary>
    public bool IsWritten(int result) => Results[result].Place is { Kind: PlaceKind.Output } place && place.Number == result;

    /// <summary>The consumed input that a result lies in; -1 if it lies elsewhere.</summary>
    public int Takes(int result) => Results[result].Place is { Kind: PlaceKind.Input } place && Array.IndexOf(Consumed, (int)place.Number) >= 0 ? (int)place.Number : -1;

    /// <summary>Runs the program.</summary>
    /// <param name="inputs">The addresses of the inputs; consumed ones are overwritten.</param>
    /// <param name="outputs">The addresses of the results. Only written ones are used; what the others hold is found by <see cref="Find"/>.</param>
    [SkipLocalsInit]
    public void Run(nint* inputs, nint* outputs)
    {
        if (slots.Length > SlotsOnStack)
        {
            using Scratch memory = new(FrameBytes);
            Run(inputs, outputs, Begin(memory.Address));
            return;
        }

        nint* addresses = stackalloc nint[slots.Length];
        if (arenaBytes == 0)
        {
            Place(addresses, 0);
            Run(inputs, outputs, addresses);
            return;
        }

        using Scratch arena = new(arenaBytes);
        Place(addresses, arena.Address);
        Run(inputs, outputs, addresses);
    }

    /// <summary>How much memory <see cref="Begin"/> wants.</summary>
    public long FrameBytes => Body.Room(slots.Length * sizeof(long)) + arenaBytes;

    /// <summary>Prepares memory for any number of runs, one after the other.</summary>
    public nint* Begin(nint memory)
    {
        var addresses = (nint*)memory;
        Place(addresses, memory + (nint)Body.Room(slots.Length * sizeof(long)));
        return addresses;
    }

    /// <summary>How many bytes of working memory a run takes at most: the arrays in between, and what the step takes that takes most.</summary>
    public long TemporaryBytes => (slots.Length > SlotsOnStack ? FrameBytes : arenaBytes) + StepBytes;

    /// <summary>The working memory of the step that takes most, with that of the programs inside.</summary>
    public long StepBytes
    {
        get
        {
            long most = 0;
            foreach (Step step in steps) most = Math.Max(most, step.WorkingBytes);
            return most;
        }
    }

    private void Place(nint* addresses, nint arena)
    {
        foreach ((int slot, PlaceKind kind, long number) in standing) addresses[slot] = kind == PlaceKind.Arena ? arena + (nint)number : constants[number].Address;
    }

    /// <summary>One run in prepared memory.</summary>
    public void Run(nint* inputs, nint* outputs, nint* addresses)
    {
        foreach ((int slot, PlaceKind kind, long number) in moving) addresses[slot] = kind == PlaceKind.Input ? inputs[number] : outputs[number];
        foreach (Step step in steps) step.Run(addresses);
        GC.KeepAlive(this);
    }

    /// <summary>After a run: where a result lies.</summary>
    public nint Find(int result, nint* inputs, nint* outputs)
    {
        Place place = Results[result].Place;
        return place.Kind switch
        {
            PlaceKind.Input => inputs[place.Number],
            PlaceKind.Output => outputs[place.Number],
            _ => constants[place.Number].Address,
        };
    }
}
