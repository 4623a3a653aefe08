// One directory of SimulatedDisk: durable entries plus the changes since the last directory sync. A crash keeps a
// prefix of the changes, as a journaling file system does. Called under the disk's lock.
namespace TypedStreams.Storage.Simulation;

internal sealed class SimulatedDirectory
{
    private readonly List<Change> _pending = [];
    private Dictionary<string, object> _durable = new(StringComparer.Ordinal);
    private Dictionary<string, object> _entries = new(StringComparer.Ordinal);

    public object? Find(string name) => _entries.GetValueOrDefault(name);

    public List<string> Names() => [.. _entries.Keys.Order(StringComparer.Ordinal)];

    public void Link(string name, object node) => Do(new Change(Unlinked: null, name, node));

    public void Unlink(string name)
    {
        if (_entries.ContainsKey(name))
        {
            Do(new Change(name, Linked: null, Node: null));
        }
    }

    public void Rename(string from, string to) => Do(new Change(from, to, _entries[from]));

    public void Sync()
    {
        _durable = new Dictionary<string, object>(_entries, StringComparer.Ordinal);
        _pending.Clear();
    }

    public void Crash(Random random)
    {
        var kept = random.Next(_pending.Count + 1);
        _entries = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
        for (var i = 0; i < kept; i++)
        {
            Apply(_pending[i], _entries);
        }

        Sync();
        foreach (var name in Names())
        {
            if (_entries[name] is SimulatedDirectory directory)
            {
                directory.Crash(random);
            }
            else
            {
                ((SimulatedFile)_entries[name]).Crash(random);
            }
        }
    }

    private void Do(Change change)
    {
        _pending.Add(change);
        Apply(change, _entries);
    }

    private static void Apply(Change change, Dictionary<string, object> entries)
    {
        if (change.Unlinked is not null)
        {
            entries.Remove(change.Unlinked);
        }

        if (change.Linked is not null)
        {
            entries[change.Linked] = change.Node!;
        }
    }

    private readonly record struct Change(string? Unlinked, string? Linked, object? Node);
}
