// Configuration and mode, of one subject or (subject null) of all. A subject need not exist to be configured.
namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    internal Decision<SubjectConfig> ChangeConfig(string? subject, ConfigChange change)
    {
        if (RefuseSetting(subject) is { } refused)
        {
            return refused;
        }

        SubjectConfig config = change.ApplyTo(Index.Config(subject) ?? SubjectConfig.Empty);
        return new Decision<SubjectConfig>([new ConfigChanged(subject, config)], config, Error: null);
    }

    internal Decision<SubjectConfig> DropConfig(string? subject)
    {
        if (RefuseSetting(subject) is { } refused)
        {
            return refused;
        }

        if (Index.Config(subject) is not { } config)
        {
            return subject is null ? SubjectConfig.Empty : RegistryError.SubjectNotFound(subject);
        }

        return new Decision<SubjectConfig>([new ConfigChanged(subject, Config: null)], config, Error: null);
    }

    /// <summary>Changes the mode; allowed in every mode, else nothing could leave READONLY.</summary>
    internal Decision<RegistryMode> ChangeMode(string? subject, RegistryMode mode) =>
        subject is not null && !IsValidSubject(subject)
            ? RegistryError.InvalidSubject(subject)
            : new Decision<RegistryMode>([new ModeChanged(subject, mode)], mode, Error: null);

    internal Decision<RegistryMode> DropMode(string? subject)
    {
        if (Index.Mode(subject) is not { } mode)
        {
            return subject is null ? RegistryMode.ReadWrite : RegistryError.SubjectNotFound(subject);
        }

        return new Decision<RegistryMode>([new ModeChanged(subject, Mode: null)], mode, Error: null);
    }

    private RegistryError? RefuseSetting(string? subject)
    {
        if (subject is not null)
        {
            return RefuseWrite(subject);
        }

        return Index.Mode(subject: null) == RegistryMode.ReadOnly ? RegistryError.ReadOnly(subject: null) : null;
    }
}
