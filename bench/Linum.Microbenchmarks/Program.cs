using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Linum.Microbenchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
