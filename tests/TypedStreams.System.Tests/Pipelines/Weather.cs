// How the network treats each client: a little delay and now and then a cut for all, much of both in a storm. What
// happens to a request follows from the seed, the connection and the request's number alone.
using System.Collections.Concurrent;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class Weather(int seed)
{
    private static readonly Sky Calm = new(DelayOneIn: 100, MostDelayMs: 20, CutOneIn: 250);
    private static readonly Sky Stormy = new(DelayOneIn: 5, MostDelayMs: 300, CutOneIn: 20);
    private const int MostLateMs = 3_000;

    private readonly ConcurrentDictionary<string, bool> _storms = [];
    private volatile bool _isStill;

    internal void StormOver(string clientId) => _storms[clientId] = true;

    internal void StormEnds(string clientId) => _storms.TryRemove(clientId, out _);

    /// <summary>From now on nothing is delayed nor cut.</summary>
    internal void BeStill() => _isStill = true;

    internal Disturbance Decide(ProxiedRequest request)
    {
        if (_isStill || !IsAClientOfOurs(request.ClientId))
        {
            return default;
        }

        var sky = _storms.ContainsKey(request.ClientId) ? Stormy : Calm;
        var drawn = Mix(((ulong)(uint)seed << 32) ^ ((ulong)(uint)request.Connection << 20) ^ (uint)request.Number);
        var delay = (int)(drawn >> 40 & 0xFFFF) % sky.DelayOneIn == 0 ? (int)(drawn & 0xFFFF) % sky.MostDelayMs : 0;
        var fate = (int)(drawn >> 20 & 0xFFFF) % sky.CutOneIn == 0
            ? (RequestFate)(1 + ((int)(drawn >> 58) % 3))
            : RequestFate.Passes;
        return new Disturbance(
            fate,
            TimeSpan.FromMilliseconds(fate == RequestFate.IsLate ? (int)(drawn & 0xFFFF) % MostLateMs : delay));
    }

    // The broker's own connections to itself are left alone: between a broker and itself there is no network.
    private static bool IsAClientOfOurs(string clientId) =>
        clientId.StartsWith("worker", StringComparison.Ordinal) || clientId is InputFeed.Name or OutputReader.Name;

    // SplitMix64: every bit of the result depends on every bit of the input.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private sealed record Sky(int DelayOneIn, int MostDelayMs, int CutOneIn);
}
