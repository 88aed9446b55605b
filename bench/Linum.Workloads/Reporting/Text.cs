using System.Globalization;
using System.Text;

namespace Linum.Workloads.Reporting;

/// <summary>Numbers and tables as Markdown.</summary>
internal static class Text
{
    public const string None = "–";

    public static string Time(double? seconds)
    {
        if (seconds is not double s) return None;
        foreach (var (unit, size) in (ReadOnlySpan<(string, double)>)[("s", 1), ("ms", 1e-3), ("µs", 1e-6)])
        {
            if (s >= size) return $"{Three(s / size)} {unit}";
        }

        return $"{Three(s * 1e9)} ns";
    }

    public static string Times(double? ratio) => ratio is not double r ? None
        : r < 10 ? r.ToString("F2", CultureInfo.InvariantCulture) + "×"
        : r.ToString("F0", CultureInfo.InvariantCulture) + "×";

    /// <summary>Three significant digits.</summary>
    public static string Three(double x)
    {
        int digits = x <= 0 ? 0 : Math.Max(0, 2 - (int)Math.Floor(Math.Log10(x)));
        return Math.Round(x, Math.Min(digits, 15)).ToString("0.###", CultureInfo.InvariantCulture);
    }

    public static double? GeometricMean(IEnumerable<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double v in values) (sum, count) = (sum + Math.Log(v), count + 1);
        return count == 0 ? null : Math.Exp(sum / count);
    }

    public static void Header(StringBuilder page, params ReadOnlySpan<string> columns)
    {
        Row(page, columns);
        page.Append('|').Insert(page.Length, "---|", columns.Length).Append('\n');
    }

    public static void Row(StringBuilder page, params ReadOnlySpan<string> cells) => page.Append("| ").AppendJoin(" | ", cells.ToArray()).Append(" |\n");
}
