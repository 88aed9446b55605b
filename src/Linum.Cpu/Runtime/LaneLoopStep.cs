namespace Linum.Cpu;

/// <summary>
/// A loop over lanes that know nothing of each other: lanes run in blocks, and a block stops when its own lanes are done. See <see cref="FuseLanes"/>.
/// </summary>
internal sealed unsafe class LaneLoopStep : Step
{
    /// <summary>Lanes of a block: enough for the kernel's loop to be worth its call, few enough that not many wait for the slowest.</summary>
    private const long BlockLanes = 64;

    private readonly RowLoop kernel;
    private readonly Kernel? blocks;
    private readonly RowBody body;
    private readonly long lanes;
    private readonly int[] constants;
    private readonly int[] carry;
    private readonly int[] results;

    /// <summary>The step of a plan; null for none.</summary>
    /// <param name="plan">What a lane does.</param>
    /// <param name="operands">The slots of the loop's operands.</param>
    /// <param name="results">The slots of its results.</param>
    public static LaneLoopStep? Of(LanePlan? plan, int[] operands, int[] results) => plan is null ? null : new(plan, operands, results);

    private LaneLoopStep(LanePlan plan, int[] operands, int[] results)
    {
        (body, lanes, this.results) = (plan.Body, plan.Lanes, results);
        constants = [.. plan.Constants.ToArray().Select(i => operands[i])];
        carry = operands[^results.Length..];
        kernel = RowKernel.Get(body, 1);
        // Few lanes fill no block; where values have two components, they are not lanes.
        if (lanes >= LaneKernel.BlockLanes && VectorSupport.CoversLanes(plan.Turn)) blocks = LaneKernel.Emit(plan.Turn, body.IsRow);
    }

    public override string Kind => blocks is null ? "loop over lanes, few" : "loop over lanes";

    public override void Run(nint* slots)
    {
        int inputs = body.Inputs.Count;
        if (blocks is not null)
        {
            RunBlocks(slots, blocks);
            return;
        }

        nint* addresses = stackalloc nint[inputs + results.Length];
        for (int i = 0; i < constants.Length; i++) addresses[i] = slots[constants[i]];
        for (int i = 0; i < results.Length; i++)
        {
            nint result = slots[results[i]];
            Body.Copy(slots[carry[i]], result, lanes * body.Outputs[i].DType.Size);
            addresses[constants.Length + i] = addresses[inputs + i] = result;
        }

        long count = (lanes + BlockLanes - 1) / BlockLanes;
        nint shared = (nint)addresses;
        new Partition((int)Math.Min(count / 4 + 1, 32), 0).Run(count, (begin, end) =>
        {
            for (long block = begin; block < end; block++) Block((nint*)shared, block * BlockLanes);
        });
    }

    private void RunBlocks(nint* slots, Kernel kernel)
    {
        nint* addresses = stackalloc nint[constants.Length + 2 * results.Length];
        for (int i = 0; i < constants.Length; i++) addresses[i] = slots[constants[i]];
        for (int i = 0; i < results.Length; i++)
        {
            addresses[constants.Length + i] = slots[carry[i]];
            addresses[constants.Length + results.Length + i] = slots[results[i]];
        }

        // A part has several blocks: the last two share lanes, and must be done one after the other.
        long count = (lanes + LaneKernel.BlockLanes - 1) / LaneKernel.BlockLanes, pairs = Math.Max(1, count / 2);
        nint shared = (nint)addresses, all = (nint)lanes;
        new Partition((int)Math.Min(pairs / 4 + 1, 16), 0).Run(pairs, (begin, end) => kernel((nint*)shared, (nint)(2 * begin), end == pairs ? (nint)count : (nint)(2 * end), (nint*)all));
    }

    private void Block(nint* addresses, long first)
    {
        int inputs = body.Inputs.Count, arrays = inputs + results.Length + 1;
        nint* buffers = stackalloc nint[arrays + 1 + kernel.Plan.Scratch.Count];
        nint* extra = stackalloc nint[3 + arrays];
        int goesOn = 0;
        extra[0] = (nint)Math.Min(BlockLanes, lanes - first);
        for (int i = 0; i <= arrays; i++) extra[1 + i] = 0;
        extra[2 + arrays] = 1;
        for (int i = 0; i < inputs; i++) buffers[i] = addresses[i] + (body.IsRow[i] ? 0 : (nint)(first * body.Inputs[i].Size));
        for (int i = 0; i < results.Length; i++) buffers[inputs + i] = addresses[inputs + i] + (nint)(first * body.Outputs[i].DType.Size);
        buffers[arrays - 1] = (nint)(&goesOn);
        using Scratch values = new(Body.Room(kernel.Plan.Values * RowKernel.ValueBytes));
        buffers[arrays] = values.Address;
        do kernel.Run(buffers, 0, 1, extra);
        while (goesOn != 0);
    }
}
