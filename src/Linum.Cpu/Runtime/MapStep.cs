using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs an elementwise kernel over a shape: once over everything where all arrays are dense, else row by row.</summary>
internal sealed unsafe class MapStep : Step
{
    private readonly MapLoop loop;
    private readonly MapSpace space;
    private readonly int[] slots;
    private readonly int inputs;
    private readonly Partition partition;

    /// <param name="node">What to compute.</param>
    /// <param name="slots">The slots of operands, then of results.</param>
    /// <param name="partition">How to share the work out.</param>
    public MapStep(MapNode node, int[] slots, Partition partition)
    {
        (this.slots, this.partition) = (slots, partition);
        space = new(node);
        inputs = node.Operands.Count;
        loop = MapKernel.Get(new(space.Body, space.Scalars, space.LastAxis));
    }

    public override void Run(nint* slots)
    {
        if (space.Count == 0) return;
        int arrays = this.slots.Length;
        nint* addresses = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++) addresses[i] = slots[this.slots[i]] + space.Offsets[i];
        int parts = partition.Parts;
        if (parts <= 1)
        {
            Part(addresses, 0, 1);
            return;
        }

        nint shared = (nint)addresses;
        partition.Each(parts, part => Part((nint*)shared, part, parts));
    }

    private void Part(nint* addresses, int part, int parts)
    {
        if (space.IsFlat)
        {
            // Parts begin at multiples of the largest vector, so that none writes into another.
            const long unit = 16;
            long units = (space.Count + unit - 1) / unit, begin = units * part / parts * unit, end = Math.Min(units * (part + 1) / parts * unit, space.Count);
            nint zero = 0;
            loop.Run(addresses, (nint)begin, (nint)end, &zero);
            return;
        }

        long rows = space.Count / space.RowLength;
        Rows(addresses, rows * part / parts, rows * (part + 1) / parts);
    }

    private void Rows(nint* addresses, long begin, long end)
    {
        int axes = space.OuterSizes.Length, arrays = slots.Length;
        nint* row = stackalloc nint[arrays];
        nint* index = stackalloc nint[axes + 1];
        long rest = begin;
        for (int axis = axes - 1; axis >= 0; axis--)
        {
            index[axis] = (nint)(rest % space.OuterSizes[axis]);
            rest /= space.OuterSizes[axis];
        }

        for (int i = 0; i < arrays; i++)
        {
            row[i] = addresses[i];
            for (int axis = 0; axis < axes; axis++) row[i] += index[axis] * (nint)space.OuterSteps[i][axis];
        }

        index[axes] = 0;
        bool inPlace = false;
        for (int i = inputs; i < arrays; i++)
            for (int k = 0; k < inputs; k++) inPlace |= addresses[i] == addresses[k];
        nint length = (nint)space.RowLength, whole = loop.IsVector ? length - length % VectorInstructions.Lanes : length;
        for (long r = begin; r < end; r++)
        {
            // The last vector of a row may reach into the next row of the results, which is still to come, except in the last row and where results replace operands.
            if (whole == length || (!inPlace && r + 1 < end))
            {
                loop.Run(row, 0, length, index);
            }
            else
            {
                if (whole > 0) loop.Run(row, 0, whole, index);
                Tail(row, whole, length, index, axes);
            }

            for (int axis = axes - 1; axis >= 0; axis--)
            {
                bool carry = ++index[axis] == space.OuterSizes[axis];
                for (int i = 0; i < arrays; i++) row[i] += (nint)(carry ? space.OuterSteps[i][axis] * (1 - space.OuterSizes[axis]) : space.OuterSteps[i][axis]);
                if (!carry) break;
                index[axis] = 0;
            }
        }
    }

    /// <summary>The last few elements of a row, by way of a vector's worth of memory on the stack: the kernel itself always works on whole vectors.</summary>
    private void Tail(nint* row, nint begin, nint end, nint* index, int axes)
    {
        const int room = 16 * 8;
        int arrays = slots.Length;
        byte* memory = stackalloc byte[arrays * room];
        nint* addresses = stackalloc nint[arrays];
        for (int i = 0; i < arrays; i++)
        {
            if (i < inputs && space.Scalars[i])
            {
                addresses[i] = row[i];
                continue;
            }

            addresses[i] = (nint)(memory + i * room);
            if (i < inputs) Unsafe.CopyBlockUnaligned((void*)addresses[i], (byte*)row[i] + begin * space.Sizes[i], (uint)((end - begin) * space.Sizes[i]));
        }

        index[axes] = begin;
        loop.Run(addresses, 0, end - begin, index);
        index[axes] = 0;
        for (int i = inputs; i < arrays; i++) Unsafe.CopyBlockUnaligned((byte*)row[i] + begin * space.Sizes[i], (void*)addresses[i], (uint)((end - begin) * space.Sizes[i]));
    }
}
