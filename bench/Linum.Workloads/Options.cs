using System.Globalization;
using System.IO.Enumeration;
using Linum.Workloads.Running;

namespace Linum.Workloads;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Linum.Workloads [ids or groups, * and ? allowed] [options]
          --budget S     seconds of calls per workload (1.5)
          --out FILE     append the lines to a file as well
          --anew         before each sample that is a first call, forget all kernels: else those that are equal up to constants are found
          --list         only name the workloads
          --limits       measure this machine's limits and print them as JSON
          --quick        with --limits or --report: fewer repetitions
          --report       limits, workloads, limits again; prints the tables and keeps them under bench/results
          --results DIR  where --report keeps them
          --endurance    ten million calls and a million compilations, and the memory after each tenth; with --quick a hundredth of it
        """;

    public List<string> Patterns { get; } = [];

    public double Budget { get; private set; } = 1.5;

    public string? Out { get; private set; }

    public string? Results { get; private set; }

    public bool Anew { get; private set; }

    public bool List { get; private set; }

    public bool Limits { get; private set; }

    public bool Quick { get; private set; }

    public bool Report { get; private set; }

    public bool Endurance { get; private set; }

    public bool FirstResult { get; private set; }

    /// <exception cref="ArgumentException">An option is not known or lacks its value, or a pattern names no workload.</exception>
    public static Options Parse(string[] arguments)
    {
        Options options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string Value() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value.");
            switch (arguments[i])
            {
                case "--budget":
                    string budget = Value();
                    options.Budget = double.TryParse(budget, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
                        ? seconds
                        : throw new ArgumentException($"--budget takes a number of seconds above 0, not {budget}.");
                    break;
                case "--out": options.Out = Value(); break;
                case "--results": options.Results = Value(); break;
                case "--anew": options.Anew = true; break;
                case "--list": options.List = true; break;
                case "--limits": options.Limits = true; break;
                case "--quick": options.Quick = true; break;
                case "--report": options.Report = true; break;
                case "--endurance": options.Endurance = true; break;
                case "--first-result": options.FirstResult = true; break;
                case ['-', ..]: throw new ArgumentException($"{arguments[i]} is no option.");
                default: options.Patterns.Add(arguments[i]); break;
            }
        }

        foreach (string pattern in options.Patterns)
        {
            if (!Array.Exists(Known, w => Matches(pattern, w))) throw new ArgumentException($"{pattern} is neither the id nor the group of a workload; --list names them.");
        }

        return options;
    }

    private static readonly Specification[] Known = [.. Specification.All, .. Specification.ByHand];

    /// <summary>The workloads that were asked for; all if none was named.</summary>
    public IEnumerable<Specification> Selected => Known.Where(w => Patterns.Count == 0 || Patterns.Exists(p => Matches(p, w)));

    private static bool Matches(string pattern, Specification w) => FileSystemName.MatchesSimpleExpression(pattern, w.Id) || FileSystemName.MatchesSimpleExpression(pattern, w.Group);
}
