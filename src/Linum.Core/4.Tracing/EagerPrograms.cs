using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Linum.Extending;

/// <summary>The compiled one-equation programs behind eager operations, found by primitive and input types.</summary>
internal static class EagerPrograms
{
    /// <summary>Primitives without bodies: compared by value. Bounded, because values may be parameters (a slice's start).</summary>
    private const int Capacity = 8192;

    private static readonly ConcurrentDictionary<Key, Compiled> Cache = new();

    /// <summary>Primitives with bodies: kept as long as their first body.</summary>
    private static readonly ConditionalWeakTable<Jaxpr, ConcurrentDictionary<Key, Compiled>> WithBodies = [];

    public static NDArray[] Run(Primitive primitive, ReadOnlySpan<NDArray> inputs)
    {
        var types = new ArrayType[inputs.Length];
        var buffers = new IBuffer[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var concrete = (ConcreteArray)inputs[i];
            types[i] = concrete.Type;
            buffers[i] = concrete.Buffer;
        }

        Key key = new(primitive, types);
        ConcurrentDictionary<Key, Compiled> cache = primitive.Bodies is [var body, ..] ? WithBodies.GetOrCreateValue(body) : Cache;
        if (!cache.TryGetValue(key, out Compiled? compiled))
        {
            if (cache.Count >= Capacity) cache.Clear();
            compiled = cache.GetOrAdd(key, Compile(key));
        }

        IBuffer[] results = compiled.Executable.Run(buffers);
        var outputs = new NDArray[results.Length];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = new ConcreteArray(compiled.Outputs[i], results[i]);
        GC.KeepAlive(buffers);
        return outputs;
    }

    private static Compiled Compile(Key key)
    {
        JaxprBuilder builder = new();
        var inputs = new Var[key.Types.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = builder.NewVar(key.Types[i]);
        Var[] outputs = builder.Emit(key.Primitive, inputs);
        Jaxpr program = new(inputs, builder.Equations, outputs);
        return new(BackendRegistry.Default.Compile(program, CompileOptions.Default), [.. outputs.Select(o => o.Type)]);
    }

    private sealed record Compiled(IExecutable Executable, ArrayType[] Outputs);

    private readonly struct Key(Primitive primitive, ArrayType[] types) : IEquatable<Key>
    {
        public Primitive Primitive => primitive;

        public ArrayType[] Types => types;

        public bool Equals(Key other) => primitive.Equals(other.Primitive) && types.AsSpan().SequenceEqual(other.Types);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(primitive);
            foreach (ArrayType type in types) hash.Add(type);
            return hash.ToHashCode();
        }
    }
}
