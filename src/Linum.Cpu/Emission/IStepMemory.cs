using System.Reflection.Emit;
using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Memory of a vector loop that is not one over positions: see <see cref="PackedLoop"/>.</summary>
internal interface IStepMemory
{
    /// <summary>Fills the registers of an input.</summary>
    void Load(ScalarStep input, LocalBuilder[] registers);

    /// <summary>A step has been computed.</summary>
    void After(int step);
}
