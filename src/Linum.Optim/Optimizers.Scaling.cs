using Linum.Extending;

namespace Linum.Optim;

/// <summary>Steps with a memory per parameter: running sums and means of gradients and their squares.</summary>
public static partial class Optimizers
{
    /// <summary>A running sum of gradients: momentum.</summary>
    /// <param name="decay">How much of the sum is kept.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    public static GradientTransformation Trace(double decay, bool nesterov = false) => new PerParameter(["trace"], (g, m, _, _) =>
    {
        NDArray Add(NDArray t) => Lax.Add(g, Lax.Mul(Steps.Number(decay, t), t));
        NDArray trace = Add(m[0]);
        return (nesterov ? Add(trace) : trace, [trace]);
    });

    /// <summary>The running mean of gradients.</summary>
    /// <param name="decay">How much of the mean is kept.</param>
    /// <param name="debias">Whether to make up for the mean's beginning at zero.</param>
    public static GradientTransformation Ema(double decay, bool debias = true) => new PerParameter(["ema"], (g, m, _, count) =>
    {
        NDArray mean = Steps.Mean(g, m[0], decay);
        return (debias ? Steps.Corrected(mean, decay, count) : mean, [mean]);
    }, counts: true);

    /// <summary>Gradients scaled by running moments: D. Kingma, J. Ba, "Adam" (2014).</summary>
    /// <param name="b1">The decay of the first moment.</param>
    /// <param name="b2">The decay of the second moment.</param>
    /// <param name="eps">What is added to the root of the second moment.</param>
    /// <param name="epsRoot">What is added inside the root.</param>
    /// <param name="nesterov">Whether to look ahead: T. Dozat (2016).</param>
    public static GradientTransformation ScaleByAdam(double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, bool nesterov = false) =>
        new PerParameter(["mu", "nu"], (g, m, _, count) =>
        {
            NDArray mu = Steps.Mean(g, m[0], b1), nu = Steps.Mean(Lax.Mul(g, g), m[1], b2), first = Steps.Corrected(mu, b1, nesterov ? Lax.Add(count, Lax.Full([], 1, DType.Int32)) : count);
            if (nesterov) first = Lax.Add(Lax.Mul(Steps.Number(b1, g), first), Lax.Mul(Steps.Number(1 - b1, g), Steps.Corrected(g, b1, count)));
            return (ByRoot(first, Steps.Corrected(nu, b2, count), eps, epsRoot), [mu, nu]);
        }, counts: true);

    /// <summary>As <see cref="ScaleByAdam"/>, with the largest second moment so far: S. Reddi, S. Kale, S. Kumar (2018).</summary>
    public static GradientTransformation ScaleByAmsGrad(double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0) =>
        new PerParameter(["mu", "nu", "nu_max"], (g, m, _, count) =>
        {
            NDArray mu = Steps.Mean(g, m[0], b1), nu = Steps.Mean(Lax.Mul(g, g), m[1], b2), largest = Lax.Max(m[2], Steps.Corrected(nu, b2, count));
            return (ByRoot(Steps.Corrected(mu, b1, count), largest, eps, epsRoot), [mu, nu, largest]);
        }, counts: true);

    /// <summary>Gradients scaled by a running maximum of their sizes: D. Kingma, J. Ba (2014), section 7.</summary>
    public static GradientTransformation ScaleByAdamax(double b1 = 0.9, double b2 = 0.999, double eps = 1e-8) => new PerParameter(["mu", "nu"], (g, m, _, count) =>
    {
        NDArray mu = Steps.Mean(g, m[0], b1), nu = Lax.Max(Lax.Add(Lax.Abs(g), Steps.Number(eps, g)), Lax.Mul(Steps.Number(b2, g), m[1]));
        return (Lax.Div(Steps.Corrected(mu, b1, count), nu), [mu, nu]);
    }, counts: true);

    /// <summary>Gradients scaled by how far they are from what was expected: J. Zhuang and others, "AdaBelief" (2020).</summary>
    public static GradientTransformation ScaleByBelief(double b1 = 0.9, double b2 = 0.999, double eps = 1e-16, double epsRoot = 1e-16) => new PerParameter(["mu", "nu"], (g, m, _, count) =>
    {
        NDArray mu = Steps.Mean(g, m[0], b1), surprise = Lax.Sub(g, mu);
        NDArray nu = Lax.Add(Steps.Mean(Lax.Mul(surprise, surprise), m[1], b2), Steps.Number(epsRoot, g));
        return (ByRoot(Steps.Corrected(mu, b1, count), Steps.Corrected(nu, b2, count), eps, 0), [mu, nu]);
    }, counts: true);

    /// <summary>As <see cref="ScaleByAdam"/>, with a second moment that grows slowly: M. Zaheer and others, "Yogi" (2018).</summary>
    public static GradientTransformation ScaleByYogi(double b1 = 0.9, double b2 = 0.999, double eps = 1e-3, double epsRoot = 0, double initialAccumulator = 1e-6) =>
        new PerParameter(["mu", "nu"], p => [Lax.Full(p.Shape, initialAccumulator, p.DType), Lax.Full(p.Shape, initialAccumulator, p.DType)], (g, m, _, count) =>
        {
            NDArray square = Lax.Mul(g, g), mu = Steps.Mean(g, m[0], b1);
            NDArray nu = Lax.Sub(m[1], Lax.Mul(Lax.Mul(Steps.Number(1 - b2, g), Lax.Sign(Lax.Sub(m[1], square))), square));
            return (ByRoot(Steps.Corrected(mu, b1, count), Steps.Corrected(nu, b2, count), eps, epsRoot), [mu, nu]);
        }, counts: true);

    /// <summary>As <see cref="ScaleByAdam"/>, once the variance of its scale is known well enough: L. Liu and others, "RAdam" (2019).</summary>
    public static GradientTransformation ScaleByRAdam(double b1 = 0.9, double b2 = 0.999, double eps = 1e-8, double epsRoot = 0, double threshold = 5) =>
        new PerParameter(["mu", "nu"], (g, m, _, count) =>
        {
            double limit = 2 / (1 - b2) - 1;
            NDArray mu = Steps.Mean(g, m[0], b1), nu = Steps.Mean(Lax.Mul(g, g), m[1], b2), first = Steps.Corrected(mu, b1, count), second = Steps.Corrected(nu, b2, count);
            NDArray power = Np.Power(b2, count.AsType(DType.Float32)), length = limit - 2 * count * power / (1 - power);
            NDArray factor = Np.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).AsType(g.DType);
            return (Np.Where(length >= threshold, factor * ByRoot(first, second, eps, epsRoot), first), [mu, nu]);
        }, counts: true);

    /// <summary>The signs of a mean of the gradient and the running mean: X. Chen and others, "Lion" (2023).</summary>
    public static GradientTransformation ScaleByLion(double b1 = 0.9, double b2 = 0.99) =>
        new PerParameter(["mu"], (g, m, _, _) => (Lax.Sign(Steps.Mean(g, m[0], b1)), [Steps.Mean(g, m[0], b2)]));

    /// <summary>Gradients divided by the root of the running mean of their squares: T. Tieleman, G. Hinton, "RMSProp" (2012).</summary>
    /// <param name="decay">The decay of the mean.</param>
    /// <param name="eps">A small number against division by zero.</param>
    /// <param name="initialScale">What the mean begins with.</param>
    /// <param name="epsInRoot">Whether <paramref name="eps"/> stands inside the root.</param>
    /// <param name="biasCorrection">Whether to make up for the mean's beginning at zero.</param>
    public static GradientTransformation ScaleByRms(double decay = 0.9, double eps = 1e-8, double initialScale = 0, bool epsInRoot = true, bool biasCorrection = false) =>
        new PerParameter(["nu"], p => [Lax.Full(p.Shape, initialScale, p.DType)], (g, m, _, count) =>
        {
            NDArray nu = Steps.Mean(Lax.Mul(g, g), m[0], decay);
            return (Lax.Mul(g, InverseRoot(biasCorrection ? Steps.Corrected(nu, decay, count) : nu, eps, epsInRoot)), [nu]);
        }, counts: true);

    /// <summary>Gradients divided by their running standard deviation: A. Graves (2013).</summary>
    /// <inheritdoc cref="ScaleByRms"/>
    public static GradientTransformation ScaleByStddev(double decay = 0.9, double eps = 1e-8, double initialScale = 0, bool epsInRoot = true, bool biasCorrection = false) =>
        new PerParameter(["mu", "nu"], p => [Lax.ZerosLike(p), Lax.Full(p.Shape, initialScale, p.DType)], (g, m, _, count) =>
        {
            NDArray mu = Steps.Mean(g, m[0], decay), nu = Steps.Mean(Lax.Mul(g, g), m[1], decay);
            (NDArray first, NDArray second) = biasCorrection ? (Steps.Corrected(mu, decay, count), Steps.Corrected(nu, decay, count)) : (mu, nu);
            return (Lax.Mul(g, InverseRoot(Lax.Sub(second, Lax.Mul(first, first)), eps, epsInRoot)), [mu, nu]);
        }, counts: true);

    /// <summary>Gradients divided by the root of the sum of all their squares: J. Duchi, E. Hazan, Y. Singer, "AdaGrad" (2011).</summary>
    public static GradientTransformation ScaleByRss(double initialAccumulator = 0.1, double eps = 1e-7) =>
        new PerParameter(["sum_of_squares"], p => [Lax.Full(p.Shape, initialAccumulator, p.DType)], (g, m, _, _) =>
        {
            NDArray sum = Lax.Add(m[0], Lax.Mul(g, g)), zero = Lax.ZerosLike(sum);
            return (Lax.Mul(g, Lax.Select(Lax.Gt(sum, zero), Lax.Rsqrt(Lax.Add(sum, Steps.Number(eps, sum))), zero)), [sum]);
        });

    /// <summary>Gradients scaled by the ratio of running sizes of updates and gradients: M. Zeiler, "AdaDelta" (2012).</summary>
    public static GradientTransformation ScaleByAdaDelta(double rho = 0.9, double eps = 1e-6) => new PerParameter(["e_g", "e_x"], (g, m, _, _) =>
    {
        NDArray small = Steps.Number(eps, g), gradients = Steps.Mean(Lax.Mul(g, g), m[0], rho);
        NDArray update = Lax.Mul(Lax.Div(Lax.Sqrt(Lax.Add(m[1], small)), Lax.Sqrt(Lax.Add(gradients, small))), g);
        return (update, [gradients, Steps.Mean(Lax.Mul(update, update), m[1], rho)]);
    });

    /// <summary>The sum of so many gradients every so many updates, and zeros in between.</summary>
    public static GradientTransformation ApplyEvery(int updates) => new PerParameter(["grad_acc"], (g, m, _, count) =>
    {
        NDArray place = (count - 1) % updates, sum = Np.Where(place != 0, g + m[0], g);
        return (Np.Where(place == updates - 1, sum, Lax.ZerosLike(sum)), [sum]);
    }, counts: true);

    private static NDArray ByRoot(NDArray first, NDArray second, double eps, double epsRoot) =>
        Lax.Div(first, Lax.Add(Lax.Sqrt(Lax.Add(second, Steps.Number(epsRoot, second))), Steps.Number(eps, second)));

    private static NDArray InverseRoot(NDArray x, double eps, bool inside) =>
        inside ? Lax.Rsqrt(Lax.Add(x, Steps.Number(eps, x))) : Lax.Div(Steps.Number(1, x), Lax.Add(Lax.Sqrt(x), Steps.Number(eps, x)));
}
