// [View<T>] struct to ViewModel; reports what it does not accept. The generator and the analyzer share it.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Generators.Protoc;

namespace TypedStreams.Generators.Views;

internal static class ViewParser
{
    /// <summary>By the numbers of SchemaFormat.</summary>
    private static readonly string[] FormatNames = ["Avro", "Protobuf", "Json"];

    /// <summary>The view's attribute, or null. It is generic, so its name is that of its definition.</summary>
    internal static AttributeData? Attribute(ITypeSymbol type) => type.GetAttributes().FirstOrDefault(
        attribute => attribute.AttributeClass is { MetadataName: "ViewAttribute`1" } view
            && Symbols.Namespace(view) == "TypedStreams");

    /// <summary>What a type is a view of, or null when it is no view.</summary>
    internal static INamedTypeSymbol? MessageOf(ITypeSymbol type) =>
        Attribute(type)?.AttributeClass!.TypeArguments[0] as INamedTypeSymbol;

    /// <summary>The format that a view is laid over, by name; "" when there is none of that number.</summary>
    internal static string FormatOf(AttributeData view, AttributeData message) =>
        Symbols.Argument(view, "Format") is { } given ? Name(given) : OwnFormatOf(message);

    /// <summary>The format of a message's topic, by name.</summary>
    internal static string OwnFormatOf(AttributeData message) => Name(Symbols.Argument(message, "Format") ?? 0);

    private static string Name(object format) =>
        format is int number && number >= 0 && number < FormatNames.Length ? FormatNames[number] : "";

    /// <summary>The model, or null when anything was reported, or when the message itself has a problem.</summary>
    internal static ViewModel? Parse(
        INamedTypeSymbol type, AttributeData attribute, Problems problems, CancellationToken cancellationToken)
    {
        CheckDeclaration(type, problems, cancellationToken);
        if (attribute.AttributeClass!.TypeArguments[0] is not INamedTypeSymbol message
            || Symbols.Attribute(message, Symbols.Message) is not { } contract)
        {
            Bad(type, problems, $"{attribute.AttributeClass.TypeArguments[0].Name} is no type with [Message]");
            return null;
        }

        var format = FormatOf(attribute, contract);
        if (WhyNot(message, contract, format) is { } reason)
        {
            problems.Add(Rules.NoView, type, type.Name, message.Name, reason);
        }

        if (problems.Any
            || MessageParser.Parse(message, contract, new Problems(null), cancellationToken) is not { } model)
        {
            return null;
        }

        if (!model.Formats.Contains(format))
        {
            problems.Add(
                Rules.NoView, type, type.Name, message.Name, $"it has no {format}; add it to AlsoFormats");
            return null;
        }

        var view = new ViewModel(
            new EquatableArray<string>(MessageParser.Chain(type).Select(Symbols.Declaration)),
            type.Name,
            Symbols.Namespace(type),
            Symbols.CSharp(type),
            format,
            model with { Key = null });
        CheckNames(view, type, problems);
        return problems.Any ? null : view;
    }

    private static void CheckDeclaration(INamedTypeSymbol type, Problems problems, CancellationToken cancellationToken)
    {
        if (!type.IsRefLikeType || !type.IsReadOnly)
        {
            Bad(type, problems, "it keeps the bytes of a message and may not outlive them");
        }
        else if (MessageParser.Chain(type).Any(part => !Symbols.IsPartial(part, cancellationToken)))
        {
            Bad(type, problems, "it, or a type around it, is not partial, so nothing can be added to it");
        }
        else if (MessageParser.Chain(type).Any(part => part.IsGenericType))
        {
            Bad(type, problems, "it, or a type around it, is generic");
        }
    }

    private static void Bad(INamedTypeSymbol type, Problems problems, string reason) =>
        problems.Add(Rules.BadView, type, type.Name, reason);

    private static string? WhyNot(INamedTypeSymbol message, AttributeData contract, string format) =>
        format == "Json" ? "JSON is text, and its values are not found in place; use the message itself"
        : format == "" ? "its format does not exist"
        : ProtocMessage.Is(message) ? "protoc has made it; use the message itself"
        : MessageParser.IsMadeOfFile(contract) && Symbols.Attribute(message, Symbols.SchemaSource) is null
            ? "its members are made of a schema file in this build; declare the view in a project that references it"
        : null;

    /// <summary>Members of the message become members of the view, where some names are taken.</summary>
    private static void CheckNames(ViewModel view, INamedTypeSymbol type, Problems problems)
    {
        var message = view.Message;
        var types = new ViewTypes(view);
        var taken = new HashSet<string>(
            types.Nested.Concat(["Over", "ToMessage", view.Name]), StringComparer.Ordinal);
        foreach (var record in message.Records)
        {
            var own = types.ViewOf(record.CSharp);
            var clash = record.Fields.FirstOrDefault(field =>
                field.Member == own || (record.CSharp == message.CSharp && taken.Contains(field.Member)));
            if (clash is not null)
            {
                problems.Add(
                    Rules.NoView,
                    type,
                    type.Name,
                    record.Name.Simple,
                    $"its member {clash.Member} is called like a part of the view; rename it, and keep its name in the "
                    + "schema with [Field(Name = ...)]");
            }
        }
    }
}
