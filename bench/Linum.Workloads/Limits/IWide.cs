using System.Runtime.Intrinsics;

namespace Linum.Workloads.Limits;

/// <summary>The widest vectors of a machine, so that one text measures all of them; every member is one instruction.</summary>
internal unsafe interface IWide<TFloat, TDouble>
    where TFloat : struct
    where TDouble : struct
{
    static abstract int Floats { get; }
    static abstract TFloat Set(float x);
    static abstract TFloat Load(float* p);
    static abstract void Store(float* p, TFloat x);
    static abstract void Stream(float* p, TFloat x);
    static abstract TFloat Add(TFloat x, TFloat y);
    static abstract TFloat Fma(TFloat x, TFloat y, TFloat z);
    static abstract float Sum(TFloat x);
    static abstract TDouble Set(double x);
    static abstract TDouble Add(TDouble x, TDouble y);
    static abstract TDouble Fma(TDouble x, TDouble y, TDouble z);
    static abstract double Sum(TDouble x);
}

/// <summary>Vectors of 512 bits.</summary>
internal unsafe struct Wide512 : IWide<Vector512<float>, Vector512<double>>
{
    public static int Floats => 16;
    public static Vector512<float> Set(float x) => Vector512.Create(x);
    public static Vector512<float> Load(float* p) => Vector512.LoadAligned(p);
    public static void Store(float* p, Vector512<float> x) => x.StoreAligned(p);
    public static void Stream(float* p, Vector512<float> x) => x.StoreAlignedNonTemporal(p);
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;
    public static Vector512<float> Fma(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Vector512.FusedMultiplyAdd(x, y, z);
    public static float Sum(Vector512<float> x) => Vector512.Sum(x);
    public static Vector512<double> Set(double x) => Vector512.Create(x);
    public static Vector512<double> Add(Vector512<double> x, Vector512<double> y) => x + y;
    public static Vector512<double> Fma(Vector512<double> x, Vector512<double> y, Vector512<double> z) => Vector512.FusedMultiplyAdd(x, y, z);
    public static double Sum(Vector512<double> x) => Vector512.Sum(x);
}

/// <summary>Vectors of 256 bits.</summary>
internal unsafe struct Wide256 : IWide<Vector256<float>, Vector256<double>>
{
    public static int Floats => 8;
    public static Vector256<float> Set(float x) => Vector256.Create(x);
    public static Vector256<float> Load(float* p) => Vector256.LoadAligned(p);
    public static void Store(float* p, Vector256<float> x) => x.StoreAligned(p);
    public static void Stream(float* p, Vector256<float> x) => x.StoreAlignedNonTemporal(p);
    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;
    public static Vector256<float> Fma(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.FusedMultiplyAdd(x, y, z);
    public static float Sum(Vector256<float> x) => Vector256.Sum(x);
    public static Vector256<double> Set(double x) => Vector256.Create(x);
    public static Vector256<double> Add(Vector256<double> x, Vector256<double> y) => x + y;
    public static Vector256<double> Fma(Vector256<double> x, Vector256<double> y, Vector256<double> z) => Vector256.FusedMultiplyAdd(x, y, z);
    public static double Sum(Vector256<double> x) => Vector256.Sum(x);
}

/// <summary>Vectors of 128 bits, which every machine has.</summary>
internal unsafe struct Wide128 : IWide<Vector128<float>, Vector128<double>>
{
    public static int Floats => 4;
    public static Vector128<float> Set(float x) => Vector128.Create(x);
    public static Vector128<float> Load(float* p) => Vector128.LoadAligned(p);
    public static void Store(float* p, Vector128<float> x) => x.StoreAligned(p);
    public static void Stream(float* p, Vector128<float> x) => x.StoreAlignedNonTemporal(p);
    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;
    public static Vector128<float> Fma(Vector128<float> x, Vector128<float> y, Vector128<float> z) => Vector128.FusedMultiplyAdd(x, y, z);
    public static float Sum(Vector128<float> x) => Vector128.Sum(x);
    public static Vector128<double> Set(double x) => Vector128.Create(x);
    public static Vector128<double> Add(Vector128<double> x, Vector128<double> y) => x + y;
    public static Vector128<double> Fma(Vector128<double> x, Vector128<double> y, Vector128<double> z) => Vector128.FusedMultiplyAdd(x, y, z);
    public static double Sum(Vector128<double> x) => Vector128.Sum(x);
}
