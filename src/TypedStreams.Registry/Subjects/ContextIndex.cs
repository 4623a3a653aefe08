// The ids of one context: which content each means, which versions use it, and the largest ever handed out, which it
// must never forget. Ids of different contexts have nothing to do with each other.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>Contents and their ids within a context.</summary>
internal sealed class ContextIndex
{
    private static readonly string[] Types = [SchemaContent.Avro, "PROTOBUF", "JSON"];

    private readonly Dictionary<int, SchemaContent> _contents = [];
    private readonly Dictionary<(Guid, string), int> _ids = [];
    private readonly Dictionary<int, List<RegisteredVersion>> _uses = [];
    private int _kept;

    /// <summary>A context that has nothing.</summary>
    internal static ContextIndex Empty { get; } = new();

    /// <summary>The largest id ever handed out; the next one is one more.</summary>
    internal int HighestId { get; private set; }

    /// <summary>Whether only records that compaction may take away speak of the largest id.</summary>
    internal bool MayForget => HighestId > _kept && !_contents.ContainsKey(HighestId);

    /// <summary>Whether the context was announced by a record of its own.</summary>
    internal bool IsAnnounced { get; set; }

    /// <summary>Whether any version uses an id of it.</summary>
    internal bool HasVersions => _uses.Count > 0;

    /// <summary>The schema of an id, or null.</summary>
    internal SchemaContent? Content(int id) => _contents.GetValueOrDefault(id);

    /// <summary>The id of a content, or 0.</summary>
    internal int IdOf(SchemaContent content) => _ids.GetValueOrDefault((content.Guid, content.Type));

    /// <summary>The ids of a guid; one for each type of schema that has it, so nearly always none or one.</summary>
    internal IEnumerable<int> IdsOf(Guid guid) =>
        Types.Select(type => _ids.GetValueOrDefault((guid, type))).Where(id => id > 0);

    /// <summary>The versions that use an id, soft-deleted ones included, in no order.</summary>
    internal IReadOnlyList<RegisteredVersion> Uses(int id) => _uses.TryGetValue(id, out var uses) ? uses : [];

    /// <summary>Takes note of a record that remembers the largest id.</summary>
    internal void Keep(int id)
    {
        _kept = Math.Max(_kept, id);
        Reach(id);
    }

    /// <summary>The content an id stands for once this one uses it; null when it stands for another.</summary>
    internal SchemaContent? Admit(int id, SchemaContent content)
    {
        Reach(id);
        if (!_contents.TryGetValue(id, out SchemaContent? known))
        {
            return content;
        }

        // The first text stays the one text of the id: 8,000 subjects that share a schema share its memory.
        return known.Guid == content.Guid && known.Type == content.Type ? known : null;
    }

    internal void Add(RegisteredVersion version)
    {
        _contents[version.Id] = version.Content;
        _ids.TryAdd((version.Content.Guid, version.Content.Type), version.Id);
        if (!_uses.TryGetValue(version.Id, out List<RegisteredVersion>? uses))
        {
            _uses.Add(version.Id, uses = []);
        }

        uses.Add(version);
    }

    internal void Remove(RegisteredVersion version)
    {
        List<RegisteredVersion> uses = _uses[version.Id];
        uses.Remove(version);
        if (uses.Count > 0)
        {
            return;
        }

        _uses.Remove(version.Id);
        _contents.Remove(version.Id);
        (Guid, string) content = (version.Content.Guid, version.Content.Type);
        if (_ids.GetValueOrDefault(content) == version.Id)
        {
            _ids.Remove(content);
        }
    }
    private void Reach(int id) => HighestId = Math.Max(HighestId, id);
}
