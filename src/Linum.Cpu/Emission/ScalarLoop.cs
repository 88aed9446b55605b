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

/// <summary>A loop over single elements.</summary>
/// <param name="Body">From constants, carry and stacked elements to the next carry and stacked elements.</param>
/// <param name="Inputs">What each input of the body is; carried ones in the order of the first outputs.</param>
/// <param name="Carried">How many are carried.</param>
/// <param name="Condition">From constants and carry to whether there is another turn; null for a given number of turns.</param>
/// <param name="ConditionInputs">What each input of the condition is: a constant, behind those of the body, or carried.</param>
/// <param name="Reverse">Whether stacked arrays are walked through from the end.</param>
internal sealed record ScalarLoop(ScalarFunction Body, ValueList<ScalarInput> Inputs, int Carried, ScalarFunction? Condition, ValueList<ScalarInput> ConditionInputs, bool Reverse)
{
    /// <summary>How many arrays come before the results: the inputs of the body, and the constants of the condition.</summary>
    public int Given => Inputs.Count + ConditionInputs.ToArray().Count(i => i == ScalarInput.Constant);

    /// <summary>
    /// Emits the loop: its carry is in registers or on the stack, and nothing is called in a turn. Buffers: the inputs of the body, the constants of the condition, the carry's results, the
    /// stacked results; the turns are begin to end.
    /// </summary>
    public Kernel Emit() => KernelFactory.Create("loop", il => new ScalarLoopEmitter(il, this).Emit());
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
            DType type = loop.Body.Outputs[c];
            for (int p = 0; p < type.Components; p++) parts.Add(il.DeclareLocal(ScalarEmitter.TypeOf(type.Component)));
            firstPart[c + 1] = parts.Count;
        }

        carry = [.. parts];
    }

    private int Buffers => loop.Given;

    public void Emit()
    {
        int carried = 0;
        for (int i = 0; i < loop.Inputs.Count; i++)
        {
            if (loop.Inputs[i] != ScalarInput.Carried) continue;
            DType type = loop.Body.Inputs[i];
            for (int p = 0; p < type.Components; p++)
            {
                LoadFrom(i, type, p, stacked: false);
                il.Emit(OpCodes.Stloc, carry[firstPart[carried] + p]);
            }

            carried++;
        }

        ScalarTurn body = new(il, loop.Body, i => loop.Inputs[i] == ScalarInput.Constant, (i, p) => Input(loop.Body, loop.Inputs, i, p, i));
        ScalarTurn? condition = null;
        if (loop.Condition is { } test)
        {
            int constant = loop.Inputs.Count;
            int[] buffers = [.. loop.ConditionInputs.ToArray().Select(i => i == ScalarInput.Constant ? constant++ : -1)];
            condition = new(il, test, i => loop.ConditionInputs[i] == ScalarInput.Constant, (i, p) => Input(test, loop.ConditionInputs, i, p, buffers[i]));
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
            for (int p = 0; p < type.Components; p++)
            {
                Address(Buffers + c, type, p, stacked: false);
                il.Emit(OpCodes.Ldloc, carry[firstPart[c] + p]);
                ScalarEmitter.Store(il, type.Component);
            }
        }

        il.Emit(OpCodes.Ret);
    }

    private void Input(ScalarFunction function, ValueList<ScalarInput> inputs, int i, int part, int buffer)
    {
        if (inputs[i] != ScalarInput.Carried)
        {
            LoadFrom(buffer, function.Inputs[i], part, inputs[i] == ScalarInput.Stacked);
            return;
        }

        int number = 0;
        for (int k = 0; k < i; k++)
            if (inputs[k] == ScalarInput.Carried) number++;
        il.Emit(OpCodes.Ldloc, carry[firstPart[number] + part]);
    }

    private void LoadFrom(int buffer, DType type, int part, bool stacked)
    {
        Address(buffer, type, part, stacked);
        ScalarEmitter.Load(il, type.Component);
    }

    private void Address(int buffer, DType type, int part, bool stacked)
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

        il.Emit(OpCodes.Ldc_I4, type.Size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Stacks results and makes the others the carry, all at once: one may be the carry of another before.</summary>
    private void Finish(ScalarTurn body)
    {
        int result = carry.Length;
        for (int o = loop.Carried; o < loop.Body.Outputs.Count; o++)
        {
            DType type = loop.Body.Outputs[o];
            for (int p = 0; p < type.Components; p++)
            {
                Address(Buffers + o, type, p, stacked: true);
                il.Emit(OpCodes.Ldloc, body.Result(result++));
                ScalarEmitter.Store(il, type.Component);
            }
        }

        for (int i = 0; i < carry.Length; i++) il.Emit(OpCodes.Ldloc, body.Result(i));
        for (int i = carry.Length - 1; i >= 0; i--) il.Emit(OpCodes.Stloc, carry[i]);
    }
}
