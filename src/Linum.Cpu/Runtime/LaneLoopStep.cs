namespace Linum.Cpu;

/// <summary>
/// A loop over lanes that know nothing of each other: lanes run in blocks, and a block stops when its own lanes are done. See <see cref="FuseLanes"/>.
/// </summary>
internal sealed unsafe class LaneLoopStep : Step
{
    /// <summary>Lanes of a block of rows: enough for the kernel's loop to be worth its call, few enough that not many wait for the slowest.</summary>
    private const long RowLanes = 64;

    private readonly RowLoop? rows;
    private readonly LaneLoop? blocks;
    private readonly LanePlan plan;
    private readonly LaneMemory[] constants;
    private readonly LaneMemory[] carry;
    private readonly int[] constantSlots;
    private readonly int[] carrySlots;
    private readonly int[] results;
    private readonly int parts;
    private readonly int carried;
    private readonly long bytes;
    private readonly bool isInPlace;
    private readonly (int First, int Second)[] same;
    private readonly WhileStep batch;

    /// <summary>The step of a plan; null for none.</summary>
    /// <param name="plan">What a lane does.</param>
    /// <param name="operands">The slots of the loop's operands.</param>
    /// <param name="results">The slots of its results.</param>
    /// <param name="batch">The loop as it is written, which runs all lanes until the last is done.</param>
    public static LaneLoopStep? Of(LanePlan? plan, int[] operands, int[] results, WhileStep batch) => plan is null ? null : new LaneLoopStep(plan, operands, results, batch);

    private LaneLoopStep(LanePlan plan, int[] operands, int[] results, WhileStep batch)
    {
        (this.plan, this.results, this.batch) = (plan, results, batch);
        same = [.. plan.Same.ToArray().Select(p => (operands[p.First], operands[p.Second]))];
        constantSlots = [.. plan.Constants.ToArray().Select(a => operands[a.Operand])];
        carrySlots = operands[^results.Length..];
        constants = [.. plan.Constants.ToArray().Select(a => new LaneMemory(a))];
        carry = [.. plan.Carry.ToArray().Select(a => new LaneMemory(a))];
        carried = plan.Turn.Outputs.Count - 1;
        parts = plan.Turn.Inputs.Count - carried;
        bytes = constants.Sum(m => m.Bytes) + carry.Sum(m => m.Bytes);
        // Few lanes fill no block; where values are narrow, they are not lanes.
        blocks = LaneKernel.Get(plan);
        if (blocks is null) rows = RowKernel.Get(plan.Body, 1);
        // The last block begins again with lanes that are done: what they carry must be all as it began, or all as it ended.
        isInPlace = blocks is null || carry.Any(m => m.IsTurned);
    }

    public override string Kind => blocks is null ? "loop over lanes, few" : "loop over lanes";

    public override long WorkingBytes => Math.Max(same.Length > 0 ? batch.WorkingBytes : 0, bytes + (rows is null ? 0 : RowShares.Threads(RowBlockCount) * ValueBytes(rows)));

    private static long ValueBytes(RowLoop loop) => Body.Room(loop.Plan.Values * RowKernel.ValueBytes);

    private long RowBlockCount => (plan.Lanes + RowLanes - 1) / RowLanes;

    private Partition RowShares => new((int)Math.Min(RowBlockCount / 4 + 1, 32), 0);

    public override void Run(nint* slots)
    {
        foreach ((int first, int second) in same)
        {
            if (slots[first] == slots[second]) continue;
            batch.Run(slots);
            return;
        }

        // Constants, the carry as it is given, the carry that results: part by part.
        nint* addresses = stackalloc nint[parts + 2 * carried];
        using Scratch working = new(bytes);
        nint free = working.Address;
        int next = 0;
        for (int i = 0; i < constants.Length; i++) free = Place(constants[i], constants[i].Take(slots[constantSlots[i]], free), addresses, ref next, free);
        nint turned = free;
        for (int i = 0; i < carry.Length; i++) free = Place(carry[i], carry[i].Take(slots[carrySlots[i]], free), addresses, ref next, free);
        free = turned;
        for (int i = 0; i < carry.Length; i++) free = Place(carry[i], carry[i].IsTurned ? free : slots[results[i]], addresses, ref next, free);
        if (isInPlace) BeginInPlace(slots, addresses);
        if (blocks is null) RunRows(addresses, rows!);
        else RunBlocks(addresses, blocks);
        for (int i = 0; i < carry.Length; i++)
        {
            carry[i].Give(turned, slots[results[i]]);
            turned += (nint)carry[i].Bytes;
        }
    }

    private static nint Place(LaneMemory memory, nint first, nint* addresses, ref int next, nint free)
    {
        for (int p = 0; p < memory.Count; p++) addresses[next++] = memory.Part(first, p);
        return free + (nint)memory.Bytes;
    }

    /// <summary>The carry is written over where it is read.</summary>
    private void BeginInPlace(nint* slots, nint* addresses)
    {
        for (int i = 0; i < carry.Length; i++)
            if (!carry[i].IsTurned) Body.Copy(slots[carrySlots[i]], slots[results[i]], carry[i].ArrayBytes);
        for (int i = 0; i < carried; i++) addresses[parts + i] = addresses[parts + carried + i];
    }

    private void RunBlocks(nint* addresses, LaneLoop loop)
    {
        // A part has several blocks: the last two share lanes, and must be done one after the other.
        long count = (plan.Lanes + loop.BlockLanes - 1) / loop.BlockLanes, pairs = Math.Max(1, count / 2);
        Partition partition = new((int)Math.Min(pairs / 4 + 1, 16), 0);
        partition.Run(pairs, (loop, addresses: (nint)addresses, pairs, count, all: (nint)plan.Lanes), static (s, begin, end) =>
            s.loop.Run((nint*)s.addresses, (nint)(2 * begin), end == s.pairs ? (nint)s.count : (nint)(2 * end), (nint*)s.all));
    }

    private void RunRows(nint* addresses, RowLoop loop)
    {
        RowShares.Run(RowBlockCount, (This: this, loop, addresses: (nint)addresses), static (s, begin, end) =>
        {
            for (long block = begin; block < end; block++) s.This.Block(s.loop, (nint*)s.addresses, block * RowLanes);
        });
    }

    private void Block(RowLoop loop, nint* addresses, long first)
    {
        RowBody body = plan.Body;
        int inputs = body.Inputs.Count, arrays = inputs + carried + 1;
        nint* buffers = stackalloc nint[arrays + 1 + loop.Plan.Scratch.Count];
        nint* extra = stackalloc nint[4 + arrays];
        int goesOn = 0;
        extra[0] = (nint)Math.Min(RowLanes, plan.Lanes - first);
        for (int i = 0; i <= arrays; i++) extra[1 + i] = 0;
        (extra[2 + arrays], extra[3 + arrays]) = (1, (nint)first);
        for (int i = 0; i < inputs; i++) buffers[i] = addresses[i] + (body.IsRow[i] ? 0 : (nint)(first * body.Inputs[i].Size));
        for (int i = 0; i < carried; i++) buffers[inputs + i] = addresses[inputs + i] + (nint)(first * body.Outputs[i].DType.Size);
        buffers[arrays - 1] = (nint)(&goesOn);
        using Scratch values = new(ValueBytes(loop));
        buffers[arrays] = values.Address;
        do loop.Run(buffers, 0, 1, extra);
        while (goesOn != 0);
    }
}
