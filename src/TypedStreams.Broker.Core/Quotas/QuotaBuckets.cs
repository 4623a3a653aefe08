// What clients used of their quotas. A bucket is made when something is first used and forgotten when its window has
// run dry, so names that a client makes up cost memory for seconds only.
// Owned by one shard; must never be asked from elsewhere.
namespace TypedStreams.Broker.Core.Quotas;

/// <summary>The use of the quotas that one shard keeps.</summary>
public sealed class QuotaBuckets(QuotaWindow window)
{
    private const int LeastSweep = 256;

    private readonly Dictionary<QuotaBucket, RateWindow> _rates = [];
    private int _sweepAt = LeastSweep;

    /// <summary>How many are kept.</summary>
    public int Count => _rates.Count;

    /// <summary>
    /// Adds what was used and returns the milliseconds that its user must wait, 0 when it is within its quota.
    /// </summary>
    public int Charge(QuotaLimit limit, double amount, long nowMs)
    {
        RateWindow rate = RateOf(limit.Bucket, nowMs);
        rate.Record(amount, nowMs);
        return rate.ThrottleMs(limit.Bound, nowMs);
    }

    /// <summary>
    /// As <see cref="Charge"/>, but what is too much is refused and not used after all. Who used nothing within the
    /// window is never refused and waits afterwards: an answer that is larger than the quota of a whole window (one
    /// batch can be) would else be refused for ever.
    /// </summary>
    public int ChargeWithin(QuotaLimit limit, double amount, long nowMs, out bool isRefused)
    {
        RateWindow rate = RateOf(limit.Bucket, nowMs);
        bool wasUsed = rate.Total(nowMs) > 0;
        int throttleMs = Charge(limit, amount, nowMs);
        isRefused = throttleMs > 0 && wasUsed;
        if (isRefused)
        {
            rate.Record(-amount, nowMs);
        }

        return throttleMs;
    }

    private RateWindow RateOf(QuotaBucket bucket, long nowMs)
    {
        if (!_rates.TryGetValue(bucket, out RateWindow? rate))
        {
            Sweep(nowMs);
            _rates[bucket] = rate = new RateWindow(window);
        }

        return rate;
    }

    private void Sweep(long nowMs)
    {
        if (_rates.Count < _sweepAt)
        {
            return;
        }

        foreach ((QuotaBucket bucket, RateWindow rate) in _rates)
        {
            if (rate.IsIdle(nowMs))
            {
                _rates.Remove(bucket);
            }
        }

        _sweepAt = Math.Max(LeastSweep, _rates.Count * 2);
    }
}
