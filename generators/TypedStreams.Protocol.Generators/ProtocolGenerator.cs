// Incremental generator of the wire code: parse (symbols to models), then emit (models to text). A message is emitted
// again only when its own model changed, the API table only when a row did.
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TypedStreams.Protocol.Generators.Emitting;
using TypedStreams.Protocol.Generators.Model;
using TypedStreams.Protocol.Generators.Parsing;

namespace TypedStreams.Protocol.Generators;

/// <summary>Emits Read, Write and Size for classes with ApiMessage or DataMessage, and the table of APIs.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProtocolGenerator : IIncrementalGenerator
{
    internal const string ApiStep = "ApiMessages";
    internal const string DataStep = "DataMessages";
    internal const string TableStep = "ApiTable";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<MessageModel> apis = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "TypedStreams.Protocol.ApiMessageAttribute",
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellation) => MessageParser.ParseApi(found, cancellation))
            .WithTrackingName(ApiStep);
        IncrementalValuesProvider<MessageModel> data = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "TypedStreams.Protocol.DataMessageAttribute",
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellation) => MessageParser.ParseData(found, cancellation))
            .WithTrackingName(DataStep);
        IncrementalValueProvider<EquatableArray<ApiRow>> rows = apis
            .Where(static message => message.Shape == MessageShape.Request)
            .Select(static (message, _) => Row(message))
            .Collect()
            .Select(static (all, _) => new EquatableArray<ApiRow>(all))
            .WithTrackingName(TableStep);

        context.RegisterSourceOutput(apis, Emit);
        context.RegisterSourceOutput(data, Emit);
        context.RegisterSourceOutput(rows, static (output, all) =>
            output.AddSource("ApiMessageInfo.g.cs", SourceText.From(ApiTableEmitter.Emit(all), Encoding.UTF8)));
    }

    private static void Emit(SourceProductionContext output, MessageModel message) =>
        output.AddSource($"{message.Root.Name}.g.cs", SourceText.From(MessageEmitter.Emit(message), Encoding.UTF8));

    private static ApiRow Row(MessageModel message) => new(
        message.ApiName,
        message.ApiKey,
        message.Range.Low,
        message.Range.High,
        message.FlexibleVersions.IsEmpty ? short.MaxValue : message.FlexibleVersions.Low);
}
