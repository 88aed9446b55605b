using System.Security.Cryptography;
using System.Text;
using Linum.Extending;

namespace Linum.Linen;

/// <summary>The root keys of the random streams of a run: <c>new() { ["params"] = k1, ["dropout"] = k2 }</c>. A lone key is that of <c>params</c>.</summary>
public sealed class Rngs
{
    private readonly Dictionary<string, Key> keys = new(StringComparer.Ordinal);

    /// <summary>Sets the key of a stream, in an initializer.</summary>
    public Key this[string stream]
    {
        init => keys[stream] = value;
    }

    internal IReadOnlyDictionary<string, Key> Keys => keys;

    /// <summary>A lone key is that of <c>params</c>.</summary>
    public static implicit operator Rngs(Key key) => new() { ["params"] = key };
}

/// <summary>A key that is specialised by the path of the module that draws from it.</summary>
/// <param name="Base">The root key, perhaps split by a lifted transformation.</param>
/// <param name="Suffix">The names on the way from the root.</param>
internal sealed record LazyRng(Key Base, ValueList<string> Suffix)
{
    public LazyRng Child(string name) => this with { Suffix = [.. Suffix, name] };

    /// <summary>The key of the n-th draw.</summary>
    public Key Draw(int counter) => FoldStatic(Base, Suffix, counter);

    /// <summary>
    /// Folds the first four bytes of a SHA-1 over names and counter into a key, as Flax does: names as UTF-8, the counter as its big-endian bytes without leading zeros.
    /// </summary>
    internal static Key FoldStatic(Key key, ValueList<string> suffix, int? counter)
    {
        if (suffix.Count == 0 && counter is null) return key;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        foreach (string name in suffix) hash.AppendData(Encoding.UTF8.GetBytes(name));
        if (counter is int n)
        {
            List<byte> bytes = [];
            for (uint rest = (uint)n; rest > 0; rest >>= 8) bytes.Insert(0, (byte)rest);
            hash.AppendData([.. bytes]);
        }

        byte[] digest = hash.GetHashAndReset();
        uint folded = ((uint)digest[0] << 24) | ((uint)digest[1] << 16) | ((uint)digest[2] << 8) | digest[3];
        return Rng.FoldIn(key, Lax.ConvertElementType(ConcreteArray.Scalar((long)folded, DType.UInt32, false), DType.UInt32));
    }
}
