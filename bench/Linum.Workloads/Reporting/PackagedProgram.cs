using System.Globalization;
using System.Runtime.InteropServices;
using Linum.Workloads.Running;

namespace Linum.Workloads.Reporting;

/// <summary>A program as users have it: built against the packages of this checkout, which hold machine code for this system beside the portable one (eng/pack).</summary>
internal static class PackagedProgram
{
    private const string Source = """
        using Linum;
        using static Linum.Transform;

        var f = Jit((NDArray x) => (Np.Sin(x) * 2 + 1).Sum());
        Console.WriteLine(f(Np.Ones(8)));
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Packs, builds, starts; how long the first result takes.</summary>
    /// <param name="id">The name of the figure.</param>
    /// <param name="root">The checkout.</param>
    public static Outcome Measure(string id, string root)
    {
        string folder = Directory.CreateTempSubdirectory("linum").FullName;
        try
        {
            // Packages are kept by version; one that there was before would be used instead.
            string version = string.Create(CultureInfo.InvariantCulture, $"0.1.0-t{DateTime.UtcNow:yyyyMMddHHmmss}");
            string packages = Path.Combine(folder, "packages");
            var (output, errors, code) = Child.Run(Longest, Path.Combine(root, "eng", "pack"), [packages, version, RuntimeInformation.RuntimeIdentifier]);
            if (code != 0) return new(id, "linum", Error: $"The packages could not be made: {output}{errors}");
            File.WriteAllText(Path.Combine(folder, "First.csproj"), Project(packages, version));
            File.WriteAllText(Path.Combine(folder, "First.cs"), Source);
            (output, errors, code) = Child.Run(Longest, "dotnet", ["build", folder, "-c", "Release", "-o", Path.Combine(folder, "out"), "-v", "q"]);
            return code == 0 ? Starts(id, Path.Combine(folder, "out", "First.dll")) : new(id, "linum", Error: $"The program could not be built: {output}{errors}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How long a program takes from its start to the first line that it prints.</summary>
    public static Outcome Starts(string id, string? program, params string[] arguments)
    {
        double[] times = [.. Enumerable.Range(0, 10).Select(_ => Child.FirstLine(program, arguments))];
        Array.Sort(times);
        return new(id, "linum", times[0], times[times.Length / 2], times.Length);
    }

    private static string Project(string packages, string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{packages}/restored</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Linum" Version="{version}" />
          </ItemGroup>
        </Project>
        """;
}
