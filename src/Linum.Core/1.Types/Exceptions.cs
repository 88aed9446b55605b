namespace Linum;

/// <summary>Carried by every exception that Linum throws.</summary>
public interface ILinumException;

/// <summary>Shapes that do not fit together.</summary>
public sealed class ShapeException(string message) : ArgumentException(message), ILinumException;

/// <summary>An element type that an operation does not take.</summary>
public sealed class DTypeException(string message) : ArgumentException(message), ILinumException;

/// <summary>An axis that an array does not have, or that is given twice.</summary>
public sealed class AxisException(string message) : ArgumentException(message), ILinumException
{
    internal static AxisException OutOfRange(string operation, int axis, int rank) =>
        new($"{operation}: axis {axis} is out of range for an array of {rank} {(rank == 1 ? "axis" : "axes")}. "
            + (rank == 0 ? "A scalar has no axes." : $"Give an axis from {-rank} to {rank - 1}."));

    internal static AxisException Duplicate(string operation, int axis) =>
        new($"{operation}: axis {axis} is given twice. Give each axis once.");
}

/// <summary>An index that does not fit the array it is used on.</summary>
public sealed class IndexException(string message) : ArgumentException(message), ILinumException;

/// <summary>A collective over an axis name that no transformation has bound.</summary>
public sealed class UnboundAxisNameException(string message) : InvalidOperationException(message), ILinumException;

/// <summary>C# needs the value of an array that tracing does not have.</summary>
public sealed class ConcretizationException(string message) : InvalidOperationException(message), ILinumException;

/// <summary>An array outlived its transformation, or changed thread.</summary>
public sealed class EscapedTracerException(string message) : InvalidOperationException(message), ILinumException;

/// <summary>A derivative that does not exist.</summary>
public sealed class NotDifferentiableException(string message) : NotSupportedException(message), ILinumException;

/// <summary>An operation without a transposition rule, met by reverse mode.</summary>
public sealed class NotLinearException(string message) : NotSupportedException(message), ILinumException;

/// <summary>A collective or combination that is not defined.</summary>
public sealed class NotBatchableException(string message) : NotSupportedException(message), ILinumException;

/// <summary>An array used after it was donated or deleted.</summary>
public sealed class DonatedArrayException(string message) : ObjectDisposedException(null, message), ILinumException;

/// <summary>Axes that do not fit the arguments or results they are for.</summary>
public sealed class AxesException(string message) : ArgumentException(message), ILinumException;

/// <summary>Trees that differ in structure, or a type that is no tree.</summary>
public sealed class TreeException(string message) : ArgumentException(message), ILinumException;

/// <summary>A custom rule that is missing or returns what it must not.</summary>
public sealed class CustomRuleException(string message) : InvalidOperationException(message), ILinumException;

/// <summary>A function given to a transformation that does not fit it.</summary>
public sealed class FunctionException(string message) : ArgumentException(message), ILinumException;

/// <summary>Devices that there are not, or that cannot be chosen any more.</summary>
public sealed class DeviceException(string message) : InvalidOperationException(message), ILinumException;

/// <summary>Linum's own mistake. Please report it with the program in the message.</summary>
public sealed class InternalErrorException(string message) : Exception(message), ILinumException;
