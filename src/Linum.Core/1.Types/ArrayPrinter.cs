using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Linum.Extending;

/// <summary>Prints arrays as NumPy 2 does: one width for all elements, lines of 75 characters, large arrays with their middle left out.</summary>
internal static class ArrayPrinter
{
    private const int LineWidth = 75, Threshold = 1000, EdgeItems = 3;

    /// <summary>The text of an array.</summary>
    /// <param name="bytes">The elements, row-major.</param>
    /// <param name="type">Their type and shape.</param>
    /// <param name="format">A .NET format for each element, or null for NumPy's own.</param>
    public static string Print(ReadOnlySpan<byte> bytes, ArrayType type, string? format = null)
    {
        if (type.Rank == 0) return ElementText.Scalar(bytes, type.DType, format);
        if (type.Shape.Count == 0) return "[]";
        bool summarize = type.Shape.Count > Threshold;
        List<int> shown = [];
        Collect(type.Shape, 0, 0, summarize, shown);
        string[] words = ElementText.All(bytes, type.DType, shown, format);
        int next = 0;
        return Layout(type.Shape, 0, summarize, words, ref next, " ", LineWidth);
    }

    private static void Collect(Shape shape, int axis, int start, bool summarize, List<int> shown)
    {
        if (axis == shape.Rank)
        {
            shown.Add(start);
            return;
        }

        int step = 1;
        for (int i = axis + 1; i < shape.Rank; i++) step *= shape[i];
        int size = shape[axis];
        for (int i = 0; i < size; i++)
        {
            if (summarize && size > 2 * EdgeItems && i == EdgeItems) i = size - EdgeItems;
            Collect(shape, axis + 1, start + i * step, summarize, shown);
        }
    }

    private static string Layout(Shape shape, int axis, bool summarize, string[] words, ref int next, string indent, int width)
    {
        int size = shape[axis], left = shape.Rank - axis;
        bool skip = summarize && size > 2 * EdgeItems;
        int count = skip ? 2 * EdgeItems : size;
        StringBuilder text = new();
        if (left == 1)
        {
            string line = indent;
            for (int i = 0; i < count; i++)
            {
                if (skip && i == EdgeItems) Extend(text, ref line, "...", indent, width - 1, " ");
                Extend(text, ref line, words[next++], indent, width - 1, i < count - 1 ? " " : "");
            }

            text.Append(line);
        }
        else
        {
            string separator = new('\n', left - 1);
            for (int i = 0; i < count; i++)
            {
                if (skip && i == EdgeItems) text.Append(indent).Append("...").Append(separator);
                text.Append(indent).Append(Layout(shape, axis + 1, summarize, words, ref next, indent + " ", width - 1));
                if (i < count - 1) text.Append(separator);
            }
        }

        return "[" + text.ToString(indent.Length, text.Length - indent.Length) + "]";
    }

    private static void Extend(StringBuilder text, ref string line, string word, string indent, int width, string separator)
    {
        if (line.Length + word.Length > width && line.Length > indent.Length)
        {
            text.Append(line.TrimEnd()).Append('\n');
            line = indent;
        }

        line += word + separator;
    }
}

/// <summary>The texts of elements, brought to one width.</summary>
internal static class ElementText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The text of a scalar.</summary>
    public static string Scalar(ReadOnlySpan<byte> bytes, DType dtype, string? format)
    {
        if (dtype == DType.Key) return KeyText(bytes, 0);
        if (dtype.IsComplex)
        {
            (double re, double im) = (Float(bytes, dtype.Component, 0), Float(bytes, dtype.Component, 1));
            string Part(double x) => double.IsNaN(x) ? "nan" : double.IsInfinity(x) ? "inf" : format is null ? Trim(ScalarFloat(Math.Abs(x), dtype.Component)) : Math.Abs(x).ToString(format, Culture);
            string real = (double.IsNegative(re) && !double.IsNaN(re) ? "-" : "") + Part(re), imaginary = (double.IsNegative(im) && !double.IsNaN(im) ? "-" : "+") + Part(im) + "j";
            return re == 0 && !double.IsNegative(re) && format is null ? imaginary.TrimStart('+') : $"({real}{imaginary})";
        }

        if (dtype.IsFloat)
        {
            double x = Float(bytes, dtype, 0);
            return format is null || !double.IsFinite(x) ? ScalarFloat(x, dtype) : x.ToString(format, Culture);
        }

        return Integer(bytes, dtype, 0, format);
    }

    private static string Trim(string text) => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;

    /// <summary>The texts of some elements, all of one width.</summary>
    public static string[] All(ReadOnlySpan<byte> bytes, DType dtype, List<int> at, string? format)
    {
        var words = new string[at.Count];
        if (dtype.IsFloat || dtype.IsComplex)
        {
            int components = dtype.Components;
            var real = new double[at.Count];
            for (int i = 0; i < real.Length; i++) real[i] = Float(bytes, dtype.Component, at[i] * components);
            words = Floats(real, dtype.Component, format, plus: false);
            if (components == 1) return words;
            var imaginary = new double[at.Count];
            for (int i = 0; i < imaginary.Length; i++) imaginary[i] = Float(bytes, dtype.Component, at[i] * components + 1);
            string[] parts = Floats(imaginary, dtype.Component, format, plus: true);
            for (int i = 0; i < words.Length; i++)
            {
                string trimmed = parts[i].TrimEnd();
                words[i] += trimmed + "j" + parts[i][trimmed.Length..];
            }

            return words;
        }

        int width = dtype == DType.Bool ? 5 : 0;
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = dtype == DType.Key ? KeyText(bytes, at[i]) : Integer(bytes, dtype, at[i], format);
            if (dtype != DType.Bool) width = Math.Max(width, words[i].Length);
        }

        for (int i = 0; i < words.Length; i++) words[i] = words[i].PadLeft(width);
        return words;
    }

    private static string KeyText(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes).Slice(2 * at, 2);
        return $"key<fry>({words[0].ToString(Culture)}, {words[1].ToString(Culture)})";
    }

    private static string Integer(ReadOnlySpan<byte> bytes, DType dtype, int at, string? format)
    {
        ReadOnlySpan<byte> one = bytes.Slice(at * dtype.Size, dtype.Size);
        return dtype switch
        {
            DType.Bool => one[0] != 0 ? "True" : "False",
            DType.Int8 => ((sbyte)one[0]).ToString(format, Culture),
            DType.Int16 => MemoryMarshal.Read<short>(one).ToString(format, Culture),
            DType.Int32 => MemoryMarshal.Read<int>(one).ToString(format, Culture),
            DType.Int64 => MemoryMarshal.Read<long>(one).ToString(format, Culture),
            DType.UInt8 => one[0].ToString(format, Culture),
            DType.UInt16 => MemoryMarshal.Read<ushort>(one).ToString(format, Culture),
            DType.UInt32 => MemoryMarshal.Read<uint>(one).ToString(format, Culture),
            DType.UInt64 => MemoryMarshal.Read<ulong>(one).ToString(format, Culture),
            _ => "float0",
        };
    }

    private static double Float(ReadOnlySpan<byte> bytes, DType dtype, int at) => dtype switch
    {
        DType.Float16 => (double)MemoryMarshal.Cast<byte, Half>(bytes)[at],
        DType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Cast<byte, ushort>(bytes)[at] << 16),
        DType.Float32 => MemoryMarshal.Cast<byte, float>(bytes)[at],
        _ => MemoryMarshal.Cast<byte, double>(bytes)[at],
    };

    /// <summary>The fewest digits that read back as the same number, and the exponent of the first.</summary>
    private static (string Digits, int Exponent) Shortest(double x, DType dtype)
    {
        string text = dtype switch
        {
            DType.Float16 => Half16(x),
            DType.BFloat16 => BrainFloat(x),
            DType.Float32 => ((float)x).ToString("R", Culture),
            _ => x.ToString("R", Culture),
        };
        text = text.TrimStart('-');
        int e = text.IndexOf('E'), exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], Culture);
        string mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.');
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        int zeros = digits.Length - digits.TrimStart('0').Length;
        if (zeros == digits.Length) return ("0", 0);
        return (digits[zeros..].TrimEnd('0'), exponent - zeros);
    }

    private static string Half16(double x)
    {
        for (int digits = 1; digits < 6; digits++)
        {
            string text = x.ToString($"E{digits - 1}", Culture);
            if ((double)(Half)double.Parse(text, Culture) == x) return text;
        }

        return x.ToString("R", Culture);
    }

    private static string BrainFloat(double x)
    {
        for (int digits = 1; digits < 5; digits++)
        {
            string text = x.ToString($"E{digits - 1}", Culture);
            uint bits = BitConverter.SingleToUInt32Bits((float)double.Parse(text, Culture));
            uint rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
            if (BitConverter.UInt32BitsToSingle(rounded) == x) return text;
        }

        return x.ToString("R", Culture);
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0) return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1) return digits.PadRight(exponent + 1, '0') + ".";
        return digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    private static string ExponentText(int exponent) => $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", Culture)}";

    /// <summary>A lone number: exponents from 1e16 on and below 1e-4.</summary>
    private static string ScalarFloat(double x, DType dtype)
    {
        if (double.IsNaN(x)) return "nan";
        if (double.IsInfinity(x)) return x > 0 ? "inf" : "-inf";
        string sign = double.IsNegative(x) ? "-" : "";
        (string digits, int exponent) = Shortest(x, dtype);
        double magnitude = Math.Abs(x), cutoff = dtype == DType.Float16 ? 1e3 : 1e16;
        if (magnitude != 0 && (magnitude >= cutoff || magnitude < 1e-4))
            return sign + digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + ExponentText(exponent);
        string text = Positional(digits, exponent);
        return sign + (text.EndsWith('.') ? text + "0" : text);
    }

    private static string[] Floats(double[] values, DType dtype, string? format, bool plus)
    {
        double largest = 0, smallest = double.PositiveInfinity;
        foreach (double x in values)
        {
            if (!double.IsFinite(x) || x == 0) continue;
            largest = Math.Max(largest, Math.Abs(x));
            smallest = Math.Min(smallest, Math.Abs(x));
        }

        // The limits of NumPy: 10^8, or fewer digits if the type has fewer (3 for float16, 6 for float32); a ratio of 1000; 0.0001.
        double cutoff = dtype switch { DType.Float16 => 1e3, DType.BFloat16 => 1e2, DType.Float32 => 1e6, _ => 1e8 };
        bool some = largest > 0, exponential = some && (largest >= cutoff || (format is null && (smallest < 1e-4 || largest / smallest > 1000)));
        int decimals = format is not null && format.Length > 1 && format[0] is 'F' or 'f' ? int.Parse(format[1..], Culture) : -1;
        string Sign(double x) => double.IsNegative(x) && !double.IsNaN(x) ? "-" : plus ? "+" : "";
        string Word(double x)
        {
            if (double.IsNaN(x)) return plus ? "+nan" : "nan";
            if (double.IsInfinity(x)) return Sign(x) + "inf";
            if (format is not null && decimals < 0) return (plus && !double.IsNegative(x) ? "+" : "") + x.ToString(format, Culture);
            if (format is not null) return Sign(x) + (exponential ? Scientific(Math.Abs(x), decimals) : Math.Abs(x).ToString(format, Culture));
            (string digits, int exponent) = Shortest(x, dtype);
            if (exponential)
            {
                if (digits.Length > 9) (digits, exponent) = Parse(Math.Abs(x).ToString("E8", Culture));
                return Sign(x) + digits[..1] + "." + digits[1..] + ExponentText(exponent);
            }

            string text = Positional(digits, exponent);
            int fraction = text.Length - text.IndexOf('.') - 1;
            if (fraction > 8) text = Math.Abs(x).ToString("F8", Culture).TrimEnd('0');
            return Sign(x) + text;
        }

        var words = new string[values.Length];
        for (int i = 0; i < words.Length; i++) words[i] = Word(values[i]);
        if (exponential && format is null) EqualDecimals(words, values);
        return Align(words, values, exponential || format is not null);
    }

    private static (string Digits, int Exponent) Parse(string scientific)
    {
        int e = scientific.IndexOf('E');
        return (scientific[..e].Replace(".", "", StringComparison.Ordinal).TrimEnd('0') is { Length: > 0 } digits ? digits : "0", int.Parse(scientific[(e + 1)..], Culture));
    }

    private static string Scientific(double x, int decimals)
    {
        string text = x.ToString($"E{decimals}", Culture);
        int e = text.IndexOf('E');
        return text[..e] + ExponentText(int.Parse(text[(e + 1)..], Culture));
    }

    /// <summary>Gives all numbers with exponents the same number of decimals.</summary>
    private static void EqualDecimals(string[] words, double[] values)
    {
        int most = 0;
        for (int i = 0; i < words.Length; i++)
            if (double.IsFinite(values[i])) most = Math.Max(most, words[i].IndexOf('e') - words[i].IndexOf('.') - 1);
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            int e = words[i].IndexOf('e'), have = e - words[i].IndexOf('.') - 1;
            words[i] = words[i].Insert(e, new string('0', most - have));
        }
    }

    /// <summary>Lines decimal points up: blanks on the left, and on the right unless all have equally many decimals.</summary>
    private static string[] Align(string[] words, double[] values, bool fixedDecimals)
    {
        int left = 0, right = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            int point = words[i].IndexOf('.');
            if (point < 0) point = words[i].Length;
            left = Math.Max(left, point);
            right = Math.Max(right, words[i].Length - point);
        }

        int width = left + right;
        for (int i = 0; i < words.Length; i++)
            if (!double.IsFinite(values[i])) width = Math.Max(width, words[i].Length);
        left = width - right;
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.IsFinite(values[i]) || fixedDecimals)
            {
                words[i] = words[i].PadLeft(width);
                continue;
            }

            int point = words[i].IndexOf('.');
            words[i] = new string(' ', left - point) + words[i].PadRight(words[i].Length + right - (words[i].Length - point));
        }

        return words;
    }
}
