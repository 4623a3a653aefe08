// The records of `_dek_registry_keys`: JSON keys and values. Confluent's registry writes the same members in Jackson's
// order; that order is inferred, not taken from a topic, and reading takes any.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Keys;

internal static class KeyLogCodec
{
    private const string Tenant = "default";

    internal static SchemaLogPair Encode(RegistryRecord record) => new(Key(record), Value(record));

    internal static byte[] Key(RegistryRecord record) => record switch
    {
        KekChanged kek => Object(text => text.Member("tenant", Tenant).Member("name", kek.Name).Member("type", "KEK")),
        DekChanged dek => Object(text => text.Member("tenant", Tenant)
            .Member("kekName", dek.Id.KekName)
            .Member("subject", dek.Id.Subject)
            .Member("algorithm", dek.Id.Algorithm.ToName())
            .Member("version", dek.Id.Version)
            .Member("type", "DEK")),
        _ => throw new InvalidOperationException($"{record.GetType().Name} is no record of keys."),
    };

    /// <exception cref="FormatException">The bytes are no record of keys; skip them.</exception>
    internal static RegistryRecord Decode(byte[] key, byte[]? value)
    {
        JsonValue name = JsonValue.Parse(Encoding.UTF8.GetString(key));
        JsonValue? body = value is null ? null : JsonValue.Parse(Encoding.UTF8.GetString(value));
        string type = Find(name, "type") ?? Text(name, "keytype");
        switch (type)
        {
            case "KEK":
                string kek = Text(name, "name");
                return new KekChanged(kek, body is null ? null : Kek(kek, body));
            case "DEK":
                DekAlgorithm algorithm = DekAlgorithms.Find(Text(name, "algorithm"))
                    ?? throw new FormatException($"The algorithm '{Text(name, "algorithm")}' is not known.");
                var id = new DekId(Text(name, "kekName"), Text(name, "subject"), algorithm, Number(name, "version"));
                return new DekChanged(
                    id, body is null ? null : new Dek(id, Text(body, "encryptedKeyMaterial"), Flag(body, "deleted")));
            default:
                return new Foreign(type);
        }
    }

    /// <summary>The members of a key encryption key, for the log and for answers.</summary>
    internal static void Write(JsonText text, Kek kek)
    {
        text.Member("name", kek.Name).Member("kmsType", kek.KmsType).Member("kmsKeyId", kek.KmsKeyId);
        text.Name("kmsProps").Open('{');
        foreach ((string name, string value) in kek.KmsProps)
        {
            text.Member(name, value);
        }

        text.Close('}');
        if (kek.Doc is not null)
        {
            text.Member("doc", kek.Doc);
        }

        text.Member("shared", kek.IsShared);
    }

    /// <summary>The members of a data encryption key, for the log and for answers.</summary>
    internal static void Write(JsonText text, Dek dek) => text
        .Member("kekName", dek.Id.KekName)
        .Member("subject", dek.Id.Subject)
        .Member("version", dek.Id.Version)
        .Member("algorithm", dek.Id.Algorithm.ToName())
        .Member("encryptedKeyMaterial", dek.EncryptedKeyMaterial);

    private static byte[]? Value(RegistryRecord record) => record switch
    {
        KekChanged { Kek: { } kek } => Object(text =>
        {
            Write(text, kek);
            text.Member("deleted", kek.IsDeleted).Member("type", "KEK");
        }),
        DekChanged { Dek: { } dek } => Object(text =>
        {
            Write(text, dek);
            text.Member("deleted", dek.IsDeleted).Member("type", "DEK");
        }),
        _ => null,
    };

    private static Kek Kek(string name, JsonValue body) => new(
        name,
        Text(body, "kmsType"),
        Text(body, "kmsKeyId"),
        Props(body["kmsProps"]),
        Find(body, "doc"),
        Flag(body, "shared"),
        Flag(body, "deleted"));

    /// <summary>The settings of a service.</summary>
    /// <exception cref="FormatException">A value is no text.</exception>
    internal static ImmutableSortedDictionary<string, string> Props(JsonValue? json) =>
        (json?.Members ?? []).ToImmutableSortedDictionary(
            member => member.Key,
            member => member.Value.Kind == JsonKind.String
                ? member.Value.Text
                : throw new FormatException($"\"kmsProps\" must hold texts; \"{member.Key}\" is none."),
            StringComparer.Ordinal);

    private static byte[] Object(Action<JsonText> write)
    {
        JsonText text = new JsonText().Open('{');
        write(text);
        return text.Close('}').ToArray();
    }

    private static bool Flag(JsonValue json, string name) => json[name] is { Kind: JsonKind.True };

    private static string? Find(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.String } value ? value.Text : null;

    private static string Text(JsonValue json, string name) =>
        Find(json, name) ?? throw new FormatException($"\"{name}\" is missing.");

    private static int Number(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.Number } value &&
        int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"\"{name}\" is not a whole number.");
}
