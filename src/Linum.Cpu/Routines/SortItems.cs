using System.Runtime.CompilerServices;

namespace Linum.Cpu;

/// <summary>What a sort moves: a key, with or without 32 bits that go with it.</summary>
internal interface ISortItem<TItem>
    where TItem : unmanaged
{
    /// <summary>Bits of a key.</summary>
    static abstract int Bits { get; }

    static abstract ulong Key(TItem item);

    static abstract uint Payload(TItem item);

    static abstract TItem Make(ulong key, uint payload);
}

/// <summary>A key of 64 bits and what goes with it.</summary>
internal readonly record struct LongPair(ulong Key, uint Payload);

internal readonly struct ShortKeys : ISortItem<uint>
{
    public static int Bits => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(uint item) => item;

    public static uint Payload(uint item) => 0;

    public static uint Make(ulong key, uint payload) => (uint)key;
}

internal readonly struct LongKeys : ISortItem<ulong>
{
    public static int Bits => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ulong item) => item;

    public static uint Payload(ulong item) => 0;

    public static ulong Make(ulong key, uint payload) => key;
}

/// <summary>The key in the upper half, the payload in the lower one.</summary>
internal readonly struct ShortPairs : ISortItem<ulong>
{
    public static int Bits => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ulong item) => item >> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Payload(ulong item) => (uint)item;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Make(ulong key, uint payload) => (key << 32) | payload;
}

internal readonly struct LongPairs : ISortItem<LongPair>
{
    public static int Bits => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(LongPair item) => item.Key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Payload(LongPair item) => item.Payload;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LongPair Make(ulong key, uint payload) => new(key, payload);
}
