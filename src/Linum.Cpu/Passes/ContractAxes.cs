using Linum.Extending;

namespace Linum.Cpu;

/// <summary>Where the axes of products, batch, left free and right free, lie in the two factors; and one lane of a contraction, written as products that are summed.</summary>
internal sealed class ContractAxes
{
    private readonly ContractNode contract;

    public ContractAxes(ContractNode contract)
    {
        this.contract = contract;
        ContractDimensions d = contract.Dimensions;
        int[] leftFree = Free(contract.Operands[0], d.LeftBatch, d.LeftContracting), rightFree = Free(contract.Operands[1], d.RightBatch, d.RightContracting);
        Left = [.. d.LeftBatch, .. leftFree, .. Enumerable.Repeat(-1, rightFree.Length)];
        Right = [.. d.RightBatch, .. Enumerable.Repeat(-1, leftFree.Length), .. rightFree];
    }

    /// <summary>The axis of the left factor for each axis of the products; -1 where it has none.</summary>
    public int[] Left { get; }

    /// <summary>The same for the right factor.</summary>
    public int[] Right { get; }

    private static int[] Free(Operand operand, ValueList<int> batch, ValueList<int> contracted) =>
        [.. Enumerable.Range(0, operand.Shape.Rank).Where(a => !batch.Contains(a) && !contracted.Contains(a))];

    /// <summary>The products of one lane and their sum: short sums of few products are no contraction.</summary>
    /// <param name="factors">What one lane reads.</param>
    /// <param name="leftLanes">Which axes of the left factor lanes were.</param>
    /// <param name="rightLanes">Which axes of the right factor lanes were.</param>
    /// <param name="lanes">Which axes of the products lanes were.</param>
    /// <param name="result">What becomes of the sums.</param>
    public LoopNode[] Products(Operand[] factors, ValueList<int> leftLanes, ValueList<int> rightLanes, ValueList<int> lanes, LoopValue result)
    {
        ContractDimensions d = contract.Dimensions;
        List<int> sizes = [];
        List<long> left = [], right = [];
        for (int axis = 0; axis < Left.Length; axis++)
            if (!lanes.Contains(axis)) Add(Left[axis], Right[axis]);
        int free = sizes.Count;
        for (int i = 0; i < d.LeftContracting.Count; i++) Add(d.LeftContracting[i], d.RightContracting[i]);
        Shape shape = [.. sizes];
        return SummedProducts.Of(factors[0] with { Shape = shape, Strides = [.. left] }, factors[1] with { Shape = shape, Strides = [.. right] }, [.. Enumerable.Range(free, sizes.Count - free)], result);

        void Add(int ofLeft, int ofRight)
        {
            int inLeft = ofLeft < 0 ? -1 : TakeLane.Left(ofLeft, leftLanes), inRight = ofRight < 0 ? -1 : TakeLane.Left(ofRight, rightLanes);
            sizes.Add(inLeft >= 0 ? factors[0].Shape[inLeft] : factors[1].Shape[inRight]);
            left.Add(inLeft < 0 ? 0 : factors[0].Strides[inLeft]);
            right.Add(inRight < 0 ? 0 : factors[1].Strides[inRight]);
        }
    }
}
