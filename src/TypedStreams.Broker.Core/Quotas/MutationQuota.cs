// The quota of changes to the cluster: who creates and deletes partitions pays a token for each. Newer clients know the
// refusal THROTTLING_QUOTA_EXCEEDED and get it topic by topic; older ones are served and wait afterwards.
// Owned by the metadata shard.
namespace TypedStreams.Broker.Core.Quotas;

/// <summary>The tokens of all that change the cluster.</summary>
public sealed class MutationBuckets(QuotaWindow window)
{
    private const int LeastSweep = 256;

    private readonly Dictionary<QuotaBucket, TokenBucket> _buckets = [];
    private int _sweepAt = LeastSweep;

    /// <summary>The quota under which one request changes the cluster.</summary>
    /// <param name="limit">Who pays, and how fast tokens come back.</param>
    /// <param name="isStrict">Whether the client knows refusals.</param>
    /// <param name="nowMs">The present, on the clock of deadlines.</param>
    public MutationQuota Of(QuotaLimit limit, bool isStrict, long nowMs)
    {
        if (!_buckets.TryGetValue(limit.Bucket, out TokenBucket? bucket))
        {
            Sweep(limit.Bound, nowMs);
            _buckets[limit.Bucket] = bucket = new TokenBucket(window);
        }

        return new MutationQuota(bucket, limit.Bound, isStrict, nowMs);
    }

    private void Sweep(double bound, long nowMs)
    {
        if (_buckets.Count < _sweepAt)
        {
            return;
        }

        foreach ((QuotaBucket name, TokenBucket bucket) in _buckets)
        {
            if (bucket.IsFull(bound, nowMs))
            {
                _buckets.Remove(name);
            }
        }

        _sweepAt = Math.Max(LeastSweep, _buckets.Count * 2);
    }
}

/// <summary>What one request may change of the cluster.</summary>
public sealed class MutationQuota
{
    private readonly TokenBucket _bucket;
    private readonly double _bound;
    private readonly bool _isStrict;
    private readonly long _nowMs;

    internal MutationQuota(TokenBucket bucket, double bound, bool isStrict, long nowMs)
    {
        _bucket = bucket;
        _bound = bound;
        _isStrict = isStrict;
        _nowMs = nowMs;
    }

    /// <summary>Milliseconds that the client must wait after this request.</summary>
    public int ThrottleMs { get; private set; }

    /// <summary>Pays for partitions; false when the client must come back later.</summary>
    public bool TryPay(int partitions)
    {
        int debtMs = _bucket.ThrottleMs(_bound, _nowMs);
        if (_isStrict && debtMs > 0)
        {
            ThrottleMs = debtMs;
            return false;
        }

        _bucket.Spend(partitions, _bound, _nowMs);
        if (!_isStrict)
        {
            ThrottleMs = _bucket.ThrottleMs(_bound, _nowMs);
        }

        return true;
    }
}
