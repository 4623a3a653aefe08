// Answers of the registry that may be kept: ids are immutable and never reused. Bounded, the oldest goes first. One
// request for all who ask at once. Failures are forgotten, save that "there is no such thing" may be kept for a while.
// Any thread; nothing here is on the way of a message, which has its schema bound already.

using System.Collections.Concurrent;

namespace TypedStreams.SchemaRegistry;

/// <param name="capacity">Answers that are kept.</param>
/// <param name="missingFor">How long it is kept that there is none.</param>
/// <param name="time">Says when that is over.</param>
internal sealed class AnswerCache<TKey, TValue>(int capacity, TimeSpan missingFor, TimeProvider time)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly ConcurrentQueue<KeyValuePair<TKey, Entry>> _byAge = new();

    /// <summary>The kept answer, or a new one. Cancellation ends the waiting, not the request.</summary>
    internal async Task<TValue> GetAsync(
        TKey key, Func<TKey, Task<TValue>> ask, CancellationToken cancellationToken)
    {
        var entry = Enter(key, ask);
        try
        {
            return await entry.Answer.Value.WaitAsync(cancellationToken);
        }
        catch (RegistryException missing) when (missingFor > TimeSpan.Zero && missing.IsMissing)
        {
            entry.FailedAt ??= time.GetTimestamp();
            throw;
        }
        catch when (entry.Answer.Value.IsFaulted || entry.Answer.Value.IsCanceled)
        {
            _entries.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    private Entry Enter(TKey key, Func<TKey, Task<TValue>> ask)
    {
        while (true)
        {
            if (_entries.TryGetValue(key, out var found))
            {
                if (found.FailedAt is not { } failed || time.GetElapsedTime(failed) < missingFor)
                {
                    return found;
                }

                _entries.TryRemove(KeyValuePair.Create(key, found));
            }

            var entry = new Entry(new Lazy<Task<TValue>>(() => ask(key)));
            if (_entries.TryAdd(key, entry))
            {
                _byAge.Enqueue(KeyValuePair.Create(key, entry));
                Shrink();
                return entry;
            }
        }
    }

    // Failures have left the entries and stand in the queue still, so the queue is what is bounded.
    private void Shrink()
    {
        while (_byAge.Count > capacity && _byAge.TryDequeue(out var oldest))
        {
            _entries.TryRemove(oldest);
        }
    }

    private sealed class Entry(Lazy<Task<TValue>> answer)
    {
        internal Lazy<Task<TValue>> Answer => answer;

        /// <summary>When it became known that there is none.</summary>
        internal long? FailedAt { get; set; }
    }
}
