namespace Linum.TestSupport;

/// <summary>Where the repository lies, found from the place of the test assembly.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder with Linum.slnx.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Linum.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No Linum.slnx above {AppContext.BaseDirectory}: the tests run from inside the repository.");
    }
}
