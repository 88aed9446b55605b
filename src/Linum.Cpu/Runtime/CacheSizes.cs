namespace Linum.Cpu;

/// <summary>How large the caches of a core are, as far as the system tells.</summary>
internal static class CacheSizes
{
    /// <summary>Bytes of the first cache for data.</summary>
    public static long First { get; } = Read(1, "Data", 32 << 10);

    /// <summary>Bytes of the second cache.</summary>
    public static long Second { get; } = Read(2, "Unified", 512 << 10);

    /// <summary>Bytes of the third cache, which several processors share.</summary>
    public static long Third { get; } = Read(3, "Unified", 8 << 20);

    /// <summary>What Linux says of the first processor; elsewhere a size that most have.</summary>
    private static long Read(int level, string type, long usual)
    {
        const string folder = "/sys/devices/system/cpu/cpu0/cache";
        try
        {
            for (int i = 0; Directory.Exists($"{folder}/index{i}"); i++)
            {
                string Text(string name) => File.ReadAllText($"{folder}/index{i}/{name}").Trim();
                if (Text("level") != $"{level}" || Text("type") != type) continue;
                string size = Text("size");
                long bytes = long.Parse(size.TrimEnd('K', 'M'), System.Globalization.CultureInfo.InvariantCulture) << (size.EndsWith('K') ? 10 : size.EndsWith('M') ? 20 : 0);
                return Math.Clamp(bytes, usual / 4, usual * 16);
            }
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
        {
            return usual;
        }

        return usual;
    }
}
