// The formats this registry serves, by the name that clients call them.
using System.Collections.Frozen;

namespace TypedStreams.Registry.Formats;

internal static class SchemaFormats
{
    private static readonly FrozenDictionary<string, ISchemaFormat> ByName =
        new ISchemaFormat[] { new JsonFormat(), new ProtobufFormat(), new AvroFormat() }
            .ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>The names, in the order in which Confluent's registry lists them.</summary>
    internal static string[] Names { get; } = ["JSON", "PROTOBUF", "AVRO"];

    /// <summary>The format, or null when there is none of that name.</summary>
    internal static ISchemaFormat? Find(string name) => ByName.GetValueOrDefault(name);
}
