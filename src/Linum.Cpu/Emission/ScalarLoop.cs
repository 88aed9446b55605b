using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>What becomes of an input of the body of a scalar loop.</summary>
internal enum ScalarInput
{
    /// <summary>The same in every turn.</summary>
    Constant,
    /// <summary>Carried from turn to turn.</summary>
    Carried,
    /// <summary>One element of an array in each turn.</summary>
    Stacked,
}

/// <summary>A loop over single elements, or over the elements of small arrays, each by itself.</summary>
/// <param name="Body">From constants, carry and stacked elements to the next carry and stacked elements.</param>
/// <param name="Inputs">What each input of the body is; carried ones in the order of the first outputs.</param>
/// <param name="Carried">How many are carried.</param>
/// <param name="Condition">From constants and carry to whether there is another turn; null for a given number of turns.</param>
/// <param name="ConditionInputs">What each input of the condition is: a constant, behind those of the body, or carried.</param>
/// <param name="Reverse">Whether stacked arrays are walked through from the end.</param>
internal sealed record ScalarLoop(ScalarFunction Body, ValueList<ScalarInput> Inputs, int Carried, ScalarFunction? Condition, ValueList<ScalarInput> ConditionInputs, bool Reverse)
{
    /// <summary>How many components each input of the body has; those of arrays in memory only count where they are stacked.</summary>
    public ValueList<int> InputParts { get; init; } = [.. Body.Inputs.ToArray().Select(t => t.Components)];

    /// <summary>How many components each output of the body has.</summary>
    public ValueList<int> OutputParts { get; init; } = [.. Body.Outputs.ToArray().Select(t => t.Components)];

    /// <summary>Which carried arrays stay in memory, that of the carry's results: there they are when the loop begins, and elements of them are read and written.</summary>
    public ValueList<bool> InMemory { get; init; } = [.. new bool[Carried]];

    /// <summary>What is written over carried arrays at the end of each turn: see <see cref="UnrolledArrays"/>.</summary>
    public ValueList<ElementWrite> Writes { get; init; } = [];

    /// <summary>How many arrays come before the results: the inputs of the body, and the constants of the condition.</summary>
    public int Given => Inputs.Count + ConditionInputs.ToArray().Count(i => i == ScalarInput.Constant);

    /// <summary>What a turn computes, and what is asked before it.</summary>
    public override string ToString() => $"turn\n{LoopPrinter.Print(Body)}{(Condition is null ? "" : $"condition\n{LoopPrinter.Print(Condition)}")}";

    /// <summary>For the kernel's name.</summary>
    public Fingerprint Fingerprint
    {
        get
        {
            Fingerprint all = Fingerprint.Of(Carried, Reverse ? 1 : 0).With(Body).With(Condition);
            foreach (ScalarInput input in Inputs) all = all.With((long)input);
            foreach (ScalarInput input in ConditionInputs) all = all.With((long)input);
            return all;
        }
    }

    /// <summary>
    /// Emits the loop: its carry is in registers or on the stack, and nothing is called in a turn. Buffers: the inputs of the body, the constants of the condition, the carry's results, the
    /// stacked results; the turns are begin to end.
    /// </summary>
    public Kernel Emit() => KernelFactory.Create("loop", Fingerprint, il => new ScalarLoopEmitter(il, this).Emit());
}

/// <summary>Emits the IL of a <see cref="ScalarLoop"/>.</summary>
internal sealed class ScalarLoopEmitter
{
    private readonly ILGenerator il;
    private readonly ScalarLoop loop;
    private readonly LocalBuilder turn;
    private readonly LocalBuilder[] carry;
    private readonly int[] firstPart;

    public ScalarLoopEmitter(ILGenerator il, ScalarLoop loop)
    {
        (this.il, this.loop) = (il, loop);
        turn = il.DeclareLocal(typeof(nint));
        List<LocalBuilder> parts = [];
        firstPart = new int[loop.Carried + 1];
        for (int c = 0; c < loop.Carried; c++)
        {
            for (int p = 0; p < Kept(c); p++) parts.Add(il.DeclareLocal(ScalarEmitter.TypeOf(loop.Body.Outputs[c].Component)));
            firstPart[c + 1] = parts.Count;
        }

        carry = [.. parts];
    }

    private int Buffers => loop.Given;

    /// <summary>How many components of a carried array are in locals.</summary>
    private int Kept(int carried) => loop.InMemory[carried] ? 0 : loop.OutputParts[carried];

    public void Emit()
    {
        int carried = 0;
        for (int i = 0; i < loop.Inputs.Count; i++)
        {
            if (loop.Inputs[i] != ScalarInput.Carried) continue;
            for (int p = 0; p < Kept(carried); p++)
            {
                LoadFrom(i, loop.Body.Inputs[i], p, stacked: false, 0);
                il.Emit(OpCodes.Stloc, carry[firstPart[carried] + p]);
            }

            carried++;
        }

        ScalarTurn body = new(il, loop.Body, i => loop.Inputs[i] == ScalarInput.Constant, (i, p) => Input(loop.Body, loop.Inputs, i, p, i), (i, at) => Element(loop.Body, loop.Inputs, i, at, i));
        ScalarTurn? condition = null;
        if (loop.Condition is { } test)
        {
            int constant = loop.Inputs.Count;
            int[] buffers = [.. loop.ConditionInputs.ToArray().Select(i => i == ScalarInput.Constant ? constant++ : -1)];
            condition = new(il, test, i => loop.ConditionInputs[i] == ScalarInput.Constant, (i, p) => Input(test, loop.ConditionInputs, i, p, buffers[i]), (i, at) => Element(test, loop.ConditionInputs, i, at, buffers[i]));
        }

        condition?.EmitHoisted();
        body.EmitHoisted();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, turn);
        EmittedLoop.Emit(il, turn, () =>
        {
            body.EmitTurn();
            Finish(body);
        }, condition);
        for (int c = 0; c < loop.Carried; c++)
        {
            DType type = loop.Body.Outputs[c];
            for (int p = 0; p < Kept(c); p++)
            {
                Address(Buffers + c, type, p, stacked: false, 0);
                il.Emit(OpCodes.Ldloc, carry[firstPart[c] + p]);
                ScalarEmitter.Store(il, type.Component);
            }
        }

        il.Emit(OpCodes.Ret);
    }

    private void Input(ScalarFunction function, ValueList<ScalarInput> inputs, int i, int part, int buffer)
    {
        if (inputs[i] == ScalarInput.Carried) il.Emit(OpCodes.Ldloc, carry[firstPart[NumberOf(inputs, i)] + part]);
        else LoadFrom(buffer, function.Inputs[i], part, inputs[i] == ScalarInput.Stacked, RowParts(inputs, i));
    }

    /// <summary>Pushes a component of an array in memory.</summary>
    private void Element(ScalarFunction function, ValueList<ScalarInput> inputs, int i, LocalBuilder at, int buffer)
    {
        DType type = function.Inputs[i];
        Address(inputs[i] == ScalarInput.Carried ? Buffers + NumberOf(inputs, i) : buffer, type, 0, inputs[i] == ScalarInput.Stacked, RowParts(inputs, i));
        At(at, type.Component.Size);
        ScalarEmitter.Load(il, type.Component);
    }

    /// <summary>How many components a row has in each turn. Only the body has stacked inputs: those of the condition are other ones, and there may be more.</summary>
    private int RowParts(ValueList<ScalarInput> inputs, int i) => inputs[i] == ScalarInput.Stacked ? loop.InputParts[i] : 0;

    /// <summary>Adds the bytes before a component to an address.</summary>
    private void At(LocalBuilder number, int size)
    {
        il.Emit(OpCodes.Ldloc, number);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldc_I4, size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    /// <summary>The number of an input among those that are carried.</summary>
    private static int NumberOf(ValueList<ScalarInput> inputs, int i)
    {
        int number = 0;
        for (int k = 0; k < i; k++)
            if (inputs[k] == ScalarInput.Carried) number++;
        return number;
    }

    private void LoadFrom(int buffer, DType type, int part, bool stacked, int parts)
    {
        Address(buffer, type, part, stacked, parts);
        ScalarEmitter.Load(il, type.Component);
    }

    /// <summary>Pushes an address.</summary>
    /// <param name="buffer">The number of the array.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="part">The number of the component, in the turn's row of a stacked array.</param>
    /// <param name="stacked">Whether there is a row for each turn.</param>
    /// <param name="parts">How many components such a row has.</param>
    private void Address(int buffer, DType type, int part, bool stacked, int parts)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, buffer * sizeof(long));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
        if (part > 0)
        {
            il.Emit(OpCodes.Ldc_I4, part * type.Component.Size);
            il.Emit(OpCodes.Add);
        }

        if (!stacked) return;
        if (loop.Reverse)
        {
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ldloc, turn);
            il.Emit(OpCodes.Sub);
        }
        else
        {
            il.Emit(OpCodes.Ldloc, turn);
        }

        il.Emit(OpCodes.Ldc_I4, parts * type.Component.Size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Stacks results, writes over arrays in memory, and makes the other results the carry, all at once: one may be the carry of another before.</summary>
    private void Finish(ScalarTurn body)
    {
        int result = carry.Length;
        for (int o = loop.Carried; o < loop.Body.Outputs.Count; o++)
        {
            DType type = loop.Body.Outputs[o];
            for (int p = 0; p < loop.OutputParts[o]; p++)
            {
                Address(Buffers + o, type, p, stacked: true, loop.OutputParts[o]);
                il.Emit(OpCodes.Ldloc, body.Result(result++));
                ScalarEmitter.Store(il, type.Component);
            }
        }

        foreach (ElementWrite write in loop.Writes)
        {
            DType type = loop.Body.Outputs[write.Array];
            Label skip = il.DefineLabel();
            bool always = body.IsConstant(result + 2, 1);
            if (!always)
            {
                il.Emit(OpCodes.Ldloc, body.Result(result + 2));
                il.Emit(OpCodes.Brfalse, skip);
            }

            Address(Buffers + write.Array, type, 0, stacked: false, 0);
            At(body.Result(result), write.Size);
            il.Emit(OpCodes.Ldloc, body.Result(result + 1));
            ScalarEmitter.Store(il, type.Component);
            il.MarkLabel(skip);
            result += 3;
        }

        for (int i = 0; i < carry.Length; i++) il.Emit(OpCodes.Ldloc, body.Result(i));
        for (int i = carry.Length - 1; i >= 0; i--) il.Emit(OpCodes.Stloc, carry[i]);
    }
}
