// Configuration and mode. PUT says "compatibility", GET and DELETE say "compatibilityLevel"; clients rely on both.
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

internal sealed class SettingHandlers(RegistryStore store)
{
    private const string PutLevel = "compatibility";
    private const string GetLevel = "compatibilityLevel";

    // Settings of Confluent's registry that would change what it does; better refused than ignored.
    private static readonly string[] NotServed =
    [
        "alias", "aliasForDeks", "compatibilityGroup", "defaultMetadata", "overrideMetadata", "defaultRuleSet",
        "overrideRuleSet",
    ];

    internal async Task<RegistryReply> GetConfig(RegistryRequest request, string? subject)
    {
        bool defaultToGlobal = subject is null || request.Flag("defaultToGlobal");
        SubjectConfig? config = await store.ReadAsync(
            machine => Config(machine.Index, Plain(subject), defaultToGlobal), request.Aborted);
        return config is null
            ? throw new RegistryException(RegistryError.ConfigNotFound(subject!))
            : Replies.Config(config, GetLevel);
    }

    internal async Task<RegistryReply> PutConfig(RegistryRequest request, string? subject)
    {
        ConfigChange change = Change(await request.ReadBodyAsync());
        Value(await store.WriteAsync(machine => machine.ChangeConfig(Plain(subject), change), request.Aborted));

        // The answer repeats the request, not the merged result.
        return Replies.Config(change.ApplyTo(SubjectConfig.Empty), PutLevel);
    }

    internal async Task<RegistryReply> DeleteConfig(RegistryRequest request, string? subject) => Replies.Config(
        Value(await store.WriteAsync(machine => machine.DropConfig(Plain(subject)), request.Aborted)), GetLevel);

    internal async Task<RegistryReply> GetMode(RegistryRequest request, string? subject)
    {
        bool defaultToGlobal = subject is null || request.Flag("defaultToGlobal");
        RegistryMode? mode = await store.ReadAsync(
            machine => machine.Index.Mode(Plain(subject)) ??
                (defaultToGlobal ? machine.Index.Mode(subject: null) ?? RegistryMode.ReadWrite : null),
            request.Aborted);
        return mode is { } known
            ? Replies.Mode(known)
            : throw new RegistryException(RegistryError.ModeNotFound(subject!));
    }

    internal async Task<RegistryReply> PutMode(RegistryRequest request, string? subject)
    {
        JsonValue body = await request.ReadBodyAsync();
        if (body["mode"] is not { Kind: JsonKind.String } name ||
            !RegistryModes.TryParse(name.Text, out RegistryMode mode))
        {
            throw new RegistryException(RegistryError.InvalidMode());
        }

        return Replies.Mode(Value(await store.WriteAsync(
            machine => machine.ChangeMode(Plain(subject), mode), request.Aborted)));
    }

    internal async Task<RegistryReply> DeleteMode(RegistryRequest request, string? subject) => Replies.Mode(
        Value(await store.WriteAsync(machine => machine.DropMode(Plain(subject)), request.Aborted)));

    private static SubjectConfig? Config(SubjectIndex index, string? subject, bool defaultToGlobal)
    {
        if (index.Config(subject) is { } own)
        {
            return own with { Level = own.Level ?? (defaultToGlobal ? index.LevelOf(subject ?? "") : null) };
        }

        return defaultToGlobal
            ? (index.Config(subject: null) ?? SubjectConfig.Empty) with { Level = index.LevelOf(subject ?? "") }
            : null;
    }

    private static ConfigChange Change(JsonValue body)
    {
        foreach (string setting in NotServed)
        {
            if (body[setting] is { Kind: not JsonKind.Null })
            {
                throw new RegistryException(RegistryError.SettingNotServed(setting));
            }
        }

        JsonValue? level = body[PutLevel];
        CompatibilityLevel parsed = default;
        if (level is { Kind: not JsonKind.Null } && !CompatibilityLevels.TryParse(level.Text, out parsed))
        {
            throw new RegistryException(RegistryError.InvalidLevel());
        }

        JsonValue? normalize = body["normalize"];
        return new ConfigChange(
            SetsLevel: level is not null,
            Level: level is { Kind: JsonKind.String } ? parsed : null,
            SetsNormalize: normalize is not null,
            Normalize: normalize is { Kind: JsonKind.True or JsonKind.False } ? normalize.Kind == JsonKind.True : null);
    }

    private static string? Plain(string? subject) => subject is null ? null : SchemaLogCodec.Unqualified(subject);

    private static T Value<T>(Outcome<T> outcome) =>
        outcome.Error is { } error ? throw new RegistryException(error) : outcome.Value!;
}
