// The groups whose records live in one partition of __consumer_offsets, by name, whatever their kind. A name may be
// that of a share group instead, which another core keeps.
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class GroupSet
{
    // Ordered by name, so that listings and effects over several groups do not depend on hashing.
    private readonly SortedDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <summary>Whether a name is that of a share group.</summary>
    internal Func<string, bool> IsShareGroup { get; set; } = static _ => false;

    internal int Count => _groups.Count;

    /// <summary>All groups, in the order of their names.</summary>
    internal SortedDictionary<string, Group>.ValueCollection All => _groups.Values;

    internal bool Has(string groupId) => _groups.ContainsKey(groupId);

    internal Group? Find(string groupId) => _groups.GetValueOrDefault(groupId);

    internal bool TryFind(string groupId, [NotNullWhen(true)] out Group? group) =>
        _groups.TryGetValue(groupId, out group);

    internal Group GetOrCreate(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out Group? group))
        {
            _groups[groupId] = group = new Group(groupId);
        }

        return group;
    }

    /// <summary>The group is deleted, unless somebody has come in the meantime.</summary>
    internal void RemoveIfEmpty(Group group)
    {
        if (group.IsEmpty)
        {
            group.State = GroupState.Dead;
            _groups.Remove(group.GroupId);
        }
    }

    /// <summary>What is left of a group whose last record is gone: nothing, unless it has positions.</summary>
    internal void RemoveIfBare(Group group)
    {
        if (group is { Consumers: null, Streams: null, Offsets.Count: 0, Members.Count: 0 })
        {
            _groups.Remove(group.GroupId);
        }
    }
}
