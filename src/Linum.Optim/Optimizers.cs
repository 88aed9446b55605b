namespace Linum.Optim;

/// <summary>Optimizers, and the steps they are made of.</summary>
public static partial class Optimizers
{
    /// <summary>Plain gradient descent.</summary>
    public static GradientTransformation Sgd(Schedule learningRate) =>
        ScaleByLearningRate(learningRate);

    /// <inheritdoc cref="Sgd(Schedule)"/>
    public static GradientTransformation Sgd(double learningRate) =>
        ScaleByLearningRate(learningRate);

    /// <summary>Gradient descent with momentum: see <see cref="Trace"/>.</summary>
    public static GradientTransformation Momentum(Schedule learningRate, double momentum = 0.9, bool nesterov = false) =>
        Chain(Trace(momentum, nesterov), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Momentum(Schedule, double, bool)"/>
    public static GradientTransformation Momentum(double learningRate, double momentum = 0.9, bool nesterov = false) =>
        Chain(Trace(momentum, nesterov), ScaleByLearningRate(learningRate));

    /// <summary>Adam: D. Kingma, J. Ba (2014); see <see cref="ScaleByAdam"/>.</summary>
    public static GradientTransformation Adam(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, bool nesterov = false) =>
        Chain(ScaleByAdam(b1, b2, eps, epsRoot, nesterov), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Adam(Schedule, double, double, double, double, bool)"/>
    public static GradientTransformation Adam(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, bool nesterov = false) =>
        Chain(ScaleByAdam(b1, b2, eps, epsRoot, nesterov), ScaleByLearningRate(learningRate));

    /// <summary>Adam with decoupled weight decay: I. Loshchilov, F. Hutter (2017).</summary>
    public static GradientTransformation AdamW(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 1e-4, bool nesterov = false) =>
        Chain(ScaleByAdam(b1, b2, eps, 0, nesterov), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AdamW(Schedule, double, double, double, double, bool)"/>
    public static GradientTransformation AdamW(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 1e-4, bool nesterov = false) =>
        Chain(ScaleByAdam(b1, b2, eps, 0, nesterov), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <summary>Adam with Nesterov momentum: T. Dozat (2016).</summary>
    public static GradientTransformation NAdam(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8) =>
        Adam(learningRate, b1, b2, eps, 0, nesterov: true);

    /// <inheritdoc cref="NAdam(Schedule, double, double, double)"/>
    public static GradientTransformation NAdam(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8) =>
        Adam(learningRate, b1, b2, eps, 0, nesterov: true);

    /// <summary><see cref="ScaleByAdamax"/> with decoupled weight decay, by default none.</summary>
    public static GradientTransformation Adamax(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 0) =>
        Chain(ScaleByAdamax(b1, b2, eps), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Adamax(Schedule, double, double, double, double)"/>
    public static GradientTransformation Adamax(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double weightDecay = 0) =>
        Chain(ScaleByAdamax(b1, b2, eps), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <summary>AMSGrad: see <see cref="ScaleByAmsGrad"/>.</summary>
    public static GradientTransformation AmsGrad(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) =>
        Chain(ScaleByAmsGrad(b1, b2, eps, epsRoot), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AmsGrad(Schedule, double, double, double, double)"/>
    public static GradientTransformation AmsGrad(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) =>
        Chain(ScaleByAmsGrad(b1, b2, eps, epsRoot), ScaleByLearningRate(learningRate));

    /// <summary>RAdam: see <see cref="ScaleByRAdam"/>.</summary>
    public static GradientTransformation RAdam(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, double threshold = 5) =>
        Chain(ScaleByRAdam(b1, b2, eps, epsRoot, threshold), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="RAdam(Schedule, double, double, double, double, double)"/>
    public static GradientTransformation RAdam(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, double threshold = 5) =>
        Chain(ScaleByRAdam(b1, b2, eps, epsRoot, threshold), ScaleByLearningRate(learningRate));

    /// <summary>AdaBelief: see <see cref="ScaleByBelief"/>.</summary>
    public static GradientTransformation AdaBelief(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-16, double epsRoot = 1e-16) =>
        Chain(ScaleByBelief(b1, b2, eps, epsRoot), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AdaBelief(Schedule, double, double, double, double)"/>
    public static GradientTransformation AdaBelief(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-16, double epsRoot = 1e-16) =>
        Chain(ScaleByBelief(b1, b2, eps, epsRoot), ScaleByLearningRate(learningRate));

    /// <summary>Yogi: see <see cref="ScaleByYogi"/>.</summary>
    public static GradientTransformation Yogi(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-3) =>
        Chain(ScaleByYogi(b1, b2, eps), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Yogi(Schedule, double, double, double)"/>
    public static GradientTransformation Yogi(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-3) =>
        Chain(ScaleByYogi(b1, b2, eps), ScaleByLearningRate(learningRate));

    /// <summary>Lion: see <see cref="ScaleByLion"/>.</summary>
    public static GradientTransformation Lion(Schedule learningRate, double b1 = 0.9, double b2 = 0.99, double weightDecay = 1e-3) =>
        Chain(ScaleByLion(b1, b2), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Lion(Schedule, double, double, double)"/>
    public static GradientTransformation Lion(double learningRate, double b1 = 0.9, double b2 = 0.99, double weightDecay = 1e-3) =>
        Chain(ScaleByLion(b1, b2), AddDecayedWeights(weightDecay), ScaleByLearningRate(learningRate));

    /// <summary>RMSProp: see <see cref="ScaleByRms"/>; centered, <see cref="ScaleByStddev"/>. With momentum, the sum is of scaled steps.</summary>
    public static GradientTransformation RmsProp(Schedule learningRate, double decay = 0.9, double eps = 1e-8, double initialScale = 0, bool epsInRoot = true, bool centered = false, double? momentum = null, bool nesterov = false, bool biasCorrection = false) =>
        Chain(centered ? ScaleByStddev(decay, eps, initialScale, epsInRoot, biasCorrection) : ScaleByRms(decay, eps, initialScale, epsInRoot, biasCorrection), ScaleByLearningRate(learningRate),
            momentum is double kept ? Trace(kept, nesterov) : Identity());

    /// <inheritdoc cref="RmsProp(Schedule, double, double, double, bool, bool, double?, bool, bool)"/>
    public static GradientTransformation RmsProp(double learningRate, double decay = 0.9, double eps = 1e-8, double initialScale = 0, bool epsInRoot = true, bool centered = false, double? momentum = null, bool nesterov = false, bool biasCorrection = false) =>
        Chain(centered ? ScaleByStddev(decay, eps, initialScale, epsInRoot, biasCorrection) : ScaleByRms(decay, eps, initialScale, epsInRoot, biasCorrection), ScaleByLearningRate(learningRate),
            momentum is double kept ? Trace(kept, nesterov) : Identity());

    /// <summary>AdaGrad: see <see cref="ScaleByRss"/>.</summary>
    public static GradientTransformation AdaGrad(Schedule learningRate, double initialAccumulator = 0.1, double eps = 1e-7) =>
        Chain(ScaleByRss(initialAccumulator, eps), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AdaGrad(Schedule, double, double)"/>
    public static GradientTransformation AdaGrad(double learningRate, double initialAccumulator = 0.1, double eps = 1e-7) =>
        Chain(ScaleByRss(initialAccumulator, eps), ScaleByLearningRate(learningRate));

    /// <summary>AdaDelta: see <see cref="ScaleByAdaDelta"/>.</summary>
    public static GradientTransformation AdaDelta(Schedule learningRate, double rho = 0.9, double eps = 1e-6, double weightDecay = 0) =>
        Chain(AddDecayedWeights(weightDecay), ScaleByAdaDelta(rho, eps), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="AdaDelta(Schedule, double, double, double)"/>
    public static GradientTransformation AdaDelta(double learningRate, double rho = 0.9, double eps = 1e-6, double weightDecay = 0) =>
        Chain(AddDecayedWeights(weightDecay), ScaleByAdaDelta(rho, eps), ScaleByLearningRate(learningRate));

    /// <summary>Adam for large batches: Y. You and others, "LAMB" (2019).</summary>
    public static GradientTransformation Lamb(Schedule learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-6, double epsRoot = 0, double weightDecay = 0) =>
        Chain(ScaleByAdam(b1, b2, eps, epsRoot), AddDecayedWeights(weightDecay), ScaleByTrustRatio(), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="Lamb(Schedule, double, double, double, double, double)"/>
    public static GradientTransformation Lamb(double learningRate, double b1 = 0.9, double b2 = 0.999, double eps = 1e-6, double epsRoot = 0, double weightDecay = 0) =>
        Chain(ScaleByAdam(b1, b2, eps, epsRoot), AddDecayedWeights(weightDecay), ScaleByTrustRatio(), ScaleByLearningRate(learningRate));

    /// <summary>Momentum for large batches: Y. You and others, "LARS" (2017).</summary>
    public static GradientTransformation Lars(Schedule learningRate, double weightDecay = 0, double trustCoefficient = 1e-3, double eps = 0, double momentum = 0.9, bool nesterov = false) =>
        Chain(AddDecayedWeights(weightDecay), ScaleByTrustRatio(0, trustCoefficient, eps), ScaleByLearningRate(learningRate), Trace(momentum, nesterov));

    /// <inheritdoc cref="Lars(Schedule, double, double, double, double, bool)"/>
    public static GradientTransformation Lars(double learningRate, double weightDecay = 0, double trustCoefficient = 1e-3, double eps = 0, double momentum = 0.9, bool nesterov = false) =>
        Chain(AddDecayedWeights(weightDecay), ScaleByTrustRatio(0, trustCoefficient, eps), ScaleByLearningRate(learningRate), Trace(momentum, nesterov));

    /// <summary>Steps of one size in the direction of the signs of the gradients.</summary>
    public static GradientTransformation SignSgd(Schedule learningRate) =>
        Chain(ScaleBySign(), ScaleByLearningRate(learningRate));

    /// <inheritdoc cref="SignSgd(Schedule)"/>
    public static GradientTransformation SignSgd(double learningRate) =>
        Chain(ScaleBySign(), ScaleByLearningRate(learningRate));
}
