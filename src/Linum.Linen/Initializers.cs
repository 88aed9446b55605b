using Linum.Extending;

namespace Linum.Linen;

/// <summary>How a parameter is made from a key, a shape and a dtype. Two that are made alike are equal.</summary>
public abstract record Initializer
{
    /// <summary>Makes a value.</summary>
    public abstract NDArray Make(Key key, Shape shape, DType dtype);

    /// <summary>What is kept about the parameter beside its value; nothing by default.</summary>
    public virtual AxisMetadata? Metadata => null;
}

/// <summary>The usual initializers.</summary>
public static class Initializers
{
    /// <summary>Zeros.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>Ones.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Normally distributed with a standard deviation.</summary>
    public static Initializer Normal(double stddev = 1e-2) => new NormalInitializer(stddev);

    /// <summary>Uniform in [0, scale).</summary>
    public static Initializer Uniform(double scale = 1e-2) => new UniformInitializer(scale);

    /// <summary>Normal with variance 1 / fan-in, cut off at two standard deviations: Y. LeCun et al., "Efficient backprop" (1998).</summary>
    public static Initializer LecunNormal { get; } = VarianceScaling(1, FanMode.In, ScalingDistribution.TruncatedNormal);

    /// <summary>Uniform with variance 1 / fan-in.</summary>
    public static Initializer LecunUniform { get; } = VarianceScaling(1, FanMode.In, ScalingDistribution.Uniform);

    /// <summary>Normal with variance 2 / fan-in, cut off: K. He et al., "Delving deep into rectifiers" (2015).</summary>
    public static Initializer HeNormal { get; } = VarianceScaling(2, FanMode.In, ScalingDistribution.TruncatedNormal);

    /// <summary>Uniform with variance 2 / fan-in.</summary>
    public static Initializer HeUniform { get; } = VarianceScaling(2, FanMode.In, ScalingDistribution.Uniform);

    /// <summary>Normal with variance 1 / average fan, cut off: X. Glorot, Y. Bengio (2010).</summary>
    public static Initializer GlorotNormal { get; } = VarianceScaling(1, FanMode.Average, ScalingDistribution.TruncatedNormal);

    /// <summary>Uniform with variance 1 / average fan.</summary>
    public static Initializer GlorotUniform { get; } = VarianceScaling(1, FanMode.Average, ScalingDistribution.Uniform);

    /// <summary>A variance of scale / fan.</summary>
    /// <param name="scale">The numerator.</param>
    /// <param name="mode">Which fan.</param>
    /// <param name="distribution">The distribution.</param>
    /// <param name="inAxis">The axis of inputs, from the end.</param>
    /// <param name="outAxis">The axis of outputs, from the end.</param>
    public static Initializer VarianceScaling(double scale, FanMode mode, ScalingDistribution distribution, int inAxis = -2, int outAxis = -1) =>
        new VarianceScalingInitializer(scale, mode, distribution, inAxis, outAxis);

    /// <summary>A random matrix with orthonormal columns, or rows if there are fewer of them.</summary>
    /// <param name="scale">What it is multiplied by.</param>
    /// <param name="columnAxis">The axis that counts the columns; the others together count the rows.</param>
    public static Initializer Orthogonal(double scale = 1, int columnAxis = -1) => new OrthogonalInitializer(scale, columnAxis);

    /// <summary>A function as an initializer; it is equal only to itself.</summary>
    public static Initializer From(Func<Key, Shape, DType, NDArray> make) => new FunctionInitializer(make);

    /// <summary>The values of an initializer, with names for the axes of the parameter: for spreading it over devices.</summary>
    /// <param name="init">How the values are made.</param>
    /// <param name="names">One name per axis; null for an axis that is not spread.</param>
    public static Initializer WithPartitioning(Initializer init, ValueList<string?> names) => new PartitionedInitializer(init, names);

    private sealed record PartitionedInitializer(Initializer Inner, ValueList<string?> Names) : Initializer
    {
        /// <inheritdoc/>
        public override AxisMetadata? Metadata => new Partitioned(Names);

        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype) => Inner.Make(key, shape, dtype);
    }

    private sealed record ConstantInitializer(double Value) : Initializer
    {
        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype) => Lax.Full(shape, Value, dtype);
    }

    private sealed record NormalInitializer(double Stddev) : Initializer
    {
        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype) => Rng.Normal(key, shape, dtype) * Lax.Full([], Stddev, dtype);
    }

    private sealed record UniformInitializer(double Scale) : Initializer
    {
        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype) => Rng.Uniform(key, shape, dtype) * Lax.Full([], Scale, dtype);
    }

    private sealed record FunctionInitializer(Func<Key, Shape, DType, NDArray> Function) : Initializer
    {
        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype) => Function(key, shape, dtype);
    }

    private sealed record VarianceScalingInitializer(double Scale, FanMode Mode, ScalingDistribution Distribution, int InAxis, int OutAxis) : Initializer
    {
        /// <summary>The standard deviation of a normal distribution cut off at two standard deviations.</summary>
        private const double TruncatedDeviation = 0.87962566103423978;

        /// <inheritdoc/>
        public override NDArray Make(Key key, Shape shape, DType dtype)
        {
            if (shape.Rank < 2) throw new ShapeException($"An initializer that scales by the number of inputs or outputs needs at least 2 axes, but the shape is {shape}. Use Initializers.Normal or Zeros for vectors.");
            double inputs = shape[((Axis)InAxis).Normalize(shape.Rank, "initializer")], outputs = shape[((Axis)OutAxis).Normalize(shape.Rank, "initializer")];
            double receptive = shape.Count / inputs / outputs, fanIn = inputs * receptive, fanOut = outputs * receptive;
            double fan = Mode switch { FanMode.In => fanIn, FanMode.Out => fanOut, FanMode.Average => (fanIn + fanOut) / 2, _ => Math.Sqrt(fanIn * fanOut) };
            float variance = (float)(Scale / fan);
            NDArray Times(NDArray x, double factor) => Lax.Mul(x, Lax.Full([], factor, dtype));
            return Distribution switch
            {
                ScalingDistribution.TruncatedNormal => Times(Rng.TruncatedNormal(key, -2, 2, shape, dtype), MathF.Sqrt(variance) / (float)TruncatedDeviation),
                ScalingDistribution.Normal => Times(Rng.Normal(key, shape, dtype), MathF.Sqrt(variance)),
                _ => Times(Rng.Uniform(key, shape, dtype, -1, 1), MathF.Sqrt(3 * variance)),
            };
        }
    }
}

/// <summary>What a variance is divided by.</summary>
public enum FanMode
{
    /// <summary>The number of inputs.</summary>
    In,
    /// <summary>The number of outputs.</summary>
    Out,
    /// <summary>Their mean.</summary>
    Average,
    /// <summary>Their geometric mean.</summary>
    Geometric,
}

/// <summary>The distribution of a scaled initializer.</summary>
public enum ScalingDistribution
{
    /// <summary>Normal, cut off at two standard deviations.</summary>
    TruncatedNormal,
    /// <summary>Normal.</summary>
    Normal,
    /// <summary>Uniform around zero.</summary>
    Uniform,
}
