using System.Runtime.CompilerServices;
using Linum.Extending;

namespace Linum.Extending
{
    /// <summary>The named axes around the code that is running: bound by Vmap and Pmap while the function runs, the innermost last. One list per thread.</summary>
    public static class AxisEnvironment
    {
        private sealed record Frame(string Name, int Size, Frame? Outer);

        [ThreadStatic]
        private static Frame? innermost;

        /// <summary>Binds a name until the result is disposed; a null name binds nothing.</summary>
        public static Scope Bind(string? name, int size) => new(name, size);

        /// <summary>The size of a named axis; the innermost of that name counts.</summary>
        /// <exception cref="UnboundAxisNameException">No transformation has bound the name.</exception>
        public static int SizeOf(string name, string operation)
        {
            for (Frame? frame = innermost; frame is not null; frame = frame.Outer)
                if (frame.Name == name) return frame.Size;
            throw new UnboundAxisNameException($"{operation} uses the axis name \"{name}\", which nothing around it has bound.\n"
                + $"Call it inside a function given to Vmap(f, axisName: \"{name}\") or Pmap(f, axisName: \"{name}\").");
        }

        /// <summary>Whether no name is bound.</summary>
        internal static bool IsEmpty => innermost is null;

        /// <summary>The names that are bound, the innermost first: part of the key under which traced programs are kept.</summary>
        public static ValueList<(string Name, int Size)> Names
        {
            get
            {
                if (innermost is null) return [];
                List<(string, int)> names = [];
                for (Frame? frame = innermost; frame is not null; frame = frame.Outer) names.Add((frame.Name, frame.Size));
                return [.. names];
            }
        }

        /// <summary>A bound name, unbound when disposed.</summary>
        public readonly ref struct Scope
        {
            private readonly Frame? outer;

            internal Scope(string? name, int size)
            {
                outer = innermost;
                if (name is not null) innermost = new(name, size, outer);
            }

            /// <summary>Unbinds the name.</summary>
            public void Dispose() => innermost = outer;
        }
    }
}

namespace Linum
{
    /// <summary>What a collective goes over: an axis name, or positions of the array's own axes.</summary>
    public readonly record struct CollectiveAxis
    {
        private CollectiveAxis(string? name, int position) => (Name, Position) = (name, position);

        /// <summary>The name; null for an own axis.</summary>
        public string? Name { get; }

        /// <summary>The own axis.</summary>
        public int Position { get; }

        /// <summary>A named axis.</summary>
        public static implicit operator CollectiveAxis(string name) => new(name, 0);

        /// <summary>An axis of the array itself.</summary>
        public static implicit operator CollectiveAxis(int position) => new(null, position);
    }

    /// <summary>One or more axes that a collective goes over: <c>"i"</c>, <c>["i", "j"]</c>, <c>["i", 0]</c>.</summary>
    [CollectionBuilder(typeof(CollectiveAxes), nameof(Create))]
    public readonly struct CollectiveAxes
    {
        private readonly CollectiveAxis[]? axes;

        private CollectiveAxes(CollectiveAxis[] axes) => this.axes = axes;

        /// <summary>The given axes.</summary>
        public static CollectiveAxes Create(ReadOnlySpan<CollectiveAxis> axes) => new(axes.ToArray());

        /// <summary>One named axis.</summary>
        public static implicit operator CollectiveAxes(string name) => new([name]);

        /// <summary>The axes in order.</summary>
        public ReadOnlySpan<CollectiveAxis>.Enumerator GetEnumerator() => new ReadOnlySpan<CollectiveAxis>(axes).GetEnumerator();

        /// <summary>The names among them.</summary>
        internal ValueList<string> Names => [.. (axes ?? []).Where(a => a.Name is not null).Select(a => a.Name!)];

        /// <summary>The own axes among them.</summary>
        internal int[] Positions => [.. (axes ?? []).Where(a => a.Name is null).Select(a => a.Position)];
    }
}
