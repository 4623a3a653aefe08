// Changes of the controller come in bursts: tokens are saved up over the window and may be spent at once, even into
// debt; who is in debt waits until it is paid (KIP-599).
namespace TypedStreams.Broker.Core.Quotas;

/// <summary>A quota that may be saved up. Belongs to one owner; time comes in.</summary>
public sealed class TokenBucket(QuotaWindow window)
{
    private double _tokens = double.MaxValue;
    private long _filledMs;

    /// <summary>Whether it is full: as good as a new one.</summary>
    public bool IsFull(double bound, long nowMs)
    {
        Fill(bound, nowMs);
        return _tokens >= Most(bound);
    }

    /// <summary>Milliseconds until the debt is paid; 0 when there is none.</summary>
    public int ThrottleMs(double bound, long nowMs)
    {
        Fill(bound, nowMs);
        return _tokens >= 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(-_tokens / bound * 1_000));
    }

    /// <summary>Spends tokens, also such as there are not.</summary>
    public void Spend(double tokens, double bound, long nowMs)
    {
        Fill(bound, nowMs);
        _tokens -= tokens;
    }

    private void Fill(double bound, long nowMs)
    {
        _tokens = Math.Min(Most(bound), _tokens + (bound * (nowMs - _filledMs) / 1_000));
        _filledMs = nowMs;
    }

    private double Most(double bound) => bound * window.WholeMs / 1_000;
}
