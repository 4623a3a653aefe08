namespace TypedStreams.Protocol;

/// <summary>
/// One partition of a topic by the topic's id, which a topic created anew under the same name does not share.
/// </summary>
/// <param name="TopicId">Topic id; <see cref="Guid.Empty"/> means unknown.</param>
/// <param name="Partition">Partition index, from 0.</param>
public readonly record struct TopicIdPartition(Guid TopicId, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{TopicId:N}-{Partition}";
}
