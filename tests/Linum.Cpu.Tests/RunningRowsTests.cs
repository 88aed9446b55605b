using Linum.Extending;
using Xunit;

namespace Linum.Cpu.Tests;

/// <summary>Running combinations of many short rows, which are written over each other's ends.</summary>
public sealed class RunningRowsTests
{
    /// <summary>Each of many rows has the bits that it has alone.</summary>
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int8)]
    public void Running_sums_of_many_rows_have_the_bits_of_each_row_alone(DType type)
    {
        Random random = new(9);
        foreach (int length in (ReadOnlySpan<int>)[2, 3, 4, 5, 7, 8, 9, 11, 16, 17, 31, 40])
        {
            foreach (int rows in (ReadOnlySpan<int>)[1, 2, 5, 30, 20_000 / length])
            {
                ArrayType input = new(type, [rows, length]), row = new(type, [length]);
                byte[] data = Agree.Data(random, input, special: false);
                foreach (bool reverse in (ReadOnlySpan<bool>)[false, true])
                {
                    byte[] all = Agree.Run(Agree.Program(new CumSum(1, reverse), input), data)[0];
                    CpuBackend backend = new(1);
                    IExecutable alone = backend.Compile(Agree.Program(new CumSum(0, reverse), row), new([]));
                    int bytes = length * type.Size;
                    for (int r = 0; r < rows; r += rows > 100 ? random.Next(1, 60) : 1)
                    {
                        byte[] one = new byte[bytes];
                        alone.Run([backend.Upload(data.AsSpan(r * bytes, bytes), row, backend.Devices[0])])[0].Download(one);
                        Assert.True(all.AsSpan(r * bytes, bytes).SequenceEqual(one), $"Row {r} of {rows} of {length}.");
                    }
                }
            }
        }
    }
}
