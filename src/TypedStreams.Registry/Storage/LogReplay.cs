// From records of a log to a state. Every registry on a log comes to the same state, because what a record counts for
// depends on the log alone.
// A record says where it was meant to stand. When somebody else's record took that place, it was decided on an old
// state and does not count: that is what makes an append conditional in a log that knows no conditions. But it stands
// in the log, and to compaction it is the newest of its key; so what is true of that key has to be said again behind
// it. Pure: no I/O, no clock, no task. One owner at a time; the shell guards it. See decisions/002.
using System.Collections.Immutable;
using System.Text;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Storage;

/// <summary>What a record came to.</summary>
internal enum ReplayOutcome
{
    /// <summary>It is part of the state now.</summary>
    Applied,

    /// <summary>It was overtaken and does not count.</summary>
    Overtaken,

    /// <summary>It gives an id to a second content and does not count.</summary>
    Contradiction,

    /// <summary>It is of a kind that this registry does not know.</summary>
    Foreign,

    /// <summary>It is no record of a registry.</summary>
    Unreadable,
}

/// <summary>Replays a log.</summary>
/// <typeparam name="TMachine">The state, with what decides on it.</typeparam>
internal abstract class LogReplay<TMachine>
{
    // By key: what an overtaken record wrote, until a record that counts writes the key again.
    private readonly Dictionary<string, RegistryRecord> _overtaken = new(StringComparer.Ordinal);

    // By key as this registry writes it: the same key in other spellings, which older or other registries wrote. They
    // are keys of their own to compaction, so what is said of one has to be said of all.
    private readonly Dictionary<string, List<byte[]>> _spellings = new(StringComparer.Ordinal);

    /// <summary>The state so far.</summary>
    internal abstract TMachine Machine { get; }

    /// <summary>The record behind bytes; FormatException when they are none.</summary>
    private protected abstract RegistryRecord Decode(in SchemaLogEntry entry);

    /// <summary>The bytes of a record.</summary>
    private protected abstract SchemaLogPair Encode(RegistryRecord record);

    /// <summary>The bytes of a record's key.</summary>
    private protected abstract byte[] KeyOf(RegistryRecord record);

    /// <summary>Makes a record part of the state; false when it contradicts what is there.</summary>
    private protected abstract bool Apply(RegistryRecord record, long timestampMs);

    /// <summary>What is true of the key of a record that does not count.</summary>
    private protected abstract IEnumerable<RegistryRecord> Restate(RegistryRecord overtaken);

    /// <summary>Takes the next record.</summary>
    /// <param name="entry">The record.</param>
    /// <param name="problem">What is wrong with a record that is unreadable or foreign.</param>
    internal ReplayOutcome Apply(in SchemaLogEntry entry, out string problem)
    {
        problem = "";
        RegistryRecord record;
        try
        {
            record = Decode(entry);
        }
        catch (FormatException fault)
        {
            problem = fault.Message;
            return ReplayOutcome.Unreadable;
        }

        if (record is Foreign foreign)
        {
            problem = foreign.What;
            return ReplayOutcome.Foreign;
        }

        NoteSpelling(entry.Key, record);
        if (entry.IntendedOffset >= 0 && entry.IntendedOffset != entry.Offset)
        {
            _overtaken[Encoding.UTF8.GetString(entry.Key)] = record;
            return ReplayOutcome.Overtaken;
        }

        if (_overtaken.Count > 0)
        {
            _overtaken.Remove(Encoding.UTF8.GetString(entry.Key));
        }

        return Apply(record, entry.TimestampMs) ? ReplayOutcome.Applied : ReplayOutcome.Contradiction;
    }

    /// <summary>
    /// The records of a decision, behind the truth about every key that an overtaken record wrote last. Nothing for a
    /// decision without records.
    /// </summary>
    internal ImmutableArray<SchemaLogPair> Encode(ImmutableArray<RegistryRecord> decided)
    {
        SchemaLogPair[] pairs = [.. decided.Select(Encode)];
        if (pairs.Length == 0)
        {
            return [];
        }

        HashSet<string> written = [.. pairs.Select(pair => Encoding.UTF8.GetString(pair.Key))];
        IEnumerable<SchemaLogPair> restated = _overtaken.Where(pair => !written.Contains(pair.Key))
            .SelectMany(pair => Restate(pair.Value))
            .Select(Encode);
        return [.. restated.Concat(pairs).SelectMany(InEverySpelling)];
    }

    private IEnumerable<SchemaLogPair> InEverySpelling(SchemaLogPair pair) =>
        _spellings.Count > 0 && _spellings.TryGetValue(Encoding.UTF8.GetString(pair.Key), out List<byte[]>? others)
            ? others.Select(key => pair with { Key = key }).Append(pair)
            : [pair];

    private void NoteSpelling(byte[] key, RegistryRecord record)
    {
        byte[] own = KeyOf(record);
        if (record is Noop || key.AsSpan().SequenceEqual(own))
        {
            return;
        }

        string name = Encoding.UTF8.GetString(own);
        if (!_spellings.TryGetValue(name, out List<byte[]>? others))
        {
            _spellings.Add(name, others = []);
        }

        if (!others.Exists(other => other.AsSpan().SequenceEqual(key)))
        {
            others.Add(key);
        }
    }
}
