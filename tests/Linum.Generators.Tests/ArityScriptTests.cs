using System.Diagnostics;
using Linum.TestSupport;

namespace Linum.Generators.Tests;

public sealed class ArityScriptTests
{
    [Fact]
    public async Task The_files_that_a_script_writes_are_current()
    {
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
