namespace Linum.Optim;

/// <summary>Losses of numbers, one per element unless it says otherwise.</summary>
public static partial class Losses
{
    /// <summary>The square of the difference.</summary>
    public static NDArray SquaredError(NDArray predictions, NDArray? targets = null) => Np.Square(Difference("SquaredError", predictions, targets));

    /// <summary>Half the square of the difference.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="targets">What they should be; null means zeros.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static NDArray L2(NDArray predictions, NDArray? targets = null) => 0.5 * Np.Square(Difference("L2", predictions, targets));

    /// <summary>Half the square of small differences; large ones count in a straight line: P. Huber (1964).</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="targets">What they should be; null means zeros.</param>
    /// <param name="delta">Where the line begins.</param>
    public static NDArray Huber(NDArray predictions, NDArray? targets = null, double delta = 1)
    {
        NDArray size = Np.Abs(Difference("Huber", predictions, targets)), inner = Np.Minimum(size, delta);
        return 0.5 * Np.Square(inner) + delta * (size - inner);
    }

    /// <summary>The logarithm of the hyperbolic cosine of the difference.</summary>
    public static NDArray LogCosh(NDArray predictions, NDArray? targets = null)
    {
        NDArray difference = Difference("LogCosh", predictions, targets);
        return Np.LogAddExp(difference, -difference) - Math.Log(2);
    }

    /// <summary>The cosine of the angle between vectors along the last axis.</summary>
    /// <param name="predictions">(.., n).</param>
    /// <param name="targets">(.., n).</param>
    /// <param name="epsilon">The least length that a vector counts as.</param>
    public static NDArray CosineSimilarity(NDArray predictions, NDArray targets, double epsilon = 0) => (Unit(predictions, epsilon) * Unit(targets, epsilon)).Sum(-1);

    /// <summary>One minus <see cref="CosineSimilarity"/>.</summary>
    /// <inheritdoc cref="CosineSimilarity"/>
    public static NDArray CosineDistance(NDArray predictions, NDArray targets, double epsilon = 0) => 1.0 - CosineSimilarity(predictions, targets, epsilon);

    /// <summary>How far a product of prediction and label (-1 or 1) is below 1.</summary>
    public static NDArray Hinge(NDArray predictions, NDArray labels) => Np.Maximum(0.0, 1 - predictions * labels);

    /// <summary>How far a product of prediction and label (-1 or 1) is below 0.</summary>
    public static NDArray Perceptron(NDArray predictions, NDArray labels) => Np.Maximum(0.0, -predictions * labels);

    private static NDArray Unit(NDArray x, double epsilon)
    {
        NDArray square = Np.Square(x).Sum(-1, keepDims: true), small = square <= epsilon * epsilon;
        return x / Np.Where(small, epsilon, Np.Sqrt(Np.Where(small, 1.0, square)));
    }

    private static NDArray Difference(string loss, NDArray predictions, NDArray? targets)
    {
        if (targets is null) return predictions;
        if (targets.Shape != predictions.Shape)
            throw new ShapeException($"Losses.{loss}: predictions {predictions.Type.ToLongString()} and targets {targets.Type.ToLongString()} must have one shape. Reshape one of them; a loss does not broadcast, because that is nearly always a mistake.");
        return predictions - targets;
    }
}
