using Linum;
using Linum.Workloads;
using Linum.Workloads.Running;

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

if (options.List)
{
    foreach (Specification w in options.Selected) Console.WriteLine($"{w.Group,-12} {w.Id,-26} {w.Math}");
    return 0;
}

Devices.UseCpu(count: 8);       // for the group pmap; the others use one of them
bool failed = false;
foreach (Specification w in options.Selected)
{
    Outcome outcome = Runner.Run(w, options.Budget);
    failed |= outcome.Error is not null;
    Console.WriteLine(outcome.ToJson());
    if (options.Out is not null) File.AppendAllText(options.Out, outcome.ToJson() + "\n");
}

return failed ? 1 : 0;
