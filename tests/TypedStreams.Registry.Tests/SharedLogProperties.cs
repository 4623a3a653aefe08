// Several registries on one log, in any interleaving: every one reads at its own pace, decides on what it knows, and
// its records land one by one between those of the others. No lock, no leader; see decisions/002.
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Tests;

public sealed class SharedLogProperties
{
    private const int WriterCount = 3;

    private static readonly Gen<Step> Steps =
        from writer in Gen.Choose(0, WriterCount - 1)
        from action in Gen.Choose(0, 9)
        from subject in Gen.Elements("a", "b", ":.c:a")
        from schema in Gen.Elements("\"int\"", "\"long\"", "\"string\"", "\"bytes\"")
        from version in Gen.Choose(1, 3)
        select new Step(writer, action, subject, schema, version);

    private static Arbitrary<Step[]> Histories => Steps.ArrayOf().Resize(120).ToArbitrary();

    [Fact]
    public void No_id_is_given_twice_and_no_acknowledged_version_is_lost() => Check((world, history) =>
    {
        foreach (Step step in history)
        {
            // No deletion: what was acknowledged must be there in the end.
            world.Take(step with { Action = step.Action is 4 or 5 or 6 ? 9 : step.Action });
        }

        SubjectIndex end = Replay(world.Log).Machine.Index;
        var meanings = new Dictionary<(string Context, int Id), string>();
        foreach (RegisteredVersion acknowledged in world.Acknowledged)
        {
            Assert.Equal(
                acknowledged.Content.Text, end.Versions(acknowledged.Subject)[acknowledged.Version].Content.Text);
            (string, int) key = (SubjectName.ContextOf(acknowledged.Subject), acknowledged.Id);
            meanings.TryAdd(key, acknowledged.Content.Text);
            Assert.Equal(meanings[key], acknowledged.Content.Text);
        }
    });

    [Fact]
    public void Id_keeps_its_meaning_whatever_is_deleted_meanwhile() => Check((world, history) =>
    {
        var meanings = new Dictionary<(string Context, int Id), string>();
        foreach (Step step in history)
        {
            world.Take(step);
            foreach (RegisteredVersion acknowledged in world.Acknowledged)
            {
                (string, int) key = (SubjectName.ContextOf(acknowledged.Subject), acknowledged.Id);
                meanings.TryAdd(key, acknowledged.Content.Text);
                Assert.Equal(meanings[key], acknowledged.Content.Text);
            }
        }
    });

    [Fact]
    public void Compaction_keeps_the_state_once_somebody_wrote_after_a_collision() => Check((world, history) =>
    {
        foreach (Step step in history)
        {
            world.Take(step);
        }

        world.Settle();

        SchemaLogEntry[] compacted = [.. world.Log
            .GroupBy(entry => Encoding.UTF8.GetString(entry.Key))
            .Select(group => group.Last())
            .Where(entry => entry.Value is not null)
            .OrderBy(entry => entry.Offset)];
        string expected = State(Replay(world.Log).Machine.Index);
        Assert.Equal(expected, State(Replay(compacted).Machine.Index));

        // A registry that does not look at headers comes to the same.
        Assert.Equal(
            expected,
            State(Replay(compacted.Select(entry => entry with { IntendedOffset = -1 })).Machine.Index));
    });

    private static void Check(Action<World, Step[]> property) =>
        Prop.ForAll(Histories, history => property(new World(), history))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static SchemaReplay Replay(IEnumerable<SchemaLogEntry> log)
    {
        var replay = new SchemaReplay();
        foreach (SchemaLogEntry entry in log)
        {
            replay.Apply(entry, out _);
        }

        return replay;
    }

    private static string State(SubjectIndex index) => string.Join('\n', index.Subjects
        .SelectMany(subject => index.Versions(subject).Values)
        .Select(v => $"{v.Subject} {v.Version} {v.Id} {v.Deleted} {v.Content.Text}")
        .Concat(new[] { null, "a", "b", ":.c:a" }.Select(s => $"{s} {index.Config(s)?.Level} {index.Mode(s)}"))
        .Append(string.Join(',', index.Contexts)));

    internal sealed record Step(int Writer, int Action, string Subject, string Schema, int Version);

    private sealed class World
    {
        private readonly Writer[] _writers = [.. Enumerable.Range(0, WriterCount).Select(_ => new Writer())];

        internal World() => Append(SchemaLogCodec.Encode(new ConfigChanged(
            Subject: null, new SubjectConfig { Level = CompatibilityLevel.None })), intended: -1);

        internal List<SchemaLogEntry> Log { get; } = [];

        internal List<RegisteredVersion> Acknowledged { get; } = [];

        internal void Take(Step step)
        {
            Writer writer = _writers[step.Writer];
            if (writer.Pending.Count > 0)
            {
                Land(writer);
            }
            else if (step.Action is 0 or 1)
            {
                Read(writer, step.Version);
            }
            else
            {
                Decide(writer, step);
            }
        }

        /// <summary>Everything under way lands, and one more change is made on the whole log.</summary>
        internal void Settle()
        {
            foreach (Writer writer in _writers)
            {
                while (writer.Pending.Count > 0)
                {
                    Land(writer);
                }
            }

            Read(_writers[0], int.MaxValue);
            Decide(_writers[0], new Step(0, 9, "a", "\"double\"", 1));
            while (_writers[0].Pending.Count > 0)
            {
                Land(_writers[0]);
            }
        }

        private void Decide(Writer writer, Step step)
        {
            SubjectMachine machine = writer.Replay.Machine;
            var selector = new VersionSelector(step.Version);
            writer.Reply = null;
            ImmutableRecords records = step.Action switch
            {
                2 => new(machine.ChangeConfig(step.Subject, ConfigChange.OfLevel(CompatibilityLevel.None)).Records),
                3 => new(machine.ChangeMode(step.Subject, RegistryMode.ReadWrite).Records),
                4 => new(machine.DeleteSubject(step.Subject, permanent: step.Version == 3).Records),
                5 => new(machine.DeleteVersion(step.Subject, selector, permanent: false).Records),
                6 => new(machine.DeleteVersion(step.Subject, selector, permanent: true).Records),
                _ => Register(writer, step),
            };
            writer.Intended = writer.At;
            foreach (SchemaLogPair pair in writer.Replay.Encode([.. records.All]))
            {
                writer.Pending.Enqueue(pair);
            }
        }

        private static ImmutableRecords Register(Writer writer, Step step)
        {
            Decision<RegisteredVersion> decision = writer.Replay.Machine.Register(
                step.Subject, new SchemaProposal("AVRO", step.Schema, []), normalize: false);
            writer.Reply = decision.Records.IsEmpty ? null : decision.Reply;
            return new ImmutableRecords(decision.Records);
        }

        private void Land(Writer writer)
        {
            bool isInPlace = Log.Count == writer.Intended;
            Append(writer.Pending.Dequeue(), writer.Intended++);
            writer.IsOvertaken |= !isInPlace;
            if (writer.Pending.Count > 0)
            {
                return;
            }

            // It has landed: read up to it, and only then say so.
            Read(writer, int.MaxValue);
            if (!writer.IsOvertaken && writer.Reply is { } reply)
            {
                Acknowledged.Add(reply);
            }

            writer.IsOvertaken = false;
        }

        private void Read(Writer writer, int count)
        {
            for (; count > 0 && writer.At < Log.Count; count--)
            {
                writer.Replay.Apply(Log[(int)writer.At++], out _);
            }
        }

        private void Append(SchemaLogPair pair, long intended) =>
            Log.Add(new SchemaLogEntry(Log.Count, 1, pair.Key, pair.Value, intended));
    }

    private sealed record ImmutableRecords(IEnumerable<RegistryRecord> All);

    private sealed class Writer
    {
        internal SchemaReplay Replay { get; } = new();

        internal Queue<SchemaLogPair> Pending { get; } = [];

        internal long At { get; set; }

        internal long Intended { get; set; }

        internal bool IsOvertaken { get; set; }

        internal RegisteredVersion? Reply { get; set; }
    }
}
