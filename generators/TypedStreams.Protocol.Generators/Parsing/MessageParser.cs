// From an annotated class symbol to a MessageModel. The only stage that sees symbols and syntax; nothing of them
// leaves it.
using Microsoft.CodeAnalysis;
using TypedStreams.Protocol.Generators.Model;

namespace TypedStreams.Protocol.Generators.Parsing;

internal static class MessageParser
{
    public static MessageModel ParseApi(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        AttributeData attribute = context.Attributes[0];
        var key = attribute.ConstructorArguments[0];
        bool isRequest = attribute.ConstructorArguments[1].Value is 0;
        return Parse(
            (INamedTypeSymbol)context.TargetSymbol,
            isRequest ? MessageShape.Request : MessageShape.Response,
            EnumMemberName(key),
            key.Value is short number ? number : -1,
            recordType: -1,
            versions: (string)attribute.ConstructorArguments[2].Value!,
            attribute,
            cancellation);
    }

    public static MessageModel ParseData(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        AttributeData attribute = context.Attributes[0];
        int recordType = attribute.Named("RecordType") is short type ? type : -1;
        return Parse(
            (INamedTypeSymbol)context.TargetSymbol,
            recordType < 0 ? MessageShape.Data : MessageShape.TypedRecord,
            apiName: "",
            apiKey: -1,
            recordType,
            versions: (string)attribute.ConstructorArguments[0].Value!,
            attribute,
            cancellation);
    }

    private static MessageModel Parse(
        INamedTypeSymbol symbol,
        MessageShape shape,
        string apiName,
        int apiKey,
        int recordType,
        string versions,
        AttributeData attribute,
        CancellationToken cancellation)
    {
        VersionRange range = VersionRange.Parse(versions);
        VersionRange flexible = VersionRange.Parse(attribute.Named("FlexibleVersions") as string).Intersect(range);
        var fields = new Dictionary<string, EquatableArray<FieldModel>>
        {
            [symbol.Name] = FieldParser.ParseAll(symbol, cancellation),
        };
        foreach (INamedTypeSymbol nested in symbol.GetTypeMembers())
            fields[nested.Name] = FieldParser.ParseAll(nested, cancellation);

        Dictionary<string, VersionRange> ranges = StructRanges.Of(symbol.Name, range, fields);
        var sizes = new MinimumSizes(fields, flexible);
        StructModel Model(string name) =>
            new(name, ranges[name], fields[name], sizes.Of(name, ranges[name]));

        return new MessageModel(
            symbol.ContainingNamespace.ToDisplayString(),
            shape,
            apiName,
            apiKey,
            recordType,
            flexible,
            Model(symbol.Name),
            new(fields.Keys.Where(name => name != symbol.Name && ranges.ContainsKey(name)).Select(Model)));
    }

    private static string EnumMemberName(TypedConstant constant) =>
        constant.Type!.GetMembers().OfType<IFieldSymbol>()
            .First(member => Equals(member.ConstantValue, constant.Value)).Name;
}
