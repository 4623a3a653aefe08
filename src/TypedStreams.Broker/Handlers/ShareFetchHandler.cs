// ShareFetch and ShareAcknowledge (KIP-932): the session first, then what became of the records of before, then new
// ones.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shares;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using Acknowledged = TypedStreams.Protocol.Messages.ShareAcknowledgeResponse;
using Fetched = TypedStreams.Protocol.Messages.ShareFetchResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class ShareFetchHandler(
    PartitionDirectory partitions,
    ShareStates states,
    ShareSessionHost sessions,
    ShareSettings settings,
    BrokerConfig config,
    TimeProvider time)
{
    internal async ValueTask<Fetched?> FetchAsync(ShareFetchRequest request, RequestContext context)
    {
        if (CheckFetch(request) is { } wrong)
        {
            return new Fetched { ErrorCode = wrong.Error, ErrorMessage = wrong.Message };
        }

        await states.EnsureAsync();
        (string groupId, string memberId) = (request.GroupId!, request.MemberId!);
        (ShareSessionStep step, CancellationToken ended) = await sessions.FetchAsync(
            groupId,
            memberId,
            request.ShareSessionEpoch,
            [
                .. request.Topics.SelectMany(topic => topic.Partitions.Select(
                    partition => new TopicIdPartition(topic.TopicId, partition.PartitionIndex))),
            ],
            [
                .. request.ForgottenTopicsData.SelectMany(topic => topic.Partitions.Select(
                    partition => new TopicIdPartition(topic.TopicId, partition))),
            ],
            context.Cancelled);
        if (step.Error != ErrorCode.None)
        {
            return new Fetched { ErrorCode = step.Error };
        }

        ShareLimits limits = settings.LimitsOf(groupId);
        var settled = await SettleAsync(groupId, memberId, ToSettle(request), limits, request.IsRenewAck);
        var results = new Dictionary<TopicIdPartition, Fetched.PartitionData>();
        foreach ((TopicIdPartition partition, ShareOutcome outcome) in settled)
        {
            Fetched.PartitionData result = ResultOf(results, partition);
            (result.AcknowledgeErrorCode, result.AcknowledgeErrorMessage) = (outcome.Error, outcome.Message);
        }

        if (request.ShareSessionEpoch == ShareSessions.ClosingEpoch)
        {
            sessions.Release(groupId, memberId, step.Partitions);
        }
        else if (!request.IsRenewAck)
        {
            await FetchAsync(request, step, limits, results, settled.Count > 0, ended, context.Cancelled);
        }

        return Response(request, results, limits);
    }

    internal async ValueTask<Acknowledged?> AcknowledgeAsync(ShareAcknowledgeRequest request, RequestContext context)
    {
        if (CheckNames(request.GroupId, request.MemberId) is { } wrong)
        {
            return new Acknowledged { ErrorCode = wrong.Error, ErrorMessage = wrong.Message };
        }

        await states.EnsureAsync();
        (string groupId, string memberId) = (request.GroupId!, request.MemberId!);
        ShareSessionStep step = await sessions.AcknowledgeAsync(groupId, memberId, request.ShareSessionEpoch);
        if (step.Error != ErrorCode.None)
        {
            return new Acknowledged { ErrorCode = step.Error };
        }

        ShareLimits limits = settings.LimitsOf(groupId);
        var settled = await SettleAsync(groupId, memberId, ToSettle(request), limits, request.IsRenewAck);
        if (request.ShareSessionEpoch == ShareSessions.ClosingEpoch)
        {
            sessions.Release(groupId, memberId, step.Partitions);
        }

        return new Acknowledged
        {
            AcquisitionLockTimeoutMs = limits.LockDurationMs,
            Responses =
            [
                .. settled.GroupBy(one => one.Partition.TopicId).Select(
                    topic => new Acknowledged.ShareAcknowledgeTopicResponse
                    {
                        TopicId = topic.Key,
                        Partitions =
                        [
                            .. topic.Select(one => new Acknowledged.PartitionData
                            {
                                PartitionIndex = one.Partition.Partition,
                                ErrorCode = one.Outcome.Error,
                                ErrorMessage = one.Outcome.Message,
                            }),
                        ],
                    }),
            ],
        };
    }

    private async Task FetchAsync(
        ShareFetchRequest request,
        ShareSessionStep step,
        ShareLimits limits,
        Dictionary<TopicIdPartition, Fetched.PartitionData> results,
        bool isUrgent,
        CancellationToken ended,
        CancellationToken cancelled)
    {
        var entries = new List<ShareEntry>();
        foreach (TopicIdPartition partition in step.Partitions)
        {
            Fetched.PartitionData result = ResultOf(results, partition);
            var key = new ShareKey(request.GroupId!, partition.TopicId, partition.Partition);
            if (HostOf(partition, out ErrorCode error) is { } log)
            {
                entries.Add(new ShareEntry(key, log, states.Find(key)!, result));
            }
            else
            {
                // What a session reads was known when it was added, so its name is what has gone.
                bool isNew = request.ShareSessionEpoch == ShareSessions.OpeningEpoch || IsNamed(request, partition);
                result.ErrorCode = isNew ? error : ErrorCode.UnknownTopicOrPartition;
                isUrgent = true;
            }
        }

        request.MaxBytes = Math.Min(request.MaxBytes, config.MaxFetchBytes);
        var operation = new ShareFetchOperation(
            entries, request, limits, settings.OffsetResetOf(request.GroupId!), time);
        await operation.RunAsync(isUrgent, ended, cancelled);
        await sessions.FetchedAsync(operation, ended);
    }

    // Named for its own sake, not for what is acknowledged.
    private static bool IsNamed(ShareFetchRequest request, TopicIdPartition wanted) => request.Topics.Exists(topic =>
        topic.TopicId == wanted.TopicId && topic.Partitions.Exists(partition =>
            partition.PartitionIndex == wanted.Partition && partition.AcknowledgementBatches.Count == 0));

    private static Fetched Response(
        ShareFetchRequest request, Dictionary<TopicIdPartition, Fetched.PartitionData> results, ShareLimits limits)
    {
        // A new session hears of everything that it reads, later only what there is news of.
        bool isNew = request.ShareSessionEpoch == ShareSessions.OpeningEpoch;
        HashSet<TopicIdPartition> settled = [.. ToSettle(request).Select(one => one.Partition)];
        return new Fetched
        {
            AcquisitionLockTimeoutMs = limits.LockDurationMs,
            Responses =
            [
                .. results
                    .Where(result => isNew || result.Value.AcquiredRecords.Count > 0
                        || result.Value.ErrorCode != ErrorCode.None || settled.Contains(result.Key))
                    .GroupBy(result => result.Key.TopicId)
                    .Select(topic => new Fetched.ShareFetchableTopicResponse
                    {
                        TopicId = topic.Key,
                        Partitions = [.. topic.Select(result => result.Value)],
                    }),
            ],
        };
    }

    // Every partition's acknowledgements at once; each is answered when it is durable, or refused for itself.
    private async Task<List<(TopicIdPartition Partition, ShareOutcome Outcome)>> SettleAsync(
        string groupId, string memberId, List<ToBeSettled> wanted, ShareLimits limits, bool mayRenew)
    {
        Task<ShareOutcome>[] settling =
        [
            .. wanted.Select(one => SettleAsync(groupId, memberId, one, limits, mayRenew)),
        ];
        ShareOutcome[] outcomes = await Task.WhenAll(settling);
        return [.. wanted.Zip(outcomes, (one, outcome) => (one.Partition, outcome))];
    }

    private async Task<ShareOutcome> SettleAsync(
        string groupId, string memberId, ToBeSettled wanted, ShareLimits limits, bool mayRenew)
    {
        if (HostOf(wanted.Partition, out ErrorCode error) is null)
        {
            return new ShareOutcome(error, Message: null);
        }

        if (CheckBatches(wanted.Batches, mayRenew) is { } fault)
        {
            return new ShareOutcome(ErrorCode.InvalidRequest, fault);
        }

        var key = new ShareKey(groupId, wanted.Partition.TopicId, wanted.Partition.Partition);
        return await states.Find(key)!.AskAsync<ShareOutcome>((core, token, now, effects) =>
        {
            core.Plan(key, limits);
            core.AcknowledgeReceived(key, memberId, wanted.Batches, token, now, effects);
        });
    }

    private PartitionHost? HostOf(TopicIdPartition partition, out ErrorCode error)
    {
        TopicPartitions? topic = partitions.Find(partition.TopicId);
        error = topic is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        return topic?.Find(partition.Partition);
    }

    private static ShareOutcome? CheckFetch(ShareFetchRequest request)
    {
        if (CheckNames(request.GroupId, request.MemberId) is { } wrong)
        {
            return wrong;
        }

        bool settles = ToSettle(request).Count > 0;
        string? fault =
            request.ShareSessionEpoch == ShareSessions.OpeningEpoch && settles
                ? "A request that opens a share session cannot acknowledge anything."
            : request.IsRenewAck && (request.MaxBytes | request.MinBytes | request.MaxRecords | request.MaxWaitMs) != 0
                ? "A request that renews locks fetches nothing: its bytes, records and wait must be 0."
            : null;
        return fault is null ? null : new ShareOutcome(ErrorCode.InvalidRequest, fault);
    }

    private static ShareOutcome? CheckNames(string? groupId, string? memberId) =>
        string.IsNullOrEmpty(groupId) ? new ShareOutcome(ErrorCode.InvalidRequest, "GroupId can't be empty.")
        : string.IsNullOrEmpty(memberId) ? new ShareOutcome(ErrorCode.InvalidRequest, "MemberId can't be empty.")
        : null;

    // Ranges in order, without overlaps, with an outcome for each offset or one for all.
    private static string? CheckBatches(List<Acknowledgement> batches, bool mayRenew)
    {
        long previous = -1;
        AcknowledgeType highest = mayRenew ? AcknowledgeType.Renew : AcknowledgeType.Reject;
        foreach (Acknowledgement batch in batches)
        {
            string? fault =
                batch.First > batch.Last ? "First offset is greater than last offset."
                : batch.First <= previous ? "First offsets must grow and ranges must not overlap."
                : batch.Types.Count == 0 ? "Acknowledge types are missing."
                : batch.Types.Count > 1 && batch.Types.Count != batch.Last - batch.First + 1
                    ? "There must be one acknowledge type, or one for each offset."
                : batch.Types.Any(type => type < AcknowledgeType.Gap || type > highest) ? "Unknown acknowledge type."
                : null;
            if (fault is not null)
            {
                return fault;
            }

            previous = batch.Last;
        }

        return null;
    }

    private static List<ToBeSettled> ToSettle(ShareFetchRequest request) =>
    [
        .. request.Topics.SelectMany(topic => topic.Partitions
            .Where(partition => partition.AcknowledgementBatches.Count > 0)
            .Select(partition => new ToBeSettled(
                new TopicIdPartition(topic.TopicId, partition.PartitionIndex),
                partition.AcknowledgementBatches.ConvertAll(batch => new Acknowledgement(
                    batch.FirstOffset,
                    batch.LastOffset,
                    batch.AcknowledgeTypes.ConvertAll(type => (AcknowledgeType)type)))))),
    ];

    private static List<ToBeSettled> ToSettle(ShareAcknowledgeRequest request) =>
    [
        .. request.Topics.SelectMany(topic => topic.Partitions.Select(partition => new ToBeSettled(
            new TopicIdPartition(topic.TopicId, partition.PartitionIndex),
            partition.AcknowledgementBatches.ConvertAll(batch => new Acknowledgement(
                batch.FirstOffset,
                batch.LastOffset,
                batch.AcknowledgeTypes.ConvertAll(type => (AcknowledgeType)type)))))),
    ];

    private static Fetched.PartitionData ResultOf(
        Dictionary<TopicIdPartition, Fetched.PartitionData> results, TopicIdPartition partition)
    {
        if (!results.TryGetValue(partition, out Fetched.PartitionData? result))
        {
            results[partition] = result = new Fetched.PartitionData
            {
                PartitionIndex = partition.Partition,
                Records = ReadOnlyMemory<byte>.Empty,
            };
        }

        return result;
    }

    private sealed record ToBeSettled(TopicIdPartition Partition, List<Acknowledgement> Batches);
}
