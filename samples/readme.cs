#!/usr/bin/env -S dotnet run
// The first example of the README, word for word. Run with: dotnet run samples/readme.cs
#:project ../src/Linum/Linum.csproj
using Linum;
using static Linum.Transform;

static NDArray Distance(NDArray x, NDArray y) => Np.Sqrt(((x - y) * (x - y)).Sum());

var pairwise = Vmap(Vmap(Distance, inAxes: [null, 0]), inAxes: [0, null]);     // all pairs
var slope = Grad((NDArray x) => Np.Tanh(x).Sum());                             // a derivative
var fast = Jit(Vmap(slope));                                                   // compiled, over a batch

NDArray p = Np.Array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]);
Console.WriteLine(pairwise(p, p));
