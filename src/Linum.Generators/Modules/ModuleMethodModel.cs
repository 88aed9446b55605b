namespace Linum.Generators;

/// <summary>All that is written about the [ModuleMethod] methods of one type.</summary>
/// <param name="Parts">Where it is written.</param>
/// <param name="Methods">The methods in the order of the source.</param>
internal sealed record ModuleMethodsModel(TypeParts Parts, EquatableArray<ModuleMethodModel> Methods);

/// <summary>A [ModuleMethod].</summary>
/// <param name="Name">The name of the method that is written: without <c>Forward</c>.</param>
/// <param name="Body">The name of the user's method.</param>
/// <param name="Result">The type of the result.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="IsInternal">Whether the method is for this assembly only.</param>
internal sealed record ModuleMethodModel(string Name, string Body, string Result, EquatableArray<ModuleParameter> Parameters, bool IsInternal);

/// <summary>A parameter: its type, its name, and its default value as text, empty for none.</summary>
internal sealed record ModuleParameter(string Type, string Name, string Default);
