using Linum.Extending;

namespace Linum.Cpu;

/// <summary>
/// Writes a loop over small arrays, and over elements of large ones that are chosen when it runs, as one over single elements: then nothing is called in a turn, where kernels would take
/// 100 to 300 ns each to be called.
/// </summary>
/// <remarks><code>
/// before: carry %1:i32[] %2:f32[]    %5:i32[1] = ...    %6:f32[] = Gather %0 %5    %7:f32[] = map() %2 %6
/// after:  s3 = input 1, s4 = convert s3, s7 = element s6 of input 0, s8 = input 2, s9 = s8 + s7    carry ... s9
/// </code></remarks>
internal static class UnrollLoop
{
    /// <summary>Larger bodies spend more on their operations, one by one, than on calls of kernels that do many at once.</summary>
    private const int MostOperations = 500;

    /// <summary>Arrays of more components stay in memory.</summary>
    private const int MostParts = 64;

    /// <summary>The loop; null if it does more, or does something else.</summary>
    /// <param name="body">From constants, carry and stacked rows to the next carry and stacked rows.</param>
    /// <param name="inputs">What each input of the body is.</param>
    /// <param name="condition">From constants and carry to whether there is another turn; null for a given number of turns.</param>
    /// <param name="conditionInputs">What each input of the condition is.</param>
    /// <param name="reverse">Whether stacked arrays are walked through from the end.</param>
    public static ScalarLoop? Run(LoopGraph body, ScalarInput[] inputs, LoopGraph? condition, ScalarInput[] conditionInputs, bool reverse)
    {
        int[] carried = Carried(inputs), tested = Carried(conditionInputs);
        bool[] inMemory = StayInMemory(body), testInMemory = condition is null ? [] : StayInMemory(condition);
        for (int c = 0; c < tested.Length; c++) inMemory[carried[c]] = testInMemory[tested[c]] = inMemory[carried[c]] || testInMemory[tested[c]];
        if (UnrollArrays.Run(body, inMemory, carried) is not UnrolledArrays turn || turn.Function.OperationCount > MostOperations) return null;
        ScalarFunction? test = null;
        if (condition is not null)
        {
            if (UnrollArrays.Run(condition, testInMemory, []) is not UnrolledArrays asked || asked.Function.OperationCount > MostOperations) return null;
            test = asked.Function;
        }

        return new(turn.Function, inputs, carried.Length, test, conditionInputs, reverse)
        {
            // Of arrays that stay in memory as they are no elements are counted: they may be very large.
            InputParts = [.. body.Inputs.ToArray().Select((v, i) => inMemory[i] && inputs[i] != ScalarInput.Stacked ? 0 : UnrollArrays.Parts(v))],
            OutputParts = [.. body.Outputs.ToArray().Select((v, o) => o < carried.Length && inMemory[carried[o]] ? 0 : UnrollArrays.Parts(v))],
            InMemory = [.. carried.Select(i => inMemory[i])],
            Writes = turn.Writes,
        };
    }

    private static int[] Carried(ScalarInput[] inputs) => [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i] == ScalarInput.Carried)];

    private static bool[] StayInMemory(LoopGraph graph)
    {
        bool[] chosen = UnrollArrays.Chosen(graph);
        for (int i = 0; i < chosen.Length; i++) chosen[i] |= graph.Inputs[i].Type.Shape.Count * graph.Inputs[i].Type.DType.Components > MostParts;
        return chosen;
    }
}
