using System.Security.Cryptography;
using System.Text;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>A key that is specialised by the path of the module that draws from it. A plain key converts to one without a path.</summary>
/// <param name="Base">The root key, perhaps split by a lifted transformation.</param>
/// <param name="Suffix">The names on the way from the root.</param>
public sealed record LazyRng(Key Base, ValueList<string> Suffix)
{
    /// <summary>A key without a path.</summary>
    public static implicit operator LazyRng(Key key) => new(key, []);

    /// <summary>The same for a module below.</summary>
    public LazyRng Child(string name) => this with { Suffix = [.. Suffix, name] };

    /// <summary>The key itself, specialised by the path only.</summary>
    public Key Key => Fold(null);

    /// <summary>The key of the n-th draw, n = 1, 2, ...</summary>
    public Key Draw(int n) => Fold(n);

    /// <summary>
    /// Folds the first four bytes of a SHA-1 over names and counter into the key, as Flax does: names as UTF-8, the counter as its big-endian bytes without leading zeros, and before
    /// each of them a zero byte if names are to be kept apart.
    /// </summary>
    private Key Fold(int? counter)
    {
        if (Suffix.Count == 0 && counter is null) return Base;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        foreach (string name in Suffix)
        {
            if (LinenConfig.SeparatesRngNames) hash.AppendData([0]);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
        }

        if (counter is int n)
        {
            if (LinenConfig.SeparatesRngNames) hash.AppendData([0]);
            List<byte> bytes = [];
            for (uint rest = (uint)n; rest > 0; rest >>= 8) bytes.Insert(0, (byte)rest);
            hash.AppendData([.. bytes]);
        }

        byte[] digest = hash.GetHashAndReset();
        uint folded = ((uint)digest[0] << 24) | ((uint)digest[1] << 16) | ((uint)digest[2] << 8) | digest[3];
        return Rng.FoldIn(Base, Lax.ConvertElementType(ConcreteArray.Scalar((long)folded, DType.UInt32, false), DType.UInt32));
    }
}
