// Keeps the answers of a consumer group behind the records that they rest on. The state of such a group runs ahead of
// its log: an answer leaves only when everything up to it is committed. When records could not be written, the next
// write carries the whole group, and what was answered in between is answered with an error.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class ConsumerGroupWrites
{
    /// <summary>The newest write that is not committed yet; null when the log has everything.</summary>
    internal Write? Last { get; set; }

    /// <summary>How many writes failed so far.</summary>
    internal int Failures { get; set; }

    /// <summary>Whether the log lacks something that no write on its way brings.</summary>
    internal bool IsBehind { get; set; }

    /// <summary>Tombstones that were not written.</summary>
    internal List<CoordinatorRecord> LostTombstones { get; } = [];

    /// <summary>One append, and the answers that wait for it.</summary>
    internal sealed class Write(int failuresBefore)
    {
        internal int FailuresBefore { get; } = failuresBefore;

        internal List<WaitingAnswer> Answers { get; } = [];
    }
}

/// <summary>An answer that waits for records; <paramref name="Refuse"/> makes the one for an error.</summary>
internal readonly record struct WaitingAnswer(
    ReplyToken Token, object Answer, Func<TypedStreams.Protocol.ErrorCode, object> Refuse);
