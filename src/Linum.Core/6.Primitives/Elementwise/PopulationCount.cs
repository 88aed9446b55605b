using Linum.Extending;

namespace Linum
{
    public static partial class Lax
    {
        /// <summary>The number of one bits of each integer.</summary>
        /// <exception cref="DTypeException">The elements are of a dtype that it is not defined for.</exception>
        public static NDArray PopulationCount(NDArray x) => new PopulationCount().Bind(ElementwiseErrors.Integers("Lax.PopulationCount", x));
    }
}

namespace Linum.Extending
{
    /// <summary>The number of one bits.</summary>
    public sealed record PopulationCount : UnaryElementwise
    {
        /// <inheritdoc/>
        protected override Scalar Compute(Scalar x) => x.Unary(ScalarOp.PopulationCount);
    }
}
