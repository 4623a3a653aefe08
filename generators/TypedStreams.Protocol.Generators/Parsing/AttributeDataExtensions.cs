using Microsoft.CodeAnalysis;

namespace TypedStreams.Protocol.Generators.Parsing;

internal static class AttributeDataExtensions
{
    public static object? Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;
}
