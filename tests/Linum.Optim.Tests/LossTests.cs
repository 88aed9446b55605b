using System.Text.Json;
using Linum.TestSupport;
using Xunit;
using static Linum.Optim.Losses;
using static Linum.Transform;

namespace Linum.Optim.Tests;

public class LossTests
{
    private static readonly Dictionary<string, Func<NDArray[], NDArray>> All = new()
    {
        ["loss_l2_loss"] = a => L2(a[0], a[1]),
        ["loss_l2_no_target"] = a => L2(a[0]),
        ["loss_squared_error"] = a => SquaredError(a[0], a[1]),
        ["loss_huber_loss"] = a => Huber(a[0], a[1]),
        ["loss_huber_delta"] = a => Huber(a[0], a[1], 0.5),
        ["loss_log_cosh"] = a => LogCosh(a[0], a[1]),
        ["loss_cosine_similarity"] = a => CosineSimilarity(a[0], a[1]),
        ["loss_cosine_eps"] = a => CosineSimilarity(a[0], a[1], 0.1),
        ["loss_cosine_distance"] = a => CosineDistance(a[0], a[1]),
        ["loss_softmax_ce"] = a => SoftmaxCrossEntropy(a[0], a[1]),
        ["loss_softmax_ce_soft"] = a => SoftmaxCrossEntropy(a[0], a[1]),
        ["loss_softmax_ce_axis0"] = a => SoftmaxCrossEntropy(a[0], a[1], axis: 0),
        ["loss_safe_softmax_ce"] = a => SafeSoftmaxCrossEntropy(a[0], a[1]),
        ["loss_softmax_ce_int"] = a => SoftmaxCrossEntropyWithIntegerLabels(a[0], a[1]),
        ["loss_sigmoid_bce"] = a => SigmoidBinaryCrossEntropy(a[0], a[1]),
        ["loss_sigmoid_focal"] = a => SigmoidFocal(a[0], a[1]),
        ["loss_sigmoid_focal_args"] = a => SigmoidFocal(a[0], a[1], 0.25, 1),
        ["loss_poly_ce"] = a => PolyCrossEntropy(a[0], a[1]),
        ["loss_poly_ce_eps"] = a => PolyCrossEntropy(a[0], a[1], -1),
        ["loss_kl"] = a => KlDivergence(a[0], a[1]),
        ["loss_kl_log"] = a => KlDivergenceWithLogTargets(a[0], a[1]),
        ["loss_convex_kl"] = a => ConvexKlDivergence(a[0], a[1]),
        ["loss_hinge"] = a => Hinge(a[0], a[1]),
        ["loss_perceptron"] = a => Perceptron(a[0], a[1]),
        ["loss_mc_hinge"] = a => MulticlassHinge(a[0], a[1]),
        ["loss_mc_perceptron"] = a => MulticlassPerceptron(a[0], a[1]),
        ["loss_smooth_labels"] = a => SmoothLabels(a[0], 0.1),
    };

    /// <summary>What Linum does not have yet.</summary>
    private static readonly string[] Missing =
    [
        "loss_softmax_ce_where", "loss_generalized_kl", "loss_sparsemax", "loss_mc_sparsemax", "loss_triplet", "loss_ntxent", "loss_ranking_softmax", "loss_dice", "loss_binary_dice", "loss_mc_dice", "loss_ctc",
    ];

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_and_its_gradient_are_the_references(string name)
    {
        GoldenCase c = Golden.Group[name];
        NDArray[] arguments = [.. c.Json.GetProperty("args").EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => c.Stored(a.GetString()!))];
        NDArray got = All[name](arguments);
        Agree.Within(c.Relative, c.Absolute, c.Stored(c.Json.GetProperty("outputs").GetString()!), got, name);
        NDArray cotangent = ((5 * Np.Arange((int)got.Count) + 3) % 17 - 8).AsType(DType.Float32).Reshape(got.Shape) / 8;
        NDArray gradient = Grad((NDArray x) => (All[name]([x, .. arguments[1..]]) * cotangent).Sum())(arguments[0]);
        Agree.Within(c.Relative, c.Absolute, c.Stored(c.Json.GetProperty("gradient0").GetString()!), gradient, $"gradient of {name}");
    }

    [Fact]
    public void Every_loss_is_covered_or_listed_as_missing() => Assert.Equal(Golden.Cases("loss"), All.Keys.Concat(Missing).Order(StringComparer.Ordinal));

    [Fact]
    public void Wrong_arguments_say_what_to_give()
    {
        Assert.Contains("float32[2]", Assert.Throws<ShapeException>(() => L2(Np.Ones(2, 3), Np.Ones(2))).Message, StringComparison.Ordinal);
        Assert.Contains("integers", Assert.Throws<DTypeException>(() => SoftmaxCrossEntropyWithIntegerLabels(Np.Ones(2, 3), Np.Ones(2))).Message, StringComparison.Ordinal);
        Assert.Contains("last axis", Assert.Throws<ShapeException>(() => SoftmaxCrossEntropyWithIntegerLabels(Np.Ones(2, 3), Np.Arange(3))).Message, StringComparison.Ordinal);
        Assert.Contains("floats", Assert.Throws<DTypeException>(() => SoftmaxCrossEntropy(Np.Ones([2, 3], DType.Int32), Np.Ones(2, 3))).Message, StringComparison.Ordinal);
    }
}
