// What a schema says about itself beside its text: tags by path, properties, and which properties are sensitive.
// Everything is kept sorted, because two spellings of one metadata must be one content. Immutable.
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Registry.Subjects;

/// <summary>The metadata of a schema. Null stands for metadata without any content.</summary>
internal sealed class SchemaMetadata
{
    /// <summary>The property by which a writer says which version it means to create.</summary>
    internal const string VersionProperty = "confluent:version";

    /// <summary>The property that lists names no field may have any more, separated by commas.</summary>
    internal const string ReservedProperty = "confluent:reserved";

    internal SchemaMetadata(
        IEnumerable<KeyValuePair<string, ImmutableSortedSet<string>>> tags,
        IEnumerable<KeyValuePair<string, string>> properties,
        IEnumerable<string> sensitive)
    {
        Tags = tags.ToImmutableSortedDictionary(StringComparer.Ordinal);
        Properties = properties.ToImmutableSortedDictionary(StringComparer.Ordinal);
        Sensitive = sensitive.ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>Tags by the path of what they tag.</summary>
    internal ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Tags { get; }

    /// <summary>Free properties.</summary>
    internal ImmutableSortedDictionary<string, string> Properties { get; }

    /// <summary>Names of properties that are not to be shown.</summary>
    internal ImmutableSortedSet<string> Sensitive { get; }

    /// <summary>Both together; where they disagree, the second wins.</summary>
    internal static SchemaMetadata? Merge(SchemaMetadata? below, SchemaMetadata? above) =>
        below is null ? above
        : above is null ? below
        : new SchemaMetadata(
            below.Tags.SetItems(above.Tags),
            below.Properties.SetItems(above.Properties),
            below.Sensitive.Union(above.Sensitive));

    /// <summary>The same with one property set.</summary>
    internal static SchemaMetadata With(SchemaMetadata? metadata, string property, string value) => new(
        metadata?.Tags ?? ImmutableSortedDictionary<string, ImmutableSortedSet<string>>.Empty,
        (metadata?.Properties ?? ImmutableSortedDictionary<string, string>.Empty).SetItem(property, value),
        metadata?.Sensitive ?? []);

    /// <summary>A property, or null.</summary>
    internal string? Property(string name) => Properties.GetValueOrDefault(name);

    /// <summary>Adds this to the hash that identifies a content, in Confluent's order.</summary>
    internal void AddTo(IncrementalHash hash)
    {
        foreach ((string path, ImmutableSortedSet<string> tags) in Tags)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            foreach (string tag in tags)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(tag));
            }
        }

        foreach ((string name, string value) in Properties)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(Encoding.UTF8.GetBytes(value));
        }

        foreach (string name in Sensitive)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
        }
    }
}
