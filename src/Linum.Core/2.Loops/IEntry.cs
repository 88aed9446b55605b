namespace Linum.Extending;

/// <summary>
/// What the algorithms on matrices need of an entry. An entry is one number, or a register with the same entry of several matrices, or a step of a scalar function that is being written:
/// the algorithms are written once, and give the same bits for all of them.
/// </summary>
/// <typeparam name="T">The entry.</typeparam>
/// <typeparam name="TMask">A truth value, or a register of them.</typeparam>
internal interface IEntry<T, TMask>
    where T : IEntry<T, TMask>
{
    /// <summary>The first where the mask holds, else the second.</summary>
    static abstract T Select(TMask mask, T whenTrue, T whenFalse);

    /// <summary>Whether a mask may hold anywhere.</summary>
    static abstract bool MayHold(TMask mask);

    /// <summary>A constant.</summary>
    T Like(double value);

    /// <summary>this - x·y, for real numbers rounded once.</summary>
    T Minus(T x, T y);

    /// <summary>The product.</summary>
    T Times(T other);

    /// <summary>1 divided by this.</summary>
    T Inverse();

    /// <summary>The square root of the real part.</summary>
    T Root();

    /// <summary>The conjugate.</summary>
    T Conjugate();

    /// <summary>Whether this is larger in size: the absolute value, of complex numbers the sum of those of its parts.</summary>
    TMask IsLarger(T than);

    /// <summary>Whether the real part is a number.</summary>
    TMask Is(double value);

    /// <summary>Whether this is 0.</summary>
    TMask IsZero();

    /// <summary>Whether the real part is above 0.</summary>
    TMask IsPositive();
}

/// <summary>A real entry: what complex ones are made of.</summary>
internal interface IRealEntry<T, TMask> : IEntry<T, TMask>
    where T : IRealEntry<T, TMask>
{
    /// <summary>The sum.</summary>
    T Plus(T other);

    /// <summary>The difference.</summary>
    T Minus(T other);

    /// <summary>The absolute value.</summary>
    T Abs();

    /// <summary>Whether this is greater.</summary>
    TMask IsGreater(T than);
}
