namespace Linum.Optim;

/// <summary>Losses of classes and distributions.</summary>
public static partial class Losses
{
    /// <summary>Cross entropy between the softmax of logits and probabilities.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="labels">Probabilities, of the same shape or one that broadcasts.</param>
    /// <param name="axis">The axis of the classes.</param>
    /// <exception cref="DTypeException">The logits are no floats.</exception>
    public static NDArray SoftmaxCrossEntropy(NDArray logits, NDArray labels, int axis = -1) => -(labels * Nn.LogSoftmax(Floats("SoftmaxCrossEntropy", logits), axis)).Sum(axis);

    /// <summary>As <see cref="SoftmaxCrossEntropy"/>; where a probability is 0, logits of minus infinity are allowed.</summary>
    public static NDArray SafeSoftmaxCrossEntropy(NDArray logits, NDArray labels) =>
        -Np.Where(labels == 0, 0.0, labels * Nn.LogSoftmax(Floats("SafeSoftmaxCrossEntropy", logits))).Sum(-1);

    /// <summary>Cross entropy between the softmax of logits over the last axis and class numbers.</summary>
    /// <param name="logits">(.., classes).</param>
    /// <param name="labels">(..), integers.</param>
    /// <exception cref="ShapeException">The labels do not have the logits' shape without its last axis.</exception>
    /// <exception cref="DTypeException">The labels are no integers.</exception>
    public static NDArray SoftmaxCrossEntropyWithIntegerLabels(NDArray logits, NDArray labels)
    {
        Floats("SoftmaxCrossEntropyWithIntegerLabels", logits);
        CheckLabels("SoftmaxCrossEntropyWithIntegerLabels", logits, labels);
        NDArray max = Lax.StopGradient(logits.Max(-1, keepDims: true)), shifted = logits - max;
        NDArray chosen = Np.TakeAlongAxis(shifted, Lax.ExpandDims(labels, labels.Rank), -1).Squeeze(-1);
        return Np.Log(Np.Exp(shifted).Sum(-1)) - chosen;
    }

    /// <summary>Cross entropy plus a multiple of the probability that is not on the label: Z. Leng and others (2022).</summary>
    public static NDArray PolyCrossEntropy(NDArray logits, NDArray labels, double epsilon = 2) =>
        SoftmaxCrossEntropy(logits, labels) + epsilon * (labels * (1 - Nn.Softmax(logits))).Sum(-1);

    /// <summary>Cross entropy between the sigmoid of logits and probabilities, one per element.</summary>
    public static NDArray SigmoidBinaryCrossEntropy(NDArray logits, NDArray labels) =>
        -labels * Nn.LogSigmoid(Floats("SigmoidBinaryCrossEntropy", logits)) - (1 - labels) * Nn.LogSigmoid(-logits);

    /// <summary><see cref="SigmoidBinaryCrossEntropy"/>, less where the prediction is good: T. Lin and others (2017).</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="labels">0 or 1.</param>
    /// <param name="alpha">The weight of label 1; null for none.</param>
    /// <param name="gamma">The power of one minus the probability of the label.</param>
    public static NDArray SigmoidFocal(NDArray logits, NDArray labels, double? alpha = null, double gamma = 2)
    {
        NDArray p = Nn.Sigmoid(logits), ofLabel = p * labels + (1 - p) * (1 - labels);
        NDArray loss = SigmoidBinaryCrossEntropy(logits, labels) * Np.Power(1 - ofLabel, gamma);
        return alpha is double weight ? (weight * labels + (1 - weight) * (1 - labels)) * loss : loss;
    }

    /// <summary>The divergence of a predicted distribution from a target over the last axis: S. Kullback, R. Leibler (1951).</summary>
    /// <param name="logPredictions">Logarithms of probabilities.</param>
    /// <param name="targets">Probabilities.</param>
    public static NDArray KlDivergence(NDArray logPredictions, NDArray targets) =>
        (targets * (Np.Where(targets == 0, 0.0, Np.Log(Np.Where(targets == 0, 1.0, targets))) - logPredictions)).Sum(-1);

    /// <summary><see cref="KlDivergence"/> from logarithms of the targets.</summary>
    public static NDArray KlDivergenceWithLogTargets(NDArray logPredictions, NDArray logTargets) => (Np.Exp(logTargets) * (logTargets - logPredictions)).Sum(-1);

    /// <summary><see cref="KlDivergence"/> of numbers that need not sum to 1: convex in both.</summary>
    public static NDArray ConvexKlDivergence(NDArray logPredictions, NDArray targets) => KlDivergence(logPredictions, targets) + (Np.Exp(logPredictions) - targets).Sum(-1);

    /// <summary>How far the score of the label is below the best other score plus 1.</summary>
    public static NDArray MulticlassHinge(NDArray scores, NDArray labels)
    {
        CheckLabels("MulticlassHinge", scores, labels);
        NDArray hot = Nn.OneHot(labels, scores.Shape[^1], scores.DType);
        return (scores + (1 - hot)).Max(-1) - (scores * hot).Sum(-1);
    }

    /// <summary>How far the score of the label is below the best score.</summary>
    public static NDArray MulticlassPerceptron(NDArray scores, NDArray labels)
    {
        CheckLabels("MulticlassPerceptron", scores, labels);
        return scores.Max(-1) - (scores * Nn.OneHot(labels, scores.Shape[^1], scores.DType)).Sum(-1);
    }

    /// <summary>Probabilities with a part of them spread evenly over all classes.</summary>
    public static NDArray SmoothLabels(NDArray labels, double alpha) => (1 - alpha) * Floats("SmoothLabels", labels) + alpha / labels.Shape[^1];

    private static NDArray Floats(string loss, NDArray x) =>
        x.DType.IsInexact ? x : throw new DTypeException($"Losses.{loss} takes floats, but was given {x.Type.ToLongString()}. Convert with AsType(DType.Float32).");

    private static void CheckLabels(string loss, NDArray logits, NDArray labels)
    {
        if (!labels.DType.IsInteger) throw new DTypeException($"Losses.{loss}: labels are class numbers, so integers, but {labels.Type.ToLongString()} was given. Convert with AsType(DType.Int32), or use SoftmaxCrossEntropy for probabilities.");
        if (logits.Rank == 0 || labels.Shape != logits.Shape[..^1])
            throw new ShapeException($"Losses.{loss}: logits {logits.Type.ToLongString()} and labels {labels.Type.ToLongString()} do not fit. The labels have the logits' shape without the last axis.");
    }
}
