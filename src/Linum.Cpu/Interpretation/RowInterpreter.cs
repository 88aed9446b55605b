using System.Buffers;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Runs the phases of rows without a kernel, row after row, with the same arguments and the same bits: sums have as many partial results, which are combined in the same order.</summary>
internal sealed unsafe class RowInterpreter : IKernelInterpreter
{
    private readonly RowBody body;
    private readonly RowPlan plan;
    private readonly RowPlaces places;
    private readonly ValueList<int> strides;
    private readonly int axes;
    private readonly BlockProgram[] programs;
    private readonly int[] partials;

    /// <param name="key">What is computed.</param>
    /// <param name="plan">Its phases before they are cut, which leaves steps that only an emitter can use.</param>
    /// <param name="emitted">The phases of the kernel, which say how many partial results there are.</param>
    public RowInterpreter(RowKernelKey key, RowPlan plan, RowPlan emitted)
    {
        (body, this.plan, axes, strides) = (key.Body, plan, key.Axes, key.Strides);
        places = new(body.Inputs.Count, body.Outputs.Count, plan.Scratch.Count);
        programs = new BlockProgram[plan.Phases.Count];
        partials = new int[plan.Values];
        for (int p = 0; p < programs.Length; p++)
        {
            RowPhase phase = plan.Phases[p];
            var scalars = new bool[phase.Sources.Count];
            for (int i = 0; i < scalars.Length; i++) scalars[i] = phase.Sources[i].IsRow;
            programs[p] = new(phase.Body, scalars);
            Work += programs[p].Work;
        }

        foreach (RowPhase phase in emitted.Phases)
        {
            foreach (RowSink sink in phase.Sinks)
                if (sink.Kind == RowSinkKind.Reduce) partials[sink.Number] = RowKernel.PartialsOf(phase);
        }
    }

    /// <summary>The steps for an element of a row.</summary>
    public static long StepsOf(RowPlan plan)
    {
        long steps = 0;
        foreach (RowPhase phase in plan.Phases) steps += phase.Body.Steps.Count;
        return steps;
    }

    /// <summary>See <see cref="BlockProgram.Work"/>: of all phases.</summary>
    public long Work { get; }

    /// <summary>Computes some rows; see <see cref="RowLoop"/> for the arguments.</summary>
    public void Run(nint* buffers, nint begin, nint end, nint* extra)
    {
        int arrays = places.Values;
        nint* addresses = stackalloc nint[places.Count];
        nint* positions = stackalloc nint[axes];
        for (int i = 0; i < places.Count; i++) addresses[i] = buffers[i];
        for (int axis = 0; axis < axes; axis++) positions[axis] = extra[1 + arrays + axis];
        int most = 0;
        foreach (BlockProgram program in programs) most = Math.Max(most, program.MemoryBytes);
        byte[] memory = ArrayPool<byte>.Shared.Rent(most);
        positions[axes - 1] += begin;
        fixed (byte* p = memory)
        {
            for (nint row = begin; row < end; row++, positions[axes - 1]++)
            {
                for (int phase = 0; phase < programs.Length; phase++) Run(phase, addresses, extra[0], positions, extra[2 + arrays + axes], p);
                for (int i = 0; i < arrays; i++) addresses[i] += extra[1 + i];
            }
        }

        ArrayPool<byte>.Shared.Return(memory);
    }

    private void Run(int number, nint* addresses, nint length, nint* positions, nint start, byte* memory)
    {
        RowPhase phase = plan.Phases[number];
        int sources = phase.Sources.Count;
        nint* inputs = stackalloc nint[sources];
        nint* steps = stackalloc nint[sources];
        for (int i = 0; i < sources; i++)
        {
            RowSource source = phase.Sources[i];
            inputs[i] = addresses[places.Of(source)] + (source.Kind == RowSourceKind.Value ? source.Number * RowKernel.ValueBytes : 0);
            steps[i] = phase.Body.Inputs[i].Size * (source.Kind == RowSourceKind.Operand ? StridedLoads.Of(strides, source.Number) : 1);
        }

        BlockInterpreter interpreter = new(programs[number], memory, inputs, steps);
        if (phase.IsLoop) Loop(phase, interpreter, addresses, length, positions, start);
        else Section(phase, interpreter, addresses, positions);
    }

    /// <summary>What is computed once a row.</summary>
    private void Section(RowPhase phase, BlockInterpreter interpreter, nint* addresses, nint* positions)
    {
        interpreter.Begin(1);
        interpreter.Run(0, 1, positions, RowSpace.RowAxis, 0);
        for (int s = 0; s < phase.Sinks.Count; s++)
        {
            int size = phase.Body.Outputs[s].Size;
            ElementSteps.Copy(size, interpreter.Result(s), size, Value(addresses, phase.Sinks[s].Number), size, 1);
        }

        foreach ((int value, int result) in phase.Copies)
        {
            int size = body.Outputs[result].DType.Size;
            ElementSteps.Copy(size, Value(addresses, value), size, (byte*)addresses[places.Result(result)], size, 1);
        }
    }

    private byte* Value(nint* addresses, int number) => (byte*)addresses[places.Values] + number * RowKernel.ValueBytes;

    private void Loop(RowPhase phase, BlockInterpreter interpreter, nint* addresses, nint length, nint* positions, nint start)
    {
        byte* totals = stackalloc byte[phase.Sinks.Count * RowPartials.Bytes];
        byte* sums = stackalloc byte[BlockProgram.Elements * sizeof(long)];
        for (int s = 0; s < phase.Sinks.Count; s++)
            if (phase.Sinks[s].Kind == RowSinkKind.Reduce) PartialsOf(s).Begin();
        interpreter.Begin((int)Math.Min(length, BlockProgram.Elements));
        for (nint first = 0; first < length; first += BlockProgram.Elements)
        {
            int n = (int)Math.Min(length - first, BlockProgram.Elements);
            interpreter.Run(first, n, positions, RowSpace.RowAxis, start);
            for (int s = 0, r = 0; s < phase.Sinks.Count; r += phase.Body.Outputs[s++].Components)
            {
                RowSink sink = phase.Sinks[s];
                DType type = phase.Body.Outputs[s];
                if (sink.Kind == RowSinkKind.Reduce)
                {
                    PartialsOf(s).Add(interpreter.Result(r), n);
                    continue;
                }

                byte* to = (byte*)addresses[places.Of(sink)] + first * type.Size;
                byte* from = interpreter.Result(r);
                if (sink.Kind == RowSinkKind.Columns)
                {
                    ElementSteps.Copy(type.Size, to, type.Size, sums, type.Size, n);
                    BlockInterpreter.Compute(new(CombineFunction.Operation(sink.Combine), type, type, 0), sums, from, sums, sums, n);
                    from = sums;
                }

                int size = type.Component.Size;
                ElementSteps.Copy(size, from, size, to, type.Size, n);
                if (type.Components == 2) ElementSteps.Copy(size, interpreter.Result(r + 1), size, to + size, type.Size, n);
            }
        }

        for (int s = 0; s < phase.Sinks.Count; s++)
            if (phase.Sinks[s].Kind == RowSinkKind.Reduce) PartialsOf(s).End(Value(addresses, phase.Sinks[s].Number));

        RowPartials PartialsOf(int sink) => new(phase.Sinks[sink].Combine, phase.Body.Outputs[sink], partials[phase.Sinks[sink].Number], totals + sink * RowPartials.Bytes);
    }
}
