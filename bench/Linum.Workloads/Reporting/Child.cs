using System.Diagnostics;

namespace Linum.Workloads.Reporting;

/// <summary>This program once more, in a process of its own: a workload that ends the process, or never ends, takes nothing else with it.</summary>
internal static class Child
{
    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="TimeoutException">It did not end in time and was ended.</exception>
    public static (string Output, string Errors, int ExitCode) Run(TimeSpan limit, params string[] arguments) => Run(limit, Information(arguments));

    /// <summary>Runs another program and returns what it printed.</summary>
    /// <exception cref="TimeoutException">It did not end in time and was ended.</exception>
    public static (string Output, string Errors, int ExitCode) Run(TimeSpan limit, string program, string[] arguments) => Run(limit, Redirected(new(program, arguments)));

    private static (string Output, string Errors, int ExitCode) Run(TimeSpan limit, ProcessStartInfo information)
    {
        using Process process = Process.Start(information)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"It had not ended after {limit.TotalSeconds:F0} s.");
        }

        return (output.Result, errors.Result, process.ExitCode);
    }

    /// <summary>The seconds from its start to the first line that it prints; of this program, or of one that <c>dotnet</c> runs.</summary>
    public static double FirstLine(string? program, params string[] arguments)
    {
        ProcessStartInfo information = program is null ? Information(arguments) : Redirected(new("dotnet", [program, .. arguments]));
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(information)!;
        string? line = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.WaitForExit();
        return line is null || process.ExitCode != 0 ? throw new InvalidOperationException($"The new process ended with {process.ExitCode} and printed {line ?? "nothing"}.") : seconds;
    }

    private static ProcessStartInfo Information(string[] arguments)
    {
        ProcessStartInfo start = Redirected(new(Environment.ProcessPath!));
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return start;
    }
}
