using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

public sealed class ViewTests
{
    private static IEnumerable<long> Elements(Operand view)
    {
        var position = new int[view.Shape.Rank];
        for (long i = 0; i < view.Shape.Count; i++)
        {
            yield return view.Offset + position.Select((p, axis) => p * view.Strides[axis]).Sum();
            for (int axis = position.Length - 1; axis >= 0; axis--)
            {
                if (++position[axis] < view.Shape[axis]) break;
                position[axis] = 0;
            }
        }
    }

    private static Operand RandomView(Random random, LoopValue value)
    {
        Shape shape = value.Type.Shape;
        long[] dense = Operand.Dense(shape);
        int[] order = [.. Enumerable.Range(0, shape.Rank)];
        random.Shuffle(order);
        List<int> sizes = [];
        List<long> strides = [];
        long offset = 0;
        foreach (int axis in order)
        {
            int size = random.Next(1, shape[axis] + 1), first = random.Next(shape[axis] - size + 1);
            bool reversed = random.Next(4) == 0;
            sizes.Add(size);
            strides.Add(reversed ? -dense[axis] : dense[axis]);
            offset += (reversed ? first + size - 1 : first) * dense[axis];
            if (random.Next(4) == 0) (sizes, strides) = ([.. sizes, 2], [.. strides, 0]);
        }

        if (random.Next(3) == 0) return Operand.Of(value);
        return new(value, [.. sizes], [.. strides], offset);
    }

    [Fact]
    public void A_view_of_a_view_reads_the_same_elements_or_is_refused()
    {
        Random random = new(1);
        int composed = 0;
        for (int n = 0; n < 3000; n++)
        {
            Operand inner = RandomView(random, new(new(DType.Float32, [2, 3, 4])));
            Operand outer = RandomView(random, new(new(DType.Float32, inner.Shape)));
            if (Views.Compose(outer, inner) is not Operand both) continue;
            composed++;
            long[] read = [.. Elements(inner)];
            Assert.Equal(Elements(outer).Select(e => read[e]), Elements(both));
        }

        Assert.True(composed > 2000, $"{composed} of 3000 were composed");
    }

    [Fact]
    public void A_view_under_another_shape_reads_the_same_elements_or_is_refused()
    {
        Random random = new(2);
        Shape[] shapes = [[24], [2, 12], [12, 2], [4, 6], [2, 3, 4], [1, 24, 1], [6, 2, 2]];
        int reshaped = 0;
        for (int n = 0; n < 1000; n++)
        {
            Shape shape = shapes[random.Next(shapes.Length)];
            long[] strides = Operand.Dense(shape);
            if (random.Next(2) == 0) strides[random.Next(strides.Length)] = 0;
            Operand view = new(new(new(DType.Float32, shape)), shape, strides, 0);
            if (Views.Reshape(view, shapes[random.Next(shapes.Length)]) is not Operand other) continue;
            reshaped++;
            Assert.Equal(Elements(view), Elements(other));
        }

        Assert.True(reshaped > 500, $"{reshaped} of 1000 were reshaped");
    }
}
