// Requests in a closed loop: so many connections, each sending the next request when the last one is answered.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace TypedStreams.Benchmarks.Registry;

/// <summary>How fast, and how long each took.</summary>
internal sealed record Figures(double PerSecond, TimeSpan P50, TimeSpan P99);

internal sealed class HttpLoad(Uri address)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version11,
    };

    internal async Task<Figures> RunAsync(int connections, int requests, Func<int, Task> send)
    {
        int next = -1;
        var times = new TimeSpan[requests];
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < requests)
            {
                long sent = Stopwatch.GetTimestamp();
                await send(i);
                times[i] = Stopwatch.GetElapsedTime(sent);
            }
        }));
        TimeSpan all = Stopwatch.GetElapsedTime(start);
        Array.Sort(times);
        return new Figures(requests / all.TotalSeconds, times[requests / 2], times[requests * 99 / 100]);
    }

    internal async Task RegisterAsync(string subject, string schema)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync($"subjects/{subject}/versions", new { schema });
        answer.EnsureSuccessStatusCode();
    }

    internal async Task GetAsync(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }
}
