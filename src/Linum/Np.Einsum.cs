using Linum.Extending;

namespace Linum;

public static partial class Np
{
    /// <summary>Sums of products, named by letters: <c>Np.Einsum("ij,jk->ik", x, y)</c>.</summary>
    /// <param name="subscripts">
    /// One letter per axis, commas between the arrays, the letters of the result behind <c>-></c>. Axes of one letter go together; letters that the result does not have are summed over.
    /// Without <c>-></c> the result has the letters that occur once, in alphabetical order. <c>...</c> stands for any further axes.
    /// </param>
    /// <param name="arrays">The arrays.</param>
    /// <exception cref="ShapeException">The letters do not fit the arrays, or axes of one letter have different sizes.</exception>
    /// <exception cref="DTypeException">One array is weak and wider than the elements of the product.</exception>
    public static NDArray Einsum(string subscripts, params ReadOnlySpan<NDArray> arrays)
    {
        if (arrays.IsEmpty) throw new ShapeException("Np.Einsum was given no arrays. Give one per list of letters.");
        EinsumTerms terms = EinsumTerms.Parse(subscripts, arrays);
        NDArray[] parts = Broadcasting.Promote("Np.Einsum", arrays);
        RequireNoneWider("Np.Einsum", parts[0].DType, arrays);
        (NDArray value, string letters) = (parts[0], terms.Inputs[0]);
        (value, letters) = EinsumTerms.Diagonal(value, letters);
        for (int i = 1; i < parts.Length; i++)
        {
            string later = terms.Output + string.Concat(terms.Inputs.Skip(i + 1));
            (NDArray right, string rightLetters) = EinsumTerms.Diagonal(parts[i], terms.Inputs[i]);
            (value, letters) = EinsumTerms.Contract(value, letters, right, rightLetters, later);
        }

        (value, letters) = EinsumTerms.SumOut(value, letters, terms.Output);
        return Lax.Transpose(value, [.. terms.Output.Select(c => letters.IndexOf(c, StringComparison.Ordinal))]);
    }
}

/// <summary>The letters of an Einsum, and the steps it is made of.</summary>
internal sealed record EinsumTerms(string[] Inputs, string Output)
{
    public static EinsumTerms Parse(string subscripts, ReadOnlySpan<NDArray> arrays)
    {
        string text = subscripts.Replace(" ", "", StringComparison.Ordinal);
        string[] sides = text.Split("->"), inputs = sides[0].Split(',');
        string Asked() => $"Np.Einsum: '{subscripts}'";
        if (sides.Length > 2 || inputs.Length != arrays.Length) throw new ShapeException($"{Asked()} names {inputs.Length} arrays, but {arrays.Length} were given. Write one list of letters per array, commas between them.");
        int open = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            int named = inputs[i].Replace("...", "", StringComparison.Ordinal).Length, more = arrays[i].Rank - named;
            bool ellipsis = inputs[i].Contains("...", StringComparison.Ordinal);
            if (more < 0 || (more > 0 && !ellipsis)) throw new ShapeException($"{Asked()} has {named} letters for array {i}, {arrays[i].Type.ToLongString()}. Give one letter per axis, or '...' for the rest.");
            if (ellipsis) open = Math.Max(open, more);
            inputs[i] = inputs[i].Replace("...", Open(more), StringComparison.Ordinal);
        }

        string output = sides.Length == 2 ? sides[1].Replace("...", Open(open), StringComparison.Ordinal) : Implied(inputs, Open(open));
        string all = string.Concat(inputs);
        foreach (char c in all + output)
            if (!char.IsAsciiLetter(c) && c < First) throw new ShapeException($"{Asked()} has the character '{c}'. Use letters, commas, '->' and '...'.");
        foreach (char c in output)
            if (!all.Contains(c, StringComparison.Ordinal) || output.Count(o => o == c) > 1) throw new ShapeException($"{Asked()}: '{c}' of the result must stand in an array, and once in the result.");
        return new(inputs, output);
    }

    private const char First = '\ue000';

    /// <summary>Letters for the axes that an ellipsis stands for, counted from the last, so that they line up as in broadcasting.</summary>
    private static string Open(int count) => new([.. Enumerable.Range(0, count).Select(i => (char)(First + count - 1 - i))]);

    private static string Implied(string[] inputs, string open)
    {
        string all = string.Concat(inputs);
        return open + new string([.. all.Where(c => c < First && all.Count(o => o == c) == 1).Order()]);
    }

    /// <summary>An array in which every letter occurs once: of axes with one letter the diagonal is taken.</summary>
    public static (NDArray Value, string Letters) Diagonal(NDArray x, string letters)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            int second = letters.IndexOf(letters[i], i + 1);
            if (second < 0) continue;
            if (x.Shape[i] != x.Shape[second]) throw Sizes(letters[i], x.Shape[i], x.Shape[second]);
            NDArray row = Lax.BroadcastedIota(DType.Int32, x.Shape, i), column = Lax.BroadcastedIota(DType.Int32, x.Shape, second);
            x = Lax.ReduceSum(Np.Where(row == column, x, Lax.ScalarLike(x, 0)), second);
            letters = letters.Remove(second, 1);
            i--;
        }

        return (x, letters);
    }

    /// <summary>The array without the letters that nothing needs any more.</summary>
    public static (NDArray Value, string Letters) SumOut(NDArray x, string letters, string needed)
    {
        int[] gone = [.. Enumerable.Range(0, letters.Length).Where(i => !needed.Contains(letters[i], StringComparison.Ordinal))];
        return gone.Length == 0 ? (x, letters) : (Lax.ReduceSum(x, gone), new([.. letters.Where(c => needed.Contains(c, StringComparison.Ordinal))]));
    }

    /// <summary>The product of two arrays, summed over what is in both and not needed later.</summary>
    public static (NDArray Value, string Letters) Contract(NDArray x, string left, NDArray y, string right, string needed)
    {
        (x, left) = SumOut(x, left, needed + right);
        (y, right) = SumOut(y, right, needed + left);
        (x, y) = (StretchOnes(x, left, y, right), StretchOnes(y, right, x, left));
        char[] shared = [.. left.Where(c => right.Contains(c, StringComparison.Ordinal))];
        foreach (char c in shared)
            if (x.Shape[left.IndexOf(c)] != y.Shape[right.IndexOf(c)]) throw Sizes(c, x.Shape[left.IndexOf(c)], y.Shape[right.IndexOf(c)]);
        char[] batch = [.. shared.Where(needed.Contains)], summed = [.. shared.Where(c => !needed.Contains(c))];
        ContractDimensions dimensions = new([.. summed.Select(c => left.IndexOf(c))], [.. summed.Select(c => right.IndexOf(c))], [.. batch.Select(c => left.IndexOf(c))], [.. batch.Select(c => right.IndexOf(c))]);
        string letters = new([.. batch, .. left.Where(c => !shared.Contains(c)), .. right.Where(c => !shared.Contains(c))]);
        return (Lax.DotGeneral(x, y, dimensions), letters);
    }

    /// <summary>Axes of size 1 repeated to the size that the other array has under the same letter.</summary>
    private static NDArray StretchOnes(NDArray x, string letters, NDArray other, string otherLetters)
    {
        int[] sizes = x.Shape.ToArray();
        for (int i = 0; i < sizes.Length; i++)
            if (sizes[i] == 1 && otherLetters.IndexOf(letters[i], StringComparison.Ordinal) is var at and >= 0) sizes[i] = other.Shape[at];
        return Lax.BroadcastTo(x, sizes);
    }

    private static ShapeException Sizes(char letter, int first, int second) =>
        new($"Np.Einsum: axes called '{(letter < First ? letter : '…')}' have the sizes {first} and {second}. Axes of one letter must have one size (or 1).");
}
