using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Linum.Workloads.Groups;
using Linum.Workloads.Limits;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>The whole run: every workload in a process of its own, the limits before, between and after them, tables; kept under bench/results.</summary>
internal static partial class Report
{
    private const int TurnsByHand = 3;

    /// <summary>
    /// What is compared with a limit runs in so many rounds, for a part of its time in each, and the fastest call counts: a guest's memory may be twice as fast in one minute as in another, and what
    /// is compared with the best that was seen of it should have been tried more than once itself. The rest runs once: in half of the time less of the compiler's own code is compiled fully.
    /// </summary>
    private const int Rounds = 2;

    /// <summary>The limits are measured before each of so many shares of the runs and after the last: the limit is what it was at best.</summary>
    private const int Shares = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames { get; }

    public static int Run(Options options)
    {
        string load = Machine.Load;
        string folder = Directory.CreateDirectory(options.Results ?? Folder()).FullName;
        List<LimitsFile> limits = [];
        void Measured() => limits.Add(Limits(options, folder, $"limits{limits.Count + 1}.json"));
        List<Outcome> outcomes = [];
        using (StreamWriter lines = new(Path.Combine(folder, "results.jsonl")))
        {
            lines.NewLine = "\n";
            void Keep(Outcome o)
            {
                outcomes.Add(o);
                lines.WriteLine(o.ToJson());
                lines.Flush();
                Console.Error.WriteLine(o.ToJson());
            }

            Specification[] workloads = [.. options.Selected.Except(Specification.ByHand)], again = [.. workloads.Where(w => w.IsBounded)];
            Specification[] runs = [.. workloads, .. Enumerable.Repeat(again, Rounds - 1).SelectMany(w => w)];
            for (int i = 0; i < runs.Length; i++)
            {
                if (i * Shares / runs.Length == limits.Count) Measured();
                Keep(Measure(runs[i], runs[i].IsBounded ? options.Budget / Rounds : options.Budget));
            }

            foreach (Specification w in workloads.Where(Compile.IsFirstCall)) Keep(Measure(w, options.Budget, "--anew") with { Id = Compile.Anew(w.Id) });
            foreach (Specification byHand in options.Selected.Intersect(Specification.ByHand))
            {
                Pair pair = Registry.Pairs.First(p => p.Other == byHand.Id);
                for (int turn = 0; turn < TurnsByHand; turn++)
                {
                    Keep(Measure(Specification.Find(pair.Workload), options.Budget / 2) with { Id = pair.Beside });
                    Keep(Measure(byHand, options.Budget / 2));
                }
            }

            Keep(PackagedProgram.Measure("cost_new_process", Root()));
            Keep(PackagedProgram.Starts("cost_new_process_portable", null, "--first-result"));
        }

        Measured();
        Results results = new(LimitsFile.Best(limits), outcomes);
        string page = Page.Of(results, Heading(results.Limits, load));
        File.WriteAllText(Path.Combine(folder, "report.md"), page);
        Console.WriteLine(page);
        Console.WriteLine($"Kept in {folder}.");
        return results.Differences.Any() || results.Errors.Any() ? 1 : 0;
    }

    private static LimitsFile Limits(Options options, string folder, string name)
    {
        Console.Error.WriteLine("measuring this machine's limits ...");
        var (json, errors, code) = Child.Run(Longest, options.Quick ? ["--limits", "--quick"] : ["--limits"]);
        if (code != 0) throw new InvalidOperationException($"The limits could not be measured: {errors}");
        File.WriteAllText(Path.Combine(folder, name), json);
        return LimitsFile.Parse(json);
    }

    private static Outcome Measure(Specification w, double budget, params string[] more)
    {
        try
        {
            var (output, errors, code) = Child.Run(Longest, [w.Id, "--budget", budget.ToString(CultureInfo.InvariantCulture), .. more]);
            return Outcome.Read(output).FirstOrDefault() ?? new(w.Id, "linum", Error: $"The process ended with {code}: {errors.Trim()}");
        }
        catch (TimeoutException e)
        {
            return new(w.Id, "linum", Error: e.Message);
        }
    }

    private static string Heading(LimitsFile limits, string load) => $"""
        # Linum on {limits.Cpu}

        - machine: {limits.Cpu}, {limits.Threads} threads, {Text.Three(limits.Ghz)} GHz, {limits.Isa}; {RuntimeInformation.OSDescription}
        - .NET {Environment.Version}, Linum {Commit()}
        - {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, `dotnet run -c Release --project bench/Linum.Workloads -- {string.Join(' ', Environment.GetCommandLineArgs()[1..])}`; load of the machine when it began: {load}
        - what is compared with a limit in {Rounds} rounds, the limits {Shares + 1} times between them: what was fastest counts, of both


        """;

    private static string Folder()
    {
        string machine = NotInNames.Replace(Machine.Cpu.ToLowerInvariant(), "-").Trim('-');
        return Path.Combine(Root(), "bench", "results", $"{DateTime.UtcNow:yyyy-MM-dd}-{machine}-{Environment.ProcessorCount}");
    }

    private static string Root()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Linum.slnx"))) return folder;
            }
        }

        return Environment.CurrentDirectory;
    }

    /// <summary>The commit that is checked out, and whether files differ from it.</summary>
    private static string Commit()
    {
        try
        {
            string commit = Git("rev-parse", "HEAD");
            return Git("status", "--porcelain", "--untracked-files=no", "--", "src", "bench/Linum.Workloads").Length == 0 ? commit : commit + " with changes";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "of an unknown commit (there is no git)";
        }
    }

    private static string Git(params string[] arguments)
    {
        System.Diagnostics.ProcessStartInfo start = new("git", arguments) { RedirectStandardOutput = true, WorkingDirectory = Root() };
        using System.Diagnostics.Process git = System.Diagnostics.Process.Start(start)!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}
