// The decisions without any shell: commands in, records out, records replayed.
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Tests;

public sealed class SubjectMachineTests
{
    private readonly SubjectMachine _machine = new();

    [Fact]
    public void Guid_is_the_md5_of_the_text_as_a_big_endian_uuid()
    {
        // md5("\"string\"") as md5sum prints it.
        var content = new SchemaContent("AVRO", "\"string\"", []);

        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData("\"string\""u8)),
            content.Guid.ToString("N"));
    }

    [Fact]
    public void Decision_changes_nothing_until_its_records_are_replayed()
    {
        Decision<RegisteredVersion> decision = _machine.Register("s", Proposal("\"long\""), normalize: false);

        Assert.Single(decision.Records);
        Assert.Empty(_machine.Index.Subjects);
        Assert.Equal(0, _machine.Index.HighestId);
    }

    [Fact]
    public void Restored_content_erases_its_soft_deleted_twin_unless_it_is_referenced()
    {
        Run(_machine.Register("s", Proposal("\"long\""), normalize: false));
        Run(_machine.DeleteSubject("s", permanent: false));

        Decision<RegisteredVersion> again = _machine.Register("s", Proposal("\"long\""), normalize: false);

        Assert.Equal((1, 2), (again.Reply!.Id, again.Reply.Version));
        Assert.Equal(new SchemaErased("s", 1), again.Records[1]);
    }

    [Fact]
    public void Last_live_version_takes_the_subjects_settings_with_it()
    {
        Run(_machine.Register("s", Proposal("\"long\""), normalize: false));
        Run(_machine.ChangeConfig("s", ConfigChange.OfLevel(CompatibilityLevel.None)));

        Run(_machine.DeleteVersion("s", VersionSelector.Latest, permanent: false));

        Assert.Null(_machine.Index.Config("s"));
    }

    [Fact]
    public void Erasing_writes_the_largest_id_first()
    {
        Run(_machine.Register("s", Proposal("\"long\""), normalize: false));
        Run(_machine.DeleteSubject("s", permanent: false));

        Decision<int[]> erased = _machine.DeleteSubject("s", permanent: true);

        Assert.Equal(new Noop(HighestId: 1), erased.Records[0]);

        // A log whose compaction removed everything but that record still knows the id.
        var compacted = new SubjectIndex();
        compacted.Apply(erased.Records[0], timestampMs: 0);
        Assert.Equal(1, compacted.HighestId);
    }

    [Fact]
    public void Id_that_belongs_to_another_content_is_left_out_on_replay()
    {
        Run(_machine.Register("s", Proposal("\"long\""), normalize: false));
        var stranger = new SchemaRegistered("t", 1, 1, new SchemaContent("AVRO", "\"int\"", []), Deleted: false);

        Assert.False(_machine.Index.Apply(stranger, timestampMs: 0));
        Assert.Equal("\"long\"", _machine.Index.Context(".").Content(1)!.Text);
        Assert.Empty(_machine.Index.Versions("t"));
    }

    [Fact]
    public void Transitive_level_compares_with_every_version()
    {
        Run(_machine.Register("s", Proposal(Record("""{"name":"a","type":"int"}""")), normalize: false));
        Run(_machine.ChangeConfig("s", ConfigChange.OfLevel(CompatibilityLevel.None)));
        Run(_machine.Register("s", Proposal(Record("")), normalize: false));
        string back = Record("""{"name":"a","type":"string","default":""}""");

        Run(_machine.ChangeConfig("s", ConfigChange.OfLevel(CompatibilityLevel.Backward)));
        Assert.Empty(_machine.Check("s", selector: null, Proposal(back), normalize: false).Value);
        Run(_machine.ChangeConfig(
            "s", ConfigChange.OfLevel(CompatibilityLevel.BackwardTransitive)));
        Assert.Contains(
            "{oldSchemaVersion: 1}", _machine.Check("s", selector: null, Proposal(back), normalize: false).Value);
    }

    [Fact]
    public void Forward_message_names_the_old_schema_as_the_reader()
    {
        Run(_machine.Register("s", Proposal(Record("""{"name":"a","type":"int"}""")), normalize: false));
        Run(_machine.ChangeConfig("s", ConfigChange.OfLevel(CompatibilityLevel.Forward)));

        Decision<RegisteredVersion> refused = _machine.Register("s", Proposal(Record("")), normalize: false);

        Assert.Equal(40901, refused.Error!.Code);
        Assert.Contains(
            "in the old schema has no default value and is missing in the new schema", refused.Error.Message);
    }

    private static SchemaProposal Proposal(string text) => new("AVRO", text, []);

    private static string Record(string fields) => $$"""{"type":"record","name":"R","fields":[{{fields}}]}""";

    private void Run<T>(Decision<T> decision)
    {
        Assert.Null(decision.Error);
        foreach (RegistryRecord record in decision.Records)
        {
            Assert.True(_machine.Index.Apply(record, timestampMs: 1));
        }
    }
}
