// The metadata log and the image it makes: the one way in which topics, configs and ids change.
// A request is decided by the controller core against the newest image, its records are appended and synced, then
// replayed into the published image, then the partitions are brought in line, and only then the caller is answered.
// Owns the metadata log; runs on the metadata shard, except for the published image, which anyone may read.
using System.Threading.Channels;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Metadata;

internal sealed class MetadataService : IAsyncDisposable
{
    private readonly Shard _shard;
    private readonly MetadataLog _log;
    private readonly PartitionDirectory _partitions;
    private readonly NodeFailure _failure;
    private readonly Channel<Publication> _publications =
        Channel.CreateUnbounded<Publication>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _publishing;
    private ClusterImage _newest;
    private ClusterImage _published;

    internal MetadataService(Shard shard, MetadataLog log, PartitionDirectory partitions, NodeFailure failure)
    {
        _shard = shard;
        _log = log;
        _partitions = partitions;
        _failure = failure;
        _newest = log.Image;
        _published = log.Image;
        _publishing = PublishAsync();
    }

    /// <summary>The committed state of the cluster. Any thread.</summary>
    internal ClusterImage Image => Volatile.Read(ref _published);

    /// <summary>
    /// Told which topics were deleted: when their logs are closed and the image has them no more, before whoever
    /// deleted them is answered, in the order of the images. Must not wait.
    /// </summary>
    internal Action<IReadOnlySet<Guid>>? TopicsDeleted { get; set; }

    /// <summary>
    /// Decides a change and carries it out. The answer comes when the change is committed and in effect on this node.
    /// </summary>
    internal Task<TResponse> ChangeAsync<TResponse>(Func<ClusterImage, ControllerResult<TResponse>> decide)
    {
        var answer = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _shard.Post(() =>
        {
            ControllerResult<TResponse> result = decide(_newest);
            if (result.Records.Count > 0)
            {
                foreach ((object record, long offset) in _log.Append(result.Records, _shard.WallClockMs))
                {
                    _newest = _newest.Apply(record, offset);
                }
            }

            // Also when nothing changes: what the decision saw may still be on its way to the disk, so the answer and
            // the image follow it.
            ClusterImage image = _newest;
            var delta = ClusterDelta.Of(result.Records);
            _log.WhenCommitted(() => _publications.Writer.TryWrite(
                new Publication(image, delta, () => answer.SetResult(result.Response))));
        });
        return answer.Task;
    }

    /// <summary>How far the log has come. Any thread.</summary>
    internal Task<QuorumPosition> QuorumAsync() => _shard.AskAsync(() => _log.Quorum(_shard.WallClockMs));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _publications.Writer.TryComplete();
        await _publishing;
    }

    private async Task PublishAsync()
    {
        try
        {
            await foreach (Publication publication in _publications.Reader.ReadAllAsync())
            {
                if (!ReferenceEquals(publication.Image, _published))
                {
                    await _partitions.ApplyAsync(_published, publication.Image, publication.Delta);
                    Volatile.Write(ref _published, publication.Image);
                    if (publication.Delta.DeletedTopicIds.Count > 0)
                    {
                        TopicsDeleted?.Invoke(publication.Delta.DeletedTopicIds);
                    }
                }

                publication.Answer();
            }
        }
        catch (Exception failure)
        {
            _failure.Fail(failure);
        }
    }

    private readonly record struct Publication(ClusterImage Image, ClusterDelta Delta, Action Answer);
}
