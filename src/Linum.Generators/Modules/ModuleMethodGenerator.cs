using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Linum.Generators;

/// <summary>Writes the public entry of every <c>[ModuleMethod]</c>: <c>Encode</c> for <c>EncodeForward</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModuleMethodGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results the tests look at.</summary>
    internal const string Step = "ModuleMethods";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModuleMethodsModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.ModuleMethodAttribute, static (node, _) => node is MethodDeclarationSyntax, static (found, cancel) => ModuleMethodSource.Read((IMethodSymbol)found.TargetSymbol, cancel))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(Step);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource($"{model.Parts.HintName}.Methods.g.cs", ModuleMethodSource.Write(model)));
    }
}
