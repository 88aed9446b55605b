namespace Linum.TestSupport;

/// <summary>The golden cases that Linum decides to differ from, as docs/deviations.md lists them.</summary>
public static class Deviations
{
    private static readonly Lazy<List<(string Group, string Case, string Reason)>> Rows = new(() =>
    {
        List<(string, string, string)> rows = [];
        foreach (string line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "deviations.md")))
        {
            string[] cells = line.Split('|');
            if (cells.Length == 5 && cells[1].Contains('/', StringComparison.Ordinal)) rows.Add((Name(cells[1]), Name(cells[2]), cells[3].Trim()));
        }

        return rows;

        static string Name(string cell) => cell.Trim().Trim('`');
    });

    /// <summary>The names of the cases of a group, such as <c>jax/vmap</c>.</summary>
    public static IReadOnlyList<string> Of(string group) => [.. Rows.Value.Where(r => r.Group == group).Select(r => r.Case)];
}
