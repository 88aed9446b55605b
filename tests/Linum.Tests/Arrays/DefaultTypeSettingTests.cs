using System.Numerics;
using Xunit;

namespace Linum.Tests.Arrays;

/// <summary>The settings of the process: these tests run when no others do.</summary>
[CollectionDefinition(nameof(DefaultTypeSettingTests), DisableParallelization = true)]
[Collection(nameof(DefaultTypeSettingTests))]
public class DefaultTypeSettingTests
{
    [Fact]
    public void The_default_types_of_the_process_hold_on_all_threads_and_each_by_itself()
    {
        try
        {
            LinumConfig.DefaultFloat = DType.Float64;
            DType[] made = [];
            Thread other = new(() => made = [Np.Zeros(2).DType, ((NDArray)1.0).DType, ((NDArray)Complex.One).DType, Np.Arange(2).DType, Np.Sum(Np.Ones([2], DType.Bool)).DType]);
            other.Start();
            other.Join();
            Assert.Equal([DType.Float64, DType.Float64, DType.Complex128, DType.Int32, DType.Int32], made);
            LinumConfig.DefaultInt = DType.Int64;
            Assert.Equal([DType.Int64, DType.Int64, DType.UInt64], [Np.Arange(2).DType, ((NDArray)1).DType, Np.Sum(Np.Ones([2], DType.UInt8)).DType]);
        }
        finally
        {
            (LinumConfig.DefaultFloat, LinumConfig.DefaultInt) = (DType.Float32, DType.Int32);
        }
    }
}
