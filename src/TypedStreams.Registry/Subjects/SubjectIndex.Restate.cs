// The state said again, key by key, for keys whose newest record does not count.
namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectIndex
{
    /// <summary>
    /// Records that say what is true of the key that a record wrote, and change nothing when replayed.
    /// </summary>
    internal IEnumerable<RegistryRecord> Restate(RegistryRecord record) => record switch
    {
        SchemaRegistered registered => [Restated(registered.Subject, registered.Version)],
        SchemaErased erased => [Restated(erased.Subject, erased.Version)],
        SubjectDeleted deleted => Deletions(deleted.Subject),
        ConfigChanged config => [config with { Config = Config(config.Subject) }],
        ModeChanged mode => [mode with { Mode = Mode(mode.Subject) }],
        ContextChanged context => [context with { IsThere = Context(context.Context).IsAnnounced }],
        Noop noop when noop.HighestId > 0 || noop.OtherContexts.Count > 0 => [HighestIds],
        _ => [],
    };

    private RegistryRecord Restated(string subject, int number) =>
        Versions(subject).GetValueOrDefault(number) is { } version
            ? new SchemaRegistered(subject, number, version.Id, version.Content, version.Deleted)
            : new SchemaErased(subject, number);

    /// <summary>
    /// One record deletes versions from the first on; those behind a live one are deleted one by one.
    /// </summary>
    private IEnumerable<RegistryRecord> Deletions(string subject)
    {
        IList<RegisteredVersion> versions = Versions(subject).Values;
        int run = versions.TakeWhile(version => version.Deleted).Count();
        yield return new SubjectDeleted(subject, run == 0 ? 0 : versions[run - 1].Version);
        foreach (RegisteredVersion version in versions.Skip(run).Where(version => version.Deleted))
        {
            yield return Restated(subject, version.Version);
        }
    }
}
