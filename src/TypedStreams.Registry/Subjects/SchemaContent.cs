// What makes two registrations the same schema: the text and everything that travels with it. The hash of it is the
// schema's guid in Confluent's registry (MD5 as a big-endian UUID), which is how an id is found for a content.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Registry.Subjects;

/// <summary>A schema's content; equal contents share one id. Immutable.</summary>
internal sealed class SchemaContent
{
    internal const string Avro = "AVRO";

    internal SchemaContent(
        string type,
        string text,
        ImmutableArray<SchemaReference> references,
        SchemaMetadata? metadata = null,
        RuleSet? ruleSet = null)
    {
        Type = type;
        Text = text;
        References = references;
        Metadata = metadata;
        RuleSet = ruleSet;
        Guid = Hash(this);
    }

    /// <summary>AVRO, PROTOBUF or JSON.</summary>
    internal string Type { get; }

    /// <summary>The stored text.</summary>
    internal string Text { get; }

    /// <summary>What the text borrows, in written order.</summary>
    internal ImmutableArray<SchemaReference> References { get; }

    /// <summary>What the schema says about itself; null for nothing.</summary>
    internal SchemaMetadata? Metadata { get; }

    /// <summary>The rules that travel with the schema; null for none.</summary>
    internal RuleSet? RuleSet { get; }

    /// <summary>The same text with other metadata and rules.</summary>
    internal SchemaContent With(SchemaMetadata? metadata, RuleSet? ruleSet) =>
        new(Type, Text, References, metadata, ruleSet);

    /// <summary>The identity: equal for equal contents in every registry.</summary>
    internal Guid Guid { get; }

    private static Guid Hash(SchemaContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(Encoding.UTF8.GetBytes(content.Text));
        Span<byte> version = stackalloc byte[4];
        foreach (SchemaReference reference in content.References)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(reference.Name));
            hash.AppendData(Encoding.UTF8.GetBytes(reference.Subject));
            BinaryPrimitives.WriteInt32BigEndian(version, reference.Version);
            hash.AppendData(version);
        }

        if (content.Metadata is { } metadata)
        {
            hash.AppendData([1]);
            metadata.AddTo(hash);
        }

        if (content.RuleSet is { } rules)
        {
            hash.AppendData([1]);
            rules.AddTo(hash);
        }

        return new Guid(hash.GetHashAndReset(), bigEndian: true);
    }
}
