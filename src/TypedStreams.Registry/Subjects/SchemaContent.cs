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
        string? metadata = null,
        string? ruleSet = null)
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

    /// <summary>The metadata object as JSON text, or null. Kept and returned as it came.</summary>
    internal string? Metadata { get; }

    /// <summary>The rule set object as JSON text, or null. Kept and returned as it came.</summary>
    internal string? RuleSet { get; }

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

        Append(hash, content.Metadata);
        Append(hash, content.RuleSet);
        return new Guid(hash.GetHashAndReset(), bigEndian: true);
    }

    private static void Append(IncrementalHash hash, string? json)
    {
        if (json is not null)
        {
            hash.AppendData([1]);
            hash.AppendData(Encoding.UTF8.GetBytes(json));
        }
    }
}
