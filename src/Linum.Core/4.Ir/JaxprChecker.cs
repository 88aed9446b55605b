namespace Linum.Extending;

/// <summary>Finds mistakes in programs: variables used before they are defined or defined twice, types that are not what the primitives infer.</summary>
public static class JaxprChecker
{
    /// <summary>Checks a program and the programs inside it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="after">What made it, for the message.</param>
    /// <exception cref="InternalErrorException">Something is wrong.</exception>
    public static void Check(Jaxpr program, string after)
    {
        HashSet<Var> defined = [];
        foreach (Var input in program.Inputs)
            if (!defined.Add(input)) throw Wrong(program, after, "an input occurs twice");
        foreach (Equation equation in program.Equations)
        {
            string name = equation.Primitive.Name;
            foreach (Atom input in equation.Inputs)
                if (input is Var used && !defined.Contains(used)) throw Wrong(program, after, $"{name} reads a variable that is not defined yet");
            ValueList<ArrayType> types = equation.Primitive.Infer(equation.InputTypes);
            if (types.Count != equation.Outputs.Count) throw Wrong(program, after, $"{name} has {types.Count} results, but {equation.Outputs.Count} variables for them");
            for (int i = 0; i < types.Count; i++)
            {
                if (!types[i].Matches(equation.Outputs[i].Type)) throw Wrong(program, after, $"{name} gives {types[i].ToLongString()}, but its variable has the type {equation.Outputs[i].Type.ToLongString()}");
                if (!defined.Add(equation.Outputs[i])) throw Wrong(program, after, $"a result of {name} is defined twice");
            }

            foreach (Jaxpr body in equation.Primitive.Bodies) Check(body, $"{after}, in {name}");
        }

        foreach (Atom output in program.Outputs)
            if (output is Var result && !defined.Contains(result)) throw Wrong(program, after, "an output is not defined");
    }

    private static InternalErrorException Wrong(Jaxpr program, string after, string what) => new($"The program after {after} is wrong: {what}.\n{program}");
}
