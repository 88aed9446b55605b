using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Linum.TestSupport;
using Xunit;
using static Linum.Transform;

namespace Linum.Tests;

public class ThreadTests
{
    private const int Threads = 64;

    [Fact]
    public void Many_threads_use_one_jitted_function_while_others_trace_functions_of_their_own()
    {
        Func<NDArray, NDArray> shared = Jit((NDArray x) => Np.Sin(x) * x + Np.Cos(x).Sum());
        OnThreads(thread =>
        {
            for (int round = 0; round < 20; round++)
            {
                // Several shapes, so that the shared function is traced by several threads at once.
                int n = 1 + (thread + round) % 5;
                NDArray x = Np.Arange(n).AsType(DType.Float64) + thread;
                Check(i => Math.Sin(i) * i, shared(x), n, thread, Enumerable.Range(0, n).Sum(i => Math.Cos(i + thread)));
                double own = thread + round * 0.5;
                Check(i => i * own, Jit((NDArray v) => v * own)(x), n, thread, 0);
                Check(i => 2 * own * i, Grad((NDArray v) => (v * v * own).Sum())(x), n, thread, 0);
                Check(i => i + own, Vmap((NDArray v) => v + own)(x), n, thread, 0);
            }
        });
    }

    [Fact]
    public void Transformations_nested_on_one_thread_know_nothing_of_those_on_another()
    {
        using Barrier together = new(Threads);
        OnThreads(thread =>
        {
            // All threads are inside their transformations at the same time, and do more work there.
            NDArray F(NDArray v)
            {
                if (thread % 2 == 0) together.SignalAndWait();
                else Grad((NDArray u) =>
                {
                    together.SignalAndWait();
                    return (u * u).Sum();
                })(Np.Ones(3));
                return (v * v * v).Sum() * thread;
            }

            NDArray x = Np.Array(new[] { 1.0, 2.0 });
            NDArray got = Grad(F)(x);
            Agree.Within(1e-14, 0, Np.Array(new[] { 3.0 * thread, 12.0 * thread }), got, $"thread {thread}");
        });
    }

    [Fact]
    public void A_traced_array_that_changes_thread_is_an_error_and_not_a_wrong_result()
    {
        Jit((NDArray x) =>
        {
            Exception? caught = null;
            Thread other = new(() => caught = Record.Exception(() => x + 1));
            other.Start();
            other.Join();
            Assert.Contains("thread", Assert.IsType<EscapedTracerException>(caught).Message, StringComparison.Ordinal);
            return x * 2;
        })(Np.Ones(2));
    }

    [Fact]
    public void One_array_is_read_by_many_threads_and_a_literal_is_uploaded_once()
    {
        NDArray big = Np.Arange(10_000), literal = 2.5;
        OnThreads(thread =>
        {
            Assert.Equal(49_995_000, (int)big.Sum());
            Assert.Equal(thread * 2.5, (double)(literal * (double)thread));
            Assert.Equal(thread, (int)big[thread]);
        });
    }

    private static void Check(Func<double, double> f, NDArray got, int n, int thread, double plus) =>
        Agree.Within(1e-13, 1e-13, Np.Array(Enumerable.Range(0, n).Select(i => f(i + thread) + plus).ToArray()), got, $"thread {thread}");

    private static void OnThreads(Action<int> work)
    {
        ConcurrentQueue<Exception> errors = [];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            try
            {
                work(i);
            }
            catch (Exception e)
            {
                errors.Enqueue(e);
            }
        }))];
        foreach (Thread t in threads) t.Start();
        foreach (Thread t in threads) t.Join();
        if (errors.TryDequeue(out Exception? first)) ExceptionDispatchInfo.Capture(first).Throw();
    }
}
