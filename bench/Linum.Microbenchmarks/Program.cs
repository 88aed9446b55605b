using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Linum.Microbenchmarks -- --filter '*'
// BenchmarkDotNet builds the library once more for its own process, which takes minutes on a busy machine; --inProcess measures without that.
IConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
