// The records of `_schemas` as Confluent's registry 8 writes them: JSON keys and values with a fixed member order.
// Keys must be exactly these bytes, because compaction compares bytes. Reading takes any member order and older forms.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Storage;

/// <summary>Encodes and decodes the log's records.</summary>
internal static class SchemaLogCodec
{
    private const string NoopMaxId = "maxId";
    private const string NoopContexts = "contexts";
    private const string Tenant = "default";

    /// <summary>The bytes of a record.</summary>
    internal static SchemaLogPair Encode(RegistryRecord record) => new(Key(record), Value(record));

    /// <summary>The bytes of a record's key, which tell compaction what it replaces.</summary>
    internal static byte[] Key(RegistryRecord record) => record switch
    {
        SchemaRegistered registered => SchemaKey(registered.Subject, registered.Version),
        SchemaErased erased => SchemaKey(erased.Subject, erased.Version),
        SubjectDeleted deleted => Key("DELETE_SUBJECT", deleted.Subject),
        SubjectCleared cleared => Key("CLEAR_SUBJECT", cleared.Subject),
        ConfigChanged config => Key("CONFIG", config.Subject),
        ModeChanged mode => Key("MODE", mode.Subject),
        ContextChanged context => ContextKey(context.Context),
        Noop { HighestId: 0, OtherContexts.Count: 0 } => Object(text => text
            .Member("keytype", "NOOP")
            .Member("magic", 0)),

        // The other member order is another key to compaction, so no plain NOOP, ours or Confluent's, ever takes the
        // largest id away; to whoever reads it, it is a NOOP all the same.
        Noop _ => Object(text => text.Member("magic", 0).Member("keytype", "NOOP")),
        _ => throw new InvalidOperationException($"{record.GetType().Name} is only read, never written."),
    };

    private static byte[]? Value(RegistryRecord record) => record switch
    {
        SchemaRegistered registered => Value(registered),
        SubjectDeleted deleted => Object(text => text
            .Member("subject", deleted.Subject)
            .Member("version", deleted.Version)),
        SubjectCleared cleared => Object(text =>
            cleared.Subject is null ? text : text.Member("subject", cleared.Subject)),
        ConfigChanged { Config: not null } config => Value(config),
        ModeChanged { Mode: not null } mode => Value(mode),
        ContextChanged { IsThere: true } context => Object(text => text
            .Member("tenant", Tenant)
            .Member("context", context.Context)),
        Noop noop when noop.HighestId > 0 || noop.OtherContexts.Count > 0 => HighestIds(noop),
        _ => null,
    };

    /// <summary>The record behind bytes.</summary>
    /// <exception cref="FormatException">The bytes are no record of a registry; skip them.</exception>
    internal static RegistryRecord Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        JsonValue name = JsonValue.Parse(Encoding.UTF8.GetString(key));
        JsonValue? body = hasValue ? JsonValue.Parse(Encoding.UTF8.GetString(value)) : null;
        string? subject = Text(name, "subject") is { } written ? Scope(written) : null;
        string type = Required(Text(name, "keytype"), "keytype");
        return type switch
        {
            "CONTEXT" => new ContextChanged(Required(Text(name, "context"), "context"), IsThere: body is not null),
            "SCHEMA" when body is null => new SchemaErased(Required(subject, "subject"), Number(name, "version")),
            "SCHEMA" => Registered(Required(subject, "subject"), Number(name, "version"), body),
            "DELETE_SUBJECT" when body is not null => new SubjectDeleted(
                Required(subject, "subject"), Number(body, "version")),
            "CLEAR_SUBJECT" when body is not null => new SubjectCleared(subject),
            "DELETE_SUBJECT" or "CLEAR_SUBJECT" => new Noop(HighestId: 0),
            "CONFIG" => new ConfigChanged(subject, body is null ? null : Config(body)),
            "MODE" => Mode(subject, body),
            "NOOP" => Noop(body),
            _ => new Foreign(type),
        };
    }

    // ":.:" alone is the default context, which the API and the log write as null.
    private static string? Scope(string subject) => subject == ":.:" ? null : SubjectName.Normalize(subject);

    private static byte[] SchemaKey(string subject, int version) => Object(text => text
        .Member("keytype", "SCHEMA")
        .Member("subject", subject)
        .Member("version", version)
        .Member("magic", 1));

    private static byte[] Key(string type, string? subject) => Object(text =>
    {
        text.Member("keytype", type).Name("subject");
        _ = subject is null ? text.Raw("null") : text.String(subject);
        return text.Member("magic", 0);
    });

    private static byte[] ContextKey(string context) => Object(text => text
        .Member("keytype", "CONTEXT")
        .Member("tenant", Tenant)
        .Member("context", context)
        .Member("magic", 0));

    private static byte[] HighestIds(Noop noop) => Object(text =>
    {
        text.Member(NoopMaxId, noop.HighestId);
        if (noop.OtherContexts.Count > 0)
        {
            text.Name(NoopContexts).Open('{');
            foreach ((string context, int id) in noop.OtherContexts)
            {
                text.Member(context, id);
            }

            text.Close('}');
        }

        return text;
    });

    private static byte[] Value(SchemaRegistered record) => Object(text =>
    {
        SchemaContent content = record.Content;
        text.Member("subject", record.Subject).Member("version", record.Version).Member("id", record.Id);
        text.Member("schemaType", content.Type);
        ContentText.WriteReferences(text, content);
        ContentText.WriteContract(text, content);
        return text.Member("schema", content.Text).Member("deleted", record.Deleted);
    });

    private static byte[] Value(ConfigChanged record) => Object(text =>
    {
        SubjectConfig config = record.Config!;
        if (record.Subject is not null)
        {
            text.Member("subject", record.Subject);
        }

        foreach (ConfigSetting setting in ConfigSetting.All)
        {
            setting.Write(config, text, setting.Name);
        }

        foreach ((string name, string json) in config.Others)
        {
            text.Name(name).Raw(json);
        }

        return text;
    });

    private static byte[] Value(ModeChanged record) => Object(text =>
    {
        if (record.Subject is not null)
        {
            text.Member("subject", record.Subject);
        }

        return text.Member("mode", RegistryModes.ToName(record.Mode!.Value));
    });

    private static byte[] Object(Func<JsonText, JsonText> write) =>
        write(new JsonText().Open('{')).Close('}').ToArray();

    private static SchemaRegistered Registered(string subject, int version, JsonValue body)
    {
        ImmutableArray<SchemaReference> references = body["references"] is { } list
            ? ContentText.ReadReferences(list)
            : [];
        var content = new SchemaContent(
            Text(body, "schemaType") ?? SchemaContent.Avro,
            Required(Text(body, "schema"), "schema"),
            references,
            ContractText.ReadMetadata(body["metadata"]),
            ContractText.ReadRuleSet(body["ruleSet"]));
        return new SchemaRegistered(
            subject, version, Number(body, "id"), content, Deleted: body["deleted"]?.Kind == JsonKind.True);
    }

    private static Noop Noop(JsonValue? body)
    {
        var noop = new Noop(body?[NoopMaxId] is { Kind: JsonKind.Number } ? Number(body, NoopMaxId) : 0);
        return body?[NoopContexts] is { Members.Count: > 0 } contexts
            ? noop with
            {
                OtherContexts = noop.OtherContexts.AddRange(contexts.Members.Select(member =>
                    KeyValuePair.Create(member.Key, Number(contexts, member.Key)))),
            }
            : noop;
    }

    private static SubjectConfig Config(JsonValue body)
    {
        SubjectConfig config = SubjectConfig.Empty;
        foreach ((string name, JsonValue value) in body.Members.Where(member => member.Key != "subject"))
        {
            ConfigSetting? setting = ConfigSetting.All.FirstOrDefault(known => known.Name == name);
            Outcome<SubjectConfig>? set = setting?.Set(config, value);
            if (setting == ConfigSetting.Level && set?.Error is { } fault)
            {
                throw new FormatException(fault.Message);
            }

            // What this registry does not know, or knows only some values of, is kept for whoever does.
            config = set?.Value ??
                config with { Others = config.Others.Add(KeyValuePair.Create(name, value.ToString())) };
        }

        return config;
    }

    private static RegistryRecord Mode(string? subject, JsonValue? body)
    {
        if (body is null)
        {
            return new ModeChanged(subject, Mode: null);
        }

        string name = Required(Text(body, "mode"), "mode");
        return RegistryModes.TryParse(name, out RegistryMode mode)
            ? new ModeChanged(subject, mode)
            : throw new FormatException($"The mode '{name}' is not served.");
    }

    private static string? Text(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.String } value ? value.Text : null;

    private static string Required(string? text, string name) =>
        text ?? throw new FormatException($"\"{name}\" is missing.");

    private static int Number(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.Number } value &&
        int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"\"{name}\" is not a whole number.");
}
