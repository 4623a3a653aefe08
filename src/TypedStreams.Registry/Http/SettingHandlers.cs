// Configuration and mode. PUT says "compatibility", GET and DELETE say "compatibilityLevel"; clients rely on both.
// Aliases do not apply here: the settings of a name are its own.
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

internal sealed class SettingHandlers(RegistryStore store)
{
    private const string PutLevel = "compatibility";

    internal async Task<RegistryReply> GetConfig(RegistryRequest request, string? subject)
    {
        string? scope = request.Scope(subject);
        bool inherits = scope is null || request.Flag("defaultToGlobal");
        SubjectConfig? config = await store.ReadAsync(
            machine => inherits
                ? machine.Index.ConfigOf(scope) with { Level = machine.Index.LevelOf(scope) }
                : machine.Index.Config(scope),
            request.Aborted);
        return config is null
            ? throw new RegistryException(RegistryError.ConfigNotFound(scope!))
            : Replies.Config(config, ConfigSetting.Level.Name);
    }

    internal async Task<RegistryReply> PutConfig(RegistryRequest request, string? subject)
    {
        ConfigChange change = Change(await request.ReadBodyAsync());
        Outcomes.Value(await store.WriteAsync(
            machine => machine.ChangeConfig(request.Scope(subject), change), request.Aborted));

        // The answer repeats the request, not the merged result.
        return Replies.Config(change.ApplyTo(SubjectConfig.Empty), PutLevel);
    }

    internal async Task<RegistryReply> DeleteConfig(RegistryRequest request, string? subject)
    {
        bool recursive = request.Flag("recursive");
        return Replies.Config(
            Outcomes.Value(await store.WriteAsync(
                machine => machine.DropConfig(request.Scope(subject), recursive), request.Aborted)),
            ConfigSetting.Level.Name);
    }

    internal async Task<RegistryReply> GetMode(RegistryRequest request, string? subject)
    {
        string? scope = request.Scope(subject);
        bool inherits = scope is null || request.Flag("defaultToGlobal");
        RegistryMode? mode = await store.ReadAsync(
            machine => inherits ? machine.Index.ModeOf(scope) : machine.Index.Mode(scope), request.Aborted);
        return mode is { } known
            ? Replies.Mode(known)
            : throw new RegistryException(RegistryError.ModeNotFound(scope!));
    }

    internal async Task<RegistryReply> PutMode(RegistryRequest request, string? subject)
    {
        bool force = request.Flag("force");
        JsonValue body = await request.ReadBodyAsync();
        if (body["mode"] is not { Kind: JsonKind.String } name ||
            !RegistryModes.TryParse(name.Text, out RegistryMode mode))
        {
            throw new RegistryException(RegistryError.InvalidMode());
        }

        return Replies.Mode(Outcomes.Value(await store.WriteAsync(
            machine => machine.ChangeMode(request.Scope(subject), mode, force), request.Aborted)));
    }

    internal async Task<RegistryReply> DeleteMode(RegistryRequest request, string? subject)
    {
        bool recursive = request.Flag("recursive");
        return Replies.Mode(Outcomes.Value(await store.WriteAsync(
            machine => machine.DropMode(request.Scope(subject), recursive), request.Aborted)));
    }

    private static ConfigChange Change(JsonValue body)
    {
        var settings = new List<KeyValuePair<ConfigSetting, JsonValue>>();
        foreach (ConfigSetting setting in ConfigSetting.All)
        {
            JsonValue? value = setting == ConfigSetting.Level ? body[PutLevel] ?? body[setting.Name]
                : body[setting.Name];
            if (value is not null)
            {
                Outcomes.Value(setting.Set(SubjectConfig.Empty, value));
                settings.Add(KeyValuePair.Create(setting, value));
            }
        }

        return new ConfigChange([.. settings]);
    }
}
