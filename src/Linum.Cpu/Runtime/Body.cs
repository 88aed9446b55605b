using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs a program inside a program and puts its results where they belong.</summary>
internal static unsafe class Body
{
    /// <summary>After a run: puts results that lie elsewhere where they belong.</summary>
    public static void Collect(CompiledProgram body, nint* inputs, nint* outputs)
    {
        for (int i = 0; i < body.Results.Length; i++)
            if (!body.IsWritten(i)) Copy(body.Find(i, inputs, outputs), outputs[i], body.Results[i].Bytes);
    }

    /// <summary>Copies an array, if it is not there already.</summary>
    public static void Copy(nint from, nint to, long bytes)
    {
        if (from != to) Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
    }

    /// <summary>The room an array needs in working memory.</summary>
    public static long Room(long bytes) => (bytes + 63) / 64 * 64 + BufferPool.Spare;
}
