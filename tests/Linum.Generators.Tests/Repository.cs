using Linum.TestSupport;

namespace Linum.Generators.Tests;

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([RepositoryRoot.Path, .. path]));
}
