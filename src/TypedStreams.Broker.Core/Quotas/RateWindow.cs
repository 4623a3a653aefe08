// How much of something there was a second, over the last seconds, as Kafka measures its quotas: samples of one second
// each, of which the newest is not over. A rate is measured over at least all samples but one, so a burst after silence
// may take what the quota gives in that time; after that the client waits until the window's rate is the quota again.
// Belongs to one owner; time comes in.
namespace TypedStreams.Broker.Core.Quotas;

/// <summary>A rate over a sliding window.</summary>
public sealed class RateWindow(QuotaWindow window)
{
    private readonly Sample[] _samples = new Sample[window.Samples];
    private int _newest;
    private int _count;

    /// <summary>Whether nothing is known: as good as a new one.</summary>
    public bool IsIdle(long nowMs)
    {
        Expire(nowMs);
        return _count == 0;
    }

    /// <summary>Adds an amount; a negative one takes back what was added.</summary>
    public void Record(double amount, long nowMs)
    {
        Expire(nowMs);
        if (_count == 0 || nowMs - _samples[_newest].StartMs >= window.SampleMs)
        {
            _newest = (_newest + 1) % _samples.Length;
            _count = Math.Min(_count + 1, _samples.Length);
            _samples[_newest] = new Sample(nowMs, 0);
        }

        _samples[_newest] = _samples[_newest] with { Amount = _samples[_newest].Amount + amount };
    }

    /// <summary>What was recorded within the window.</summary>
    public double Total(long nowMs)
    {
        Expire(nowMs);
        double total = 0;
        for (int age = 0; age < _count; age++)
        {
            total += At(age).Amount;
        }

        return total;
    }

    /// <summary>
    /// Milliseconds until the rate is the bound again, when nothing is added meanwhile; 0 when within.
    /// </summary>
    public int ThrottleMs(double bound, long nowMs)
    {
        Expire(nowMs);
        if (_count == 0)
        {
            return 0;
        }

        double total = Total(nowMs);
        long elapsedMs = Math.Max(nowMs - At(_count - 1).StartMs, window.LeastMs);
        double excessMs = (total / bound * 1_000) - elapsedMs;
        return excessMs <= 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(excessMs));
    }

    private Sample At(int age) => _samples[(_newest - age + _samples.Length) % _samples.Length];

    private void Expire(long nowMs)
    {
        while (_count > 0 && nowMs - At(_count - 1).StartMs >= window.WholeMs)
        {
            _count--;
        }
    }

    private readonly record struct Sample(long StartMs, double Amount);
}

/// <summary>How rates are measured.</summary>
/// <param name="Samples">Samples that are kept, 1 or more (Kafka <c>quota.window.num</c>, default 11).</param>
/// <param name="SampleMs">Milliseconds of each (Kafka <c>quota.window.size.seconds</c>, default 1 s).</param>
public sealed record QuotaWindow(int Samples, long SampleMs)
{
    /// <summary>Milliseconds after which a sample is forgotten.</summary>
    public long WholeMs => Samples * SampleMs;

    /// <summary>Least milliseconds over which a rate is measured.</summary>
    public long LeastMs => Math.Max(1, Samples - 1) * SampleMs;
}
