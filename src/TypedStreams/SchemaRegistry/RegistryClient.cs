// Client of the Confluent Schema Registry HTTP interface. Owns two caches that never forget: ids are immutable and
// never reused, and a schema keeps its id. A failure is not cached. Concurrent askers for one thing share one request.

using System.Collections.Concurrent;

namespace TypedStreams.SchemaRegistry;

/// <summary>Registers and finds schemas. Thread-safe.</summary>
public sealed class RegistryClient : IDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<Task<RegisteredSchema>>> _byId = new();
    private readonly ConcurrentDictionary<Guid, Lazy<Task<RegisteredSchema>>> _byGuid = new();
    private readonly ConcurrentDictionary<(string, SchemaFormat, string, bool), Lazy<Task<int>>> _ids = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly RegistryTransport _transport;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public RegistryClient(RegistryClientOptions options) => _transport = new RegistryTransport(options);

    /// <summary>Registers a schema under a subject, unless it is there already, and returns its id.</summary>
    /// <exception cref="RegistryException">
    /// 409 or 40901: the subject's rule refuses it; 42201: it is not a schema; retriable: the registry is away.
    /// </exception>
    public Task<int> RegisterAsync(
        string subject, string schema, SchemaFormat format, CancellationToken cancellationToken = default) =>
        Shared(_ids, (subject, format, schema, true), RegisterCoreAsync, cancellationToken);

    /// <summary>The id of a schema that is registered under a subject.</summary>
    /// <exception cref="RegistryException">40401 or 40403: it is not registered there.</exception>
    public Task<int> FindIdAsync(
        string subject, string schema, SchemaFormat format, CancellationToken cancellationToken = default) =>
        Shared(_ids, (subject, format, schema, false), FindIdCoreAsync, cancellationToken);

    /// <summary>The schema with an id, and the schemas it refers to.</summary>
    /// <exception cref="RegistryException">40403: there is no such id.</exception>
    public Task<RegisteredSchema> GetByIdAsync(int id, CancellationToken cancellationToken = default) =>
        Shared(_byId, id, GetByIdCoreAsync, cancellationToken);

    /// <summary>
    /// The schema with a GUID, which is the same in every registry (Confluent's from 8.0 on), and the schemas it refers
    /// to; its id, which is not, is 0.
    /// </summary>
    /// <exception cref="RegistryException">40403: there is no such schema.</exception>
    public Task<RegisteredSchema> GetByGuidAsync(Guid guid, CancellationToken cancellationToken = default) =>
        Shared(_byGuid, guid, GetByGuidCoreAsync, cancellationToken);

    /// <summary>A version of a subject; the newest when <paramref name="version"/> is null.</summary>
    /// <exception cref="RegistryException">40401 no such subject, 40402 no such version.</exception>
    public async Task<SubjectVersion> GetVersionAsync(
        string subject, int? version = null, CancellationToken cancellationToken = default)
    {
        var name = version is { } number ? FormattableString.Invariant($"{number}") : "latest";
        var path = $"subjects/{Uri.EscapeDataString(subject)}/versions/{name}";
        var reply = await _transport.GetAsync(path, RegistryJson.Default.SchemaReply, cancellationToken);
        return new SubjectVersion(
            subject, reply.Version ?? 0, await ToSchemaAsync(reply.Id ?? 0, reply, cancellationToken));
    }

    /// <summary>The compatibility level in force for a subject, such as BACKWARD.</summary>
    public async Task<string> GetCompatibilityAsync(string subject, CancellationToken cancellationToken = default)
    {
        var path = $"config/{Uri.EscapeDataString(subject)}?defaultToGlobal=true";
        var reply = await _transport.GetAsync(path, RegistryJson.Default.ConfigReply, cancellationToken);
        return reply.CompatibilityLevel ?? "BACKWARD";
    }

    /// <summary>Cancels requests under way.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _transport.Dispose();
    }

    private async Task<int> RegisterCoreAsync((string Subject, SchemaFormat Format, string Schema, bool) key)
    {
        var path = $"subjects/{Uri.EscapeDataString(key.Subject)}/versions";
        return await PostForIdAsync(path, key.Schema, key.Format);
    }

    private async Task<int> FindIdCoreAsync((string Subject, SchemaFormat Format, string Schema, bool) key) =>
        await PostForIdAsync($"subjects/{Uri.EscapeDataString(key.Subject)}", key.Schema, key.Format);

    private async Task<int> PostForIdAsync(string path, string schema, SchemaFormat format)
    {
        var request = new SchemaRequest(schema, NameOf(format));
        var reply = await _transport.PostAsync(path, request, RegistryJson.Default.SchemaReply, _disposed.Token);
        return reply.Id ?? throw new RegistryException(200, $"The schema registry answered {path} without an id.");
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
        return await ToSchemaAsync(id: 0, reply, _disposed.Token);
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
            RuleSet = reply.RuleSet,
            Metadata = reply.Metadata,
        };
    }

    /// <summary>
    /// One request for all who ask at once. Their cancellation ends their waiting, not the request; a failed request is
    /// forgotten.
    /// </summary>
    private static async Task<TValue> Shared<TKey, TValue>(
        ConcurrentDictionary<TKey, Lazy<Task<TValue>>> cache,
        TKey key,
        Func<TKey, Task<TValue>> ask,
        CancellationToken cancellationToken)
        where TKey : notnull
    {
        var entry = cache.GetOrAdd(key, static (key, ask) => new Lazy<Task<TValue>>(() => ask(key)), ask);
        try
        {
            return await entry.Value.WaitAsync(cancellationToken);
        }
        catch when (entry.Value.IsFaulted || entry.Value.IsCanceled)
        {
            cache.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

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
}
