using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using System.Text;

namespace Linum.Cpu;

/// <summary>Passes instructions on and writes them down, one per line, for people who want to see what is generated.</summary>
internal sealed class RecordingGenerator(ILGenerator inner) : ILGenerator
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<Label, int> labels = [];

    /// <summary>What was written so far.</summary>
    public string Text => text.ToString();

    /// <summary>Writes down what the next instructions are for.</summary>
    public void Note(string purpose) => text.Append("  ; ").Append(purpose).Append('\n');

    public override int ILOffset => inner.ILOffset;

    /// <summary>Writes an instruction down, and gives who gets it.</summary>
    private ILGenerator Written(OpCode opcode, object? operand = null)
    {
        text.Append("    ").Append(opcode.Name);
        if (operand is not null) text.Append(CultureInfo.InvariantCulture, $" {operand}");
        text.Append('\n');
        return inner;
    }

    private static string NameOf(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>" : type.Name;

    private static string NameOf(MethodBase method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{(method.DeclaringType is Type type ? NameOf(type) + "." : "")}{method.Name}{generic}({string.Join(", ", method.GetParameters().Select(p => NameOf(p.ParameterType)))})";
    }

    private string NameOf(Label label)
    {
        if (!labels.TryGetValue(label, out int number)) labels[label] = number = labels.Count;
        return $"L{number}";
    }

    public override LocalBuilder DeclareLocal(Type localType, bool pinned)
    {
        LocalBuilder local = inner.DeclareLocal(localType, pinned);
        text.Append(CultureInfo.InvariantCulture, $"  local {local.LocalIndex}: {NameOf(localType)}\n");
        return local;
    }

    public override Label DefineLabel() => inner.DefineLabel();

    public override void MarkLabel(Label loc)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {NameOf(loc)}:\n");
        inner.MarkLabel(loc);
    }

    public override void Emit(OpCode opcode) => Written(opcode).Emit(opcode);

    public override void Emit(OpCode opcode, byte arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, double arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, short arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, int arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, long arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, float arg) => Written(opcode, arg).Emit(opcode, arg);

    public override void Emit(OpCode opcode, string str) => Written(opcode, $"\"{str}\"").Emit(opcode, str);

    public override void Emit(OpCode opcode, ConstructorInfo con) => Written(opcode, NameOf(con)).Emit(opcode, con);

    public override void Emit(OpCode opcode, MethodInfo meth) => Written(opcode, NameOf(meth)).Emit(opcode, meth);

    public override void Emit(OpCode opcode, FieldInfo field) => Written(opcode, field.Name).Emit(opcode, field);

    public override void Emit(OpCode opcode, Type cls) => Written(opcode, NameOf(cls)).Emit(opcode, cls);

    public override void Emit(OpCode opcode, LocalBuilder local) => Written(opcode, local.LocalIndex).Emit(opcode, local);

    public override void Emit(OpCode opcode, Label label) => Written(opcode, NameOf(label)).Emit(opcode, label);

    public override void Emit(OpCode opcode, Label[] labels) => Written(opcode, string.Join(", ", labels.Select(NameOf))).Emit(opcode, labels);

    public override void Emit(OpCode opcode, SignatureHelper signature) => Written(opcode, signature).Emit(opcode, signature);

    public override void EmitCall(OpCode opcode, MethodInfo methodInfo, Type[]? optionalParameterTypes) => Written(opcode, NameOf(methodInfo)).EmitCall(opcode, methodInfo, optionalParameterTypes);

    public override void EmitCalli(OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes) => Written(opcode).EmitCalli(opcode, callingConvention, returnType, parameterTypes, optionalParameterTypes);

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes) => Written(opcode).EmitCalli(opcode, unmanagedCallConv, returnType, parameterTypes);

    public override Label BeginExceptionBlock() => inner.BeginExceptionBlock();

    public override void BeginCatchBlock(Type? exceptionType) => inner.BeginCatchBlock(exceptionType!);

    public override void BeginExceptFilterBlock() => inner.BeginExceptFilterBlock();

    public override void BeginFaultBlock() => inner.BeginFaultBlock();

    public override void BeginFinallyBlock() => inner.BeginFinallyBlock();

    public override void EndExceptionBlock() => inner.EndExceptionBlock();

    public override void BeginScope() => inner.BeginScope();

    public override void EndScope() => inner.EndScope();

    public override void UsingNamespace(string usingNamespace) => inner.UsingNamespace(usingNamespace);
}
