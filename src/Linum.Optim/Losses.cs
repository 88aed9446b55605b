namespace Linum.Optim;

/// <summary>Losses, one per example.</summary>
public static class Losses
{
    /// <summary>Half the square of the difference.</summary>
    public static NDArray L2(NDArray predictions, NDArray targets) => 0.5 * Np.Square(predictions - targets);

    /// <summary>Cross entropy between the softmax of logits over the last axis and probabilities.</summary>
    public static NDArray SoftmaxCrossEntropy(NDArray logits, NDArray labels) => -(labels * Nn.LogSoftmax(logits)).Sum(-1);

    /// <summary>Cross entropy between the softmax of logits over the last axis and class numbers.</summary>
    /// <param name="logits">(.., classes).</param>
    /// <param name="labels">(..), integers.</param>
    /// <exception cref="ShapeException">The labels do not have the logits' shape without its last axis.</exception>
    public static NDArray SoftmaxCrossEntropyWithIntegerLabels(NDArray logits, NDArray labels)
    {
        if (logits.Rank == 0 || labels.Shape != logits.Shape[..^1])
            throw new ShapeException($"Losses.SoftmaxCrossEntropyWithIntegerLabels: logits {logits.Type.ToLongString()} and labels {labels.Type.ToLongString()} do not fit. The labels have the logits' shape without the last axis.");
        NDArray max = Lax.StopGradient(logits.Max(-1, keepDims: true)), shifted = logits - max;
        NDArray chosen = Np.TakeAlongAxis(shifted, Lax.ExpandDims(labels, labels.Rank), -1).Squeeze(-1);
        return Np.Log(Np.Exp(shifted).Sum(-1)) - chosen;
    }

    /// <summary>Cross entropy between the sigmoid of logits and probabilities.</summary>
    public static NDArray SigmoidBinaryCrossEntropy(NDArray logits, NDArray labels) => -labels * Nn.LogSigmoid(logits) - (1 - labels) * Nn.LogSigmoid(-logits);
}
