using System.Diagnostics;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>One signature for all emitted kernels.</summary>
/// <param name="buffers">The addresses of inputs, then of outputs.</param>
/// <param name="begin">The first element.</param>
/// <param name="end">The element behind the last.</param>
/// <param name="extra">More numbers; for maps per axis the position of the elements (of the last axis: of element 0).</param>
internal unsafe delegate void Kernel(nint* buffers, nint begin, nint end, nint* extra);

/// <summary>Makes kernels from IL.</summary>
internal static class KernelFactory
{
    /// <summary>A kernel, by the same name in every process. A dynamic method, not an assembly: the same code in less than half the time, and collectible by itself.</summary>
    /// <param name="kind">What kind it is.</param>
    /// <param name="key">Of what it is made from.</param>
    /// <param name="body">Writes its instructions.</param>
    public static unsafe Kernel Create(string kind, Fingerprint key, Action<ILGenerator> body)
    {
        string name = $"k_{kind}_{key}";
        DynamicMethod method = new(name, typeof(void), [typeof(nint*), typeof(nint), typeof(nint), typeof(nint*)], typeof(KernelFactory).Module, skipVisibility: true) { InitLocals = false };
        ILGenerator il = method.GetILGenerator();
        if (CompilationRecord.Current is { } record)
        {
            RecordingGenerator recording = new(il);
            body(recording);
            record.Add(new(name, recording.Text));
        }
        else if (PassLog.Instructions)
        {
            RecordingGenerator recording = new(il);
            body(recording);
            Console.Error.WriteLine($"--- kernel {name}\n{recording.Text}");
        }
        else
        {
            body(il);
        }

        if (PassLog.MachineCode && CompilationRecord.Current is null) PassLog.ShowMachineCode("a kernel made when it was first called", [name]);
        return method.CreateDelegate<Kernel>();
    }

    /// <summary>
    /// Compiles a kernel to machine code if it is not yet. Else its first call does, one kernel after the other, and a kernel takes 1 to 6 ms, nearly all of its program's compilation. It
    /// is left to the first call for kernels that are rarely called beside another, and in bodies of loops, which may have become one kernel.
    /// </summary>
    public static void Prepare(Kernel kernel)
    {
        long begin = Stopwatch.GetTimestamp();
        RuntimeHelpers.PrepareDelegate(kernel);
        // Of one that is there already there is nothing to say.
        if (PassLog.Compile && Stopwatch.GetElapsedTime(begin).TotalMilliseconds > 0.02) Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(begin).TotalMilliseconds,8:F3} ms machine code of {kernel.Method.Name}");
    }

    /// <summary>Says what the next instructions are for, if they are written down.</summary>
    public static void Note(ILGenerator il, Func<string> purpose)
    {
        if (il is RecordingGenerator recording) recording.Note(purpose());
    }

    /// <summary>Puts the addresses in the kernel's first argument into locals.</summary>
    public static LocalBuilder[] LoadAddresses(ILGenerator il, int count)
    {
        var addresses = new LocalBuilder[count];
        for (int i = 0; i < count; i++)
        {
            addresses[i] = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(long));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, addresses[i]);
        }

        return addresses;
    }
}
