using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Linum.Generators;

/// <summary>Writes how every <c>[Pytree]</c> type is taken apart into arrays and put together again.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PytreeGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results the tests look at.</summary>
    internal const string Step = "Pytrees";

    /// <summary>How the names of its files end.</summary>
    internal const string FileSuffix = ".Pytree.g.cs";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PytreeModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.PytreeAttribute, static (node, _) => node is TypeDeclarationSyntax, static (found, cancel) => PytreeSource.Read((INamedTypeSymbol)found.TargetSymbol, cancel))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(Step);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Parts.HintName + FileSuffix, PytreeSource.Write(model)));
    }
}
