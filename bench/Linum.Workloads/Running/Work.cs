namespace Linum.Workloads.Running;

/// <summary>What a workload does once its inputs are there.</summary>
internal abstract class Work
{
    /// <summary>Whether every sample is the first call of something new, so that neither warm-up nor an inner loop makes sense.</summary>
    public virtual bool IsFresh => false;

    /// <summary>The first call, and the leaves of its result.</summary>
    public abstract NDArray[] First();

    /// <summary>What a sample repeats, ready for its n-th sample.</summary>
    public abstract Action Sample(int n);

    /// <summary>The same call on the same arguments.</summary>
    public static Work Calls<T>(Func<T> call) => new Repeated<T>(call);

    /// <summary>A step whose state goes from call to call, as in training.</summary>
    /// <param name="start">The state of the first call.</param>
    /// <param name="step">Gives the next state and the result.</param>
    public static Work Steps<TState, TResult>(TState start, Func<TState, (TState Next, TResult Result)> step) => new Chained<TState, TResult>(start, step);

    /// <summary>First calls of fresh functions.</summary>
    /// <param name="prepare">Everything before the clock starts, for sample n; the function it returns is timed.</param>
    public static Work FirstCalls<T>(Func<int, Func<T>> prepare) => new Fresh<T>(prepare);

    private sealed class Repeated<T>(Func<T> call) : Work
    {
        public override NDArray[] First() => Tree.Leaves(call());

        public override Action Sample(int n) => () => call();
    }

    private sealed class Chained<TState, TResult>(TState start, Func<TState, (TState Next, TResult Result)> step) : Work
    {
        private TState state = start;

        public override NDArray[] First()
        {
            (state, TResult result) = step(state);
            return Tree.Leaves(result);
        }

        public override Action Sample(int n) => () => (state, _) = step(state);
    }

    private sealed class Fresh<T>(Func<int, Func<T>> prepare) : Work
    {
        public override bool IsFresh => true;

        public override NDArray[] First() => Tree.Leaves(prepare(0)());

        public override Action Sample(int n)
        {
            Func<T> call = prepare(n + 1);
            return () => call();
        }
    }
}

/// <summary>A workload as a user of the library writes it: from inputs to the call that is measured.</summary>
internal sealed record Workload(string Id, Func<Inputs, Work> Prepare);
