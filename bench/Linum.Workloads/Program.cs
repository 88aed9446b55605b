using Linum;
using Linum.Workloads;
using Linum.Workloads.Limits;
using Linum.Workloads.Reporting;
using Linum.Workloads.Running;
using static Linum.Transform;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Options.Help);
    return 2;
}

if (options.FirstResult)
{
    var f = Jit((NDArray x) => (Np.Sin(x) * 2 + 1).Sum());
    Console.WriteLine(f(Np.Ones(8)));
    return 0;
}

if (options.List)
{
    foreach (Specification w in options.Selected) Console.WriteLine($"{w.Group,-12} {w.Id,-26} {w.Math}");
    return 0;
}

if (options.Limits)
{
    Console.WriteLine(Measurement.Run(options.Quick).ToJson());
    return 0;
}

if (options.Report) return Report.Run(options);

if (options.Endurance) return Endurance.Run(options.Quick ? 100 : 1) ? 0 : 1;

Devices.UseCpu(count: 8);       // for the group pmap; the others use one of them
bool failed = false;
foreach (Specification w in options.Selected)
{
    Outcome outcome = Runner.Run(w, options.Budget, options.Anew);
    failed |= outcome.Error is not null;
    Console.WriteLine(outcome.ToJson());
    if (options.Out is not null) File.AppendAllText(options.Out, outcome.ToJson() + "\n");
}

return failed ? 1 : 0;
