// What the leader of a classic group gives each member: one partition after another in turn; cooperatively, what one
// member still has is withheld until it has given it up.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

internal static class ClassicShares
{
    internal static List<SyncGroupRequest.SyncGroupRequestAssignment> Of(
        JoinGroupResponse joined, ClusterImage image, bool isCooperative)
    {
        var subscriptions = joined.Members.ToDictionary(
            member => member.MemberId, member => ConsumerProtocol.ReadSubscription(member.Metadata)!);
        var claims = subscriptions
            .SelectMany(member => ConsumerProtocol.OwnedBy(member.Value, image)
                .Select(partition => (Partition: partition, Member: member.Key)))
            .ToLookup(claim => claim.Partition, claim => claim.Member);
        var shares = subscriptions.Keys.ToDictionary(id => id, _ => new List<TopicPartitionId>());
        int turn = 0;
        foreach (TopicImage topic in image.Topics.Values)
        {
            string[] readers = [.. subscriptions.Where(member => member.Value.Topics.Contains(topic.Name))
                .Select(member => member.Key).Order(StringComparer.Ordinal)];
            for (int index = 0; index < topic.Partitions.Length && readers.Length > 0; index++)
            {
                var partition = new TopicPartitionId(topic.Id, index);
                string reader = readers[turn++ % readers.Length];
                if (!isCooperative || claims[partition].All(owner => owner == reader))
                {
                    shares[reader].Add(partition);
                }
            }
        }

        return shares.Select(share => new SyncGroupRequest.SyncGroupRequestAssignment
        {
            MemberId = share.Key,
            Assignment = ConsumerProtocol.WriteAssignment(
                share.Value, id => image.FindTopic(id)?.Name,
                new ClassicTraits(0, [new MemberProtocol("range", new byte[2])])),
        }).ToList();
    }
}
