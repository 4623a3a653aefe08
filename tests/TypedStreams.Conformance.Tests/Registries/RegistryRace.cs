// Writers and readers that use two registries at once, going to the other one when the first is gone. Remembers every
// answer, and fails at the first one that contradicts an earlier one.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TypedStreams.Conformance.Tests.Registries;

internal sealed class RegistryRace(RegistryProcess[] registries) : IDisposable
{
    private const int SubjectCount = 8;
    private const int SchemaCount = 200;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentDictionary<(string Subject, int Version), int> _ids = new();
    private readonly ConcurrentDictionary<int, string> _texts = new();
    private readonly ConcurrentDictionary<(string Subject, string Text), int> _versions = new();
    private int _acknowledged;

    /// <summary>Registrations that were acknowledged.</summary>
    internal int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Called with the count after each acknowledged registration.</summary>
    internal Action<int> OnAcknowledged { get; set; } = _ => { };

    /// <summary>Lets every schema follow every other one.</summary>
    internal async Task PrepareAsync()
    {
        using var level = JsonContent.Create(new { compatibility = "NONE" });
        using HttpResponseMessage answer = await _http.PutAsync(new Uri(registries[0].Address, "config"), level);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Registers schemas under subjects that others write to, and reads each answer back elsewhere.</summary>
    internal async Task WriteAsync(int seed, int count, CancellationToken ct)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            string subject = $"race-{random.Next(SubjectCount)}";
            string text = Schema(random.Next(SchemaCount));
            int registry = random.Next(registries.Length);
            JsonElement answer = await SendAsync(registry, HttpMethod.Post, $"subjects/{subject}/versions", text, ct);
            Note(subject, answer.GetProperty("version").GetInt32(), answer.GetProperty("id").GetInt32(), text);
            OnAcknowledged(Interlocked.Increment(ref _acknowledged));

            string path = $"subjects/{subject}/versions/{answer.GetProperty("version").GetInt32()}";
            JsonElement read = await SendAsync(registry + 1, HttpMethod.Get, path, schema: null, ct);
            Assert.Equal(answer.GetProperty("id").GetInt32(), read.GetProperty("id").GetInt32());
            Assert.Equal(text, read.GetProperty("schema").GetString());
        }
    }

    /// <summary>
    /// Lists the versions of a subject, from one registry and the next: none may ever be missing again.
    /// </summary>
    internal async Task ReadAsync(int subject, CancellationToken ct)
    {
        var seen = new HashSet<int>();
        for (int turn = 0; !ct.IsCancellationRequested; turn++)
        {
            JsonElement list = await SendAsync(turn, HttpMethod.Get, $"subjects/race-{subject}/versions", null, ct);
            HashSet<int> now = [.. list.EnumerateArray().Select(version => version.GetInt32())];
            Assert.True(
                seen.IsSubsetOf(now),
                $"a read went back: {string.Join(',', seen.Except(now))} of race-{subject} are gone");
            seen = now;
        }
    }

    /// <summary>Every acknowledged registration is there, in each registry, as it was acknowledged.</summary>
    internal async Task CheckAsync(CancellationToken ct)
    {
        foreach (RegistryProcess registry in registries)
        {
            JsonElement all = await _http.GetFromJsonAsync<JsonElement>(
                new Uri(registry.Address, "schemas?subjectPrefix=race-"), ct);
            Dictionary<(string, int), JsonElement> there = all.EnumerateArray().ToDictionary(
                schema => (schema.GetProperty("subject").GetString()!, schema.GetProperty("version").GetInt32()));
            foreach (((string Subject, int Version) key, int id) in _ids)
            {
                Assert.True(there.TryGetValue(key, out JsonElement schema), $"{key} is lost");
                Assert.Equal(id, schema.GetProperty("id").GetInt32());
                Assert.Equal(_texts[id], schema.GetProperty("schema").GetString());
            }

            // Versions that nobody got an answer for may be there too, but no id has two meanings.
            Assert.All(
                there.Values.GroupBy(schema => schema.GetProperty("id").GetInt32()),
                uses => Assert.Single(uses.Select(use => use.GetProperty("schema").GetString()).Distinct()));
            Assert.All(
                there.Values.GroupBy(schema => schema.GetProperty("schema").GetString()),
                uses => Assert.Single(uses.Select(use => use.GetProperty("id").GetInt32()).Distinct()));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Schema(int number) =>
        $$"""{"type":"record","name":"R{{number}}","fields":[{"name":"f","type":"long"}]}""";

    private void Note(string subject, int version, int id, string text)
    {
        Assert.Equal(id, _ids.GetOrAdd((subject, version), id));
        Assert.Equal(text, _texts.GetOrAdd(id, text));
        Assert.Equal(version, _versions.GetOrAdd((subject, text), version));
    }

    private async Task<JsonElement> SendAsync(
        int registry, HttpMethod method, string path, string? schema, CancellationToken ct)
    {
        // A registry that was just killed refuses or cuts the connection: the next one is asked, as clients do.
        for (int attempt = 0; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            Uri address = registries[(registry + attempt) % registries.Length].Address;
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            if (schema is not null)
            {
                request.Content = JsonContent.Create(new { schema });
            }

            try
            {
                using HttpResponseMessage response = await _http.SendAsync(request, ct);
                string body = await response.Content.ReadAsStringAsync(ct);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return JsonDocument.Parse(body).RootElement;
                }

                if (response.StatusCode == HttpStatusCode.NotFound && schema is null && path.EndsWith("versions"))
                {
                    return JsonDocument.Parse("[]").RootElement;
                }

                Assert.True((int)response.StatusCode >= 500, $"{method} {address}{path}: {body}");
            }
            catch (Exception fault) when (fault is HttpRequestException or HttpIOException)
            {
                await Task.Yield();
            }
        }
    }
}
