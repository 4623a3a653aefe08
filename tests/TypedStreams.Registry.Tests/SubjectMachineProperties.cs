// What holds whatever clients do: ids are never reused, contents keep their id, versions only grow, and the log alone
// gives the state back, from wherever it was cut.
using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Tests;

public sealed class SubjectMachineProperties
{
    private static readonly string[] Subjects = ["a", "b", "c"];
    private static readonly string[] Texts = ["\"int\"", "\"long\"", "\"string\"", "\"bytes\"", "\"double\""];

    private static readonly Gen<Step> Steps =
        from kind in Gen.Choose(0, 6)
        from subject in Gen.Elements(Subjects)
        from schema in Gen.Elements(Texts)
        from version in Gen.Choose(1, 4)
        select new Step(kind, subject, schema, version);

    private static Arbitrary<Step[]> Histories => Steps.ArrayOf().Where(steps => steps.Length > 3).ToArbitrary();

    [Fact]
    public void Id_never_comes_to_mean_another_content() => Prop.ForAll(Histories, steps =>
    {
        var world = new World();
        var meant = new Dictionary<int, string>();
        foreach (Step step in steps)
        {
            if (world.Run(step) is { } registered)
            {
                meant.TryAdd(registered.Id, registered.Content.Text);
                Assert.Equal(meant[registered.Id], registered.Content.Text);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Living_content_has_one_id_under_every_subject() => Prop.ForAll(Histories, steps =>
    {
        var world = new World();
        foreach (Step step in steps)
        {
            world.Run(step);
            RegisteredVersion[] all = [.. world.All];
            Assert.Equal(
                all.Select(version => version.Content.Text).Distinct().Count(),
                all.Select(version => version.Id).Distinct().Count());
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Versions_of_a_subject_grow_until_it_is_erased() => Prop.ForAll(Histories, steps =>
    {
        var world = new World();
        foreach (Step step in steps)
        {
            int highest = world.Machine.Index.Versions(step.Subject).Keys.LastOrDefault();
            if (world.Run(step) is { } registered && world.LastWroteRecords)
            {
                Assert.Equal(highest + 1, registered.Version);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Log_replayed_from_any_cut_goes_on_to_the_same_state() => Prop.ForAll(Histories, steps =>
    {
        var world = new World();
        foreach (Step step in steps)
        {
            world.Run(step);
        }

        // Every prefix can be replayed without contradiction, and all of it, through bytes, gives the very state.
        for (int cut = 0; cut <= world.Log.Count; cut++)
        {
            var index = new SubjectIndex();
            foreach (SchemaLogPair pair in world.Log.Take(cut))
            {
                Assert.True(index.Apply(SchemaLogCodec.Decode(pair.Key, pair.Value, pair.Value is not null), 0));
            }

            if (cut == world.Log.Count)
            {
                Assert.Equal(State(world.Machine.Index), State(index));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compacted_log_gives_the_same_state() => Prop.ForAll(Histories, steps =>
    {
        var world = new World();
        foreach (Step step in steps)
        {
            world.Run(step);
        }

        // Keep the last record of every key, tombstones dropped: what compaction leaves after a while.
        IEnumerable<SchemaLogPair> compacted = world.Log
            .Select((pair, at) => (pair, at))
            .GroupBy(entry => Convert.ToHexString(entry.pair.Key))
            .Select(group => group.Last())
            .Where(entry => entry.pair.Value is not null)
            .OrderBy(entry => entry.at)
            .Select(entry => entry.pair);
        var index = new SubjectIndex();
        foreach (SchemaLogPair pair in compacted)
        {
            index.Apply(SchemaLogCodec.Decode(pair.Key, pair.Value, hasValue: true), 0);
        }

        Assert.Equal(State(world.Machine.Index), State(index));
    }).QuickCheckThrowOnFailure();

    private static string State(SubjectIndex index) => string.Join('\n', index.Subjects
        .SelectMany(subject => index.Versions(subject).Values)
        .Select(v => $"{v.Subject} {v.Version} {v.Id} {v.Deleted} {v.Content.Text} {index.Mode(v.Subject)}")
        .Append($"highest {index.HighestId}"));

    internal sealed record Step(int Kind, string Subject, string Schema, int Version);

    private sealed class World
    {
        internal World() => Do(Machine.ChangeConfig(
            scope: null, ConfigChange.OfLevel(CompatibilityLevel.None)));

        internal SubjectMachine Machine { get; } = new();

        internal List<SchemaLogPair> Log { get; } = [];

        internal bool LastWroteRecords { get; private set; }

        internal IEnumerable<RegisteredVersion> All =>
            Machine.Index.Subjects.SelectMany(subject => Machine.Index.Versions(subject).Values);

        internal RegisteredVersion? Run(Step step)
        {
            var selector = new VersionSelector(step.Version);
            switch (step.Kind)
            {
                case 0: Do(Machine.DeleteSubject(step.Subject, permanent: false)); break;
                case 1: Do(Machine.DeleteSubject(step.Subject, permanent: true)); break;
                case 2: Do(Machine.DeleteVersion(step.Subject, selector, permanent: false)); break;
                case 3: Do(Machine.DeleteVersion(step.Subject, selector, permanent: true)); break;
                default:
                    return Do(Machine.Register(step.Subject, new SchemaProposal("AVRO", step.Schema, []), false));
            }

            return null;
        }

        private T? Do<T>(Decision<T> decision)
        {
            LastWroteRecords = decision.Records.Length > 0;
            foreach (RegistryRecord record in decision.Records)
            {
                Log.Add(SchemaLogCodec.Encode(record));
                Assert.True(Machine.Index.Apply(record, timestampMs: 1));
            }

            return decision.Error is null ? decision.Reply : default;
        }
    }
}
