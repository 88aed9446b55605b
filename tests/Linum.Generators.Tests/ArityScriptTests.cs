using System.Diagnostics;
using Linum.TestSupport;

namespace Linum.Generators.Tests;

public sealed class ArityScriptTests
{
    [Fact]
    public async Task The_files_that_a_script_writes_are_current()
    {
        // A machine with the .NET SDK alone cannot write the files, so it cannot have changed the script's output either; .ci/run sees to it that CI has Python.
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "python3")) || File.Exists(Path.Combine(p, "python3.exe")))) return;
        string folder = Directory.CreateTempSubdirectory("linum").FullName;
        try
        {
            string[] files = ["src/Linum.Core/7.Transforms/Signatures.Arities.cs", "src/Linum/Transform.Arities.cs", "src/Linum/Transform.Grad.cs"];
            foreach (string file in files) Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            using Process process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(RepositoryRoot.Path, "eng", "arities.py")]) { WorkingDirectory = folder })!;
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            Assert.All(files, file => Assert.Equal(File.ReadAllText(Path.Combine(folder, file)), Repository.Read(file)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
