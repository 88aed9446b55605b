namespace Linum.Extending;

/// <summary>
/// A primitive with programs inside, or one that talks to other devices, that says itself how it is run on plain bytes.
/// Needed by everything whose lowering is a loop or a collective, except calls: those run their first program.
/// </summary>
public interface IInterpretable
{
    /// <summary>Computes the outputs.</summary>
    /// <param name="run">Runs one of the programs on row-major bytes, one array per input and output.</param>
    /// <param name="inputs">The inputs as row-major bytes. Not to be written to.</param>
    byte[][] Interpret(Func<Jaxpr, byte[][], byte[][]> run, byte[][] inputs);
}
