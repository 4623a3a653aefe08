using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Registry.Subjects;

/// <summary>
/// One rule of a schema. Serializers run it; a registry keeps it. Absent texts are null. Immutable.
/// </summary>
internal sealed record SchemaRule
{
    /// <summary>Unique within its list; at most 256 characters, a letter or underscore first.</summary>
    internal string? Name { get; init; }

    internal string? Doc { get; init; }

    /// <summary>TRANSFORM or CONDITION.</summary>
    internal string? Kind { get; init; }

    /// <summary>UPGRADE, DOWNGRADE, UPDOWN (migrations) or WRITE, READ, WRITEREAD (everything else).</summary>
    internal string? Mode { get; init; }

    /// <summary>What runs it, for example CEL or ENCRYPT.</summary>
    internal string? Type { get; init; }

    internal ImmutableSortedSet<string> Tags { get; init; } = [];

    internal ImmutableSortedDictionary<string, string> Params { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    internal string? Expr { get; init; }

    internal string? OnSuccess { get; init; }

    internal string? OnFailure { get; init; }

    internal bool IsDisabled { get; init; }

    /// <summary>Adds this to the hash that identifies a content, field by field.</summary>
    internal void AddTo(IncrementalHash hash)
    {
        Add(hash, Name);
        Add(hash, Doc);
        Add(hash, Kind);
        Add(hash, Mode);
        Add(hash, Type);
        foreach (string tag in Tags)
        {
            Add(hash, tag);
        }

        foreach ((string name, string value) in Params)
        {
            Add(hash, name);
            Add(hash, value);
        }

        Add(hash, Expr);
        Add(hash, OnSuccess);
        Add(hash, OnFailure);
        if (IsDisabled)
        {
            hash.AppendData([1]);
        }
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        if (text is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
