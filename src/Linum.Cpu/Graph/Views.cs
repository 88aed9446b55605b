using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Reading a view through a view.</summary>
internal static class Views
{
    /// <summary>What reading <paramref name="outer"/> of the dense copy of <paramref name="inner"/> reads of inner's value; null if strides cannot say it.</summary>
    public static Operand? Compose(Operand outer, Operand inner)
    {
        if (inner.IsContiguous) return new(inner.Value, outer.Shape, outer.Strides, outer.Offset + inner.Offset);
        if (inner.IsOneElement) return new(inner.Value, outer.Shape, new long[outer.Shape.Rank], inner.Offset);
        if (outer.IsWhole) return outer.Shape == inner.Shape ? inner : Reshape(inner, outer.Shape);
        return Trace(outer, inner);
    }

    /// <summary>What an operand reads, each element once: the axes along which it goes on.</summary>
    public static Operand Distinct(Operand operand)
    {
        int[] axes = [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => GoesOn(operand, a))];
        return new(operand.Value, [.. axes.Select(a => operand.Shape[a])], [.. axes.Select(a => operand.Strides[a])], operand.Offset);
    }

    /// <summary>The operand, read of a dense copy of its distinct elements.</summary>
    public static Operand OfDistinct(LoopValue dense, Operand operand)
    {
        var strides = new long[operand.Shape.Rank];
        long step = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            if (!GoesOn(operand, axis)) continue;
            strides[axis] = step;
            step *= operand.Shape[axis];
        }

        return new(dense, operand.Shape, strides);
    }

    private static bool GoesOn(Operand operand, int axis) => operand.Shape[axis] > 1 && operand.Strides[axis] != 0;

    /// <summary>The view under another shape of the same count; null if strides cannot say it.</summary>
    public static Operand? Reshape(Operand view, Shape shape)
    {
        if (shape.Count != view.Shape.Count) return null;
        var strides = new long[shape.Rank];
        if (shape.Count == 0) return new(view.Value, shape, strides, view.Offset);
        int old = 0, next = 0;
        while (next < shape.Rank || old < view.Shape.Rank)
        {
            // The smallest groups of old and of new axes with equal counts.
            int oldFirst = old, nextFirst = next;
            long oldCount = old < view.Shape.Rank ? view.Shape[old++] : 1, nextCount = next < shape.Rank ? shape[next++] : 1;
            while (oldCount != nextCount)
            {
                if (oldCount < nextCount) oldCount *= view.Shape[old++];
                else nextCount *= shape[next++];
            }

            // Within a group the old axes must be one run.
            long? step = null;
            long expected = 0;
            for (int i = old - 1; i >= oldFirst; i--)
            {
                if (view.Shape[i] == 1) continue;
                if (step is null) step = view.Strides[i];
                else if (view.Strides[i] != expected) return null;
                expected = view.Strides[i] * view.Shape[i];
            }

            long stride = step ?? 0;
            for (int i = next - 1; i >= nextFirst; i--)
            {
                strides[i] = stride;
                stride *= shape[i];
            }
        }

        return new(view.Value, shape, strides, view.Offset);
    }

    /// <summary>Finds for every axis of the outer view the axis of the inner one that it walks along.</summary>
    private static Operand? Trace(Operand outer, Operand inner)
    {
        if (outer.Shape.Count == 0) return new(inner.Value, outer.Shape, new long[outer.Shape.Rank], inner.Offset);
        int rank = inner.Shape.Rank;
        long[] dense = Operand.Dense(inner.Shape);
        var low = new long[rank];
        long rest = outer.Offset, offset = inner.Offset;
        for (int j = 0; j < rank; j++)
        {
            low[j] = rest / dense[j];
            rest %= dense[j];
            if (low[j] >= inner.Shape[j]) return null;
            offset += low[j] * inner.Strides[j];
        }

        long[] high = [.. low];
        var strides = new long[outer.Shape.Rank];
        for (int i = 0; i < strides.Length; i++)
        {
            long step = outer.Strides[i];
            if (outer.Shape[i] == 1 || step == 0) continue;
            int axis = -1;
            for (int j = 0; j < rank && axis < 0; j++)
                if (inner.Shape[j] > 1 && Math.Abs(step) >= dense[j] && step % dense[j] == 0) axis = j;
            if (axis < 0) return null;
            long steps = step / dense[axis], distance = steps * (outer.Shape[i] - 1);
            if (distance > 0) high[axis] += distance;
            else low[axis] += distance;
            if (low[axis] < 0 || high[axis] >= inner.Shape[axis]) return null;
            strides[i] = steps * inner.Strides[axis];
        }

        return new(inner.Value, outer.Shape, strides, offset);
    }
}
