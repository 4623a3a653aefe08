// Client of the Confluent Schema Registry HTTP interface. Owns the caches of what never changes there: what an id or a
// GUID stands for, and which id a schema has. What may change (the latest version, a level) is asked for each time.

using System.Text.Json;

namespace TypedStreams.SchemaRegistry;

/// <summary>Registers and finds schemas. Thread-safe.</summary>
public sealed class RegistryClient : IDisposable
{
    private readonly AnswerCache<int, RegisteredSchema> _byId;
    private readonly AnswerCache<Guid, RegisteredSchema> _byGuid;
    private readonly AnswerCache<OwnSchema, SubjectVersion> _own;
    private readonly CancellationTokenSource _disposed = new();
    private readonly RegistryTransport _transport;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public RegistryClient(RegistryClientOptions options)
    {
        _transport = new RegistryTransport(options);
        _byId = new(options.CacheCapacity, options.MissingFor, options.Time);
        _byGuid = new(options.CacheCapacity, options.MissingFor, options.Time);
        _own = new(options.CacheCapacity, options.MissingFor, options.Time);
    }

    /// <summary>Registers a schema under a subject, unless it is there already.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="format">Its format.</param>
    /// <param name="normalize">True has the registry bring it into a normal form first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>
    /// What the registry answered. Those before Confluent's 8.0 answer the id alone: version 0, no GUID and no rules.
    /// </returns>
    /// <exception cref="RegistryException">
    /// 409 or 40901: the subject's rule refuses it; 42201: it is not a schema; retriable: the registry is away.
    /// </exception>
    public Task<SubjectVersion> RegisterAsync(
        string subject,
        string schema,
        SchemaFormat format,
        bool normalize = false,
        CancellationToken cancellationToken = default) => _own.GetAsync(
            new OwnSchema(subject, format, schema, normalize, IsRegistered: true), PostAsync, cancellationToken);

    /// <summary>A schema that is registered under a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="format">Its format.</param>
    /// <param name="normalize">True has the registry bring it into a normal form first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RegistryException">40401 or 40403: it is not registered there.</exception>
    public Task<SubjectVersion> FindAsync(
        string subject,
        string schema,
        SchemaFormat format,
        bool normalize = false,
        CancellationToken cancellationToken = default) => _own.GetAsync(
            new OwnSchema(subject, format, schema, normalize, IsRegistered: false), PostAsync, cancellationToken);

    /// <summary>The schema with an id, and the schemas it refers to.</summary>
    /// <exception cref="RegistryException">40403: there is no such id.</exception>
    public Task<RegisteredSchema> GetByIdAsync(int id, CancellationToken cancellationToken = default) =>
        _byId.GetAsync(id, GetByIdCoreAsync, cancellationToken);

    /// <summary>
    /// The schema with a GUID, which is the same in every registry (Confluent's from 8.0 on), and the schemas it refers
    /// to; its id, which is not, is 0.
    /// </summary>
    /// <exception cref="RegistryException">40403: there is no such schema.</exception>
    public Task<RegisteredSchema> GetByGuidAsync(Guid guid, CancellationToken cancellationToken = default) =>
        _byGuid.GetAsync(guid, GetByGuidCoreAsync, cancellationToken);

    /// <summary>A version of a subject; null for the latest. Asked for each time, because versions come.</summary>
    /// <exception cref="RegistryException">40401 no such subject, 40402 no such version.</exception>
    public Task<SubjectVersion> GetVersionAsync(
        string subject, int? version = null, CancellationToken cancellationToken = default)
    {
        var name = version is { } number ? FormattableString.Invariant($"{number}") : "latest";
        return GetVersionAsync(
            subject, $"subjects/{Uri.EscapeDataString(subject)}/versions/{name}", cancellationToken);
    }

    /// <summary>The latest version of a subject whose metadata has all of these properties.</summary>
    /// <exception cref="RegistryException">40401 no such subject, 40403 no such version.</exception>
    public Task<SubjectVersion> GetLatestAsync(
        string subject,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default)
    {
        var pairs = metadata.Select(
            pair => $"key={Uri.EscapeDataString(pair.Key)}&value={Uri.EscapeDataString(pair.Value)}");
        return GetVersionAsync(
            subject, $"subjects/{Uri.EscapeDataString(subject)}/metadata?{string.Join('&', pairs)}", cancellationToken);
    }

    /// <summary>The compatibility level in force for a subject, such as BACKWARD.</summary>
    public async Task<string> GetCompatibilityAsync(string subject, CancellationToken cancellationToken = default)
    {
        var path = $"config/{Uri.EscapeDataString(subject)}?defaultToGlobal=true";
        var reply = await _transport.GetAsync(path, RegistryJson.Default.ConfigReply, cancellationToken);
        return reply.CompatibilityLevel ?? "BACKWARD";
    }

    /// <summary>
    /// The subjects that a topic's values are associated with: usually one or none. None also where the registry knows
    /// no associations (all but Confluent's from 8.2 on).
    /// </summary>
    /// <param name="topic">The topic, as the cluster knows it.</param>
    /// <param name="clusterId">The Kafka cluster's id; null for associations that are not bound to one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RegistryException">The registry is away, or refuses to say.</exception>
    public async Task<IReadOnlyList<string>> GetAssociatedSubjectsAsync(
        string topic, string? clusterId, CancellationToken cancellationToken = default)
    {
        const string AnyCluster = "-";
        var path = $"associations/resources/{Uri.EscapeDataString(clusterId ?? AnyCluster)}/"
            + $"{Uri.EscapeDataString(topic)}?resourceType=topic&associationType=value";
        try
        {
            var replies = await _transport.GetAsync(
                path, RegistryJson.Default.IReadOnlyListAssociationReply, cancellationToken);
            return [.. replies.Select(reply => reply.Subject).OfType<string>()];
        }
        catch (RegistryException unknown) when (unknown.IsMissing)
        {
            return [];
        }
    }

    /// <summary>Cancels requests under way.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _transport.Dispose();
    }

    private async Task<SubjectVersion> PostAsync(OwnSchema own)
    {
        var path = $"subjects/{Uri.EscapeDataString(own.Subject)}{(own.IsRegistered ? "/versions" : "")}"
            + (own.Normalize ? "?normalize=true" : "");
        var request = new SchemaRequest(own.Text, NameOf(own.Format));
        var reply = await _transport.PostAsync(path, request, RegistryJson.Default.SchemaReply, _disposed.Token);
        var id = reply.Id
            ?? throw new RegistryException(200, $"The schema registry answered {path} without an id.");
        var schema = reply.Schema is null
            ? new RegisteredSchema(id, own.Format, own.Text, []) { Guid = GuidOf(reply) }
            : await ToSchemaAsync(id, reply, _disposed.Token);
        return new SubjectVersion(own.Subject, reply.Version ?? 0, schema);
    }

    private async Task<SubjectVersion> GetVersionAsync(
        string subject, string path, CancellationToken cancellationToken)
    {
        var reply = await _transport.GetAsync(path, RegistryJson.Default.SchemaReply, cancellationToken);
        return new SubjectVersion(
            subject, reply.Version ?? 0, await ToSchemaAsync(reply.Id ?? 0, reply, cancellationToken));
    }

    private async Task<RegisteredSchema> GetByIdCoreAsync(int id)
    {
        var path = FormattableString.Invariant($"schemas/ids/{id}");
        var reply = await _transport.GetAsync(path, RegistryJson.Default.SchemaReply, _disposed.Token);
        return await ToSchemaAsync(id, reply, _disposed.Token);
    }

    private async Task<RegisteredSchema> GetByGuidCoreAsync(Guid guid)
    {
        var reply = await _transport.GetAsync(
            $"schemas/guids/{guid}", RegistryJson.Default.SchemaReply, _disposed.Token);
        return await ToSchemaAsync(id: 0, reply, _disposed.Token) with { Guid = guid };
    }

    private async Task<RegisteredSchema> ToSchemaAsync(int id, SchemaReply reply, CancellationToken cancellationToken)
    {
        var references = new List<ReferencedSchema>();
        foreach (var reference in reply.References ?? [])
        {
            var version = await GetVersionAsync(reference.Subject, reference.Version, cancellationToken);
            references.AddRange(version.Schema.References);
            references.Add(new ReferencedSchema(reference.Name, version.Schema.Text));
        }

        return new RegisteredSchema(id, FormatOf(reply.SchemaType), reply.Schema ?? "", [.. references.Distinct()])
        {
            Guid = GuidOf(reply),
            RuleSet = ObjectOf(reply.RuleSet),
            Metadata = ObjectOf(reply.Metadata),
        };
    }

    private static Guid? GuidOf(SchemaReply reply) => Guid.TryParse(reply.Guid, out var guid) ? guid : null;

    private static JsonElement? ObjectOf(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } ? element : null;

    // Registries before 5.5 do not know schemaType, and AVRO is what its absence means.
    private static string? NameOf(SchemaFormat format) => format switch
    {
        SchemaFormat.Protobuf => "PROTOBUF",
        SchemaFormat.Json => "JSON",
        _ => null,
    };

    private static SchemaFormat FormatOf(string? name) => name switch
    {
        null or "AVRO" => SchemaFormat.Avro,
        "PROTOBUF" => SchemaFormat.Protobuf,
        "JSON" => SchemaFormat.Json,
        _ => throw new RegistryException(200, $"The schema registry names a format this client does not know: {name}."),
    };

    /// <summary>A schema of this application's, under a subject: registered, or only looked for.</summary>
    private readonly record struct OwnSchema(
        string Subject, SchemaFormat Format, string Text, bool Normalize, bool IsRegistered);
}
