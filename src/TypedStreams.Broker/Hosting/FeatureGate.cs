// What a cluster whose level of a feature is 0 answers to the requests of that feature: they are advertised, and
// refused with UNSUPPORTED_VERSION, as Apache Kafka does.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Hosting;

internal sealed class FeatureGate(MetadataService metadata, string feature)
{
    private const ErrorCode Refused = ErrorCode.UnsupportedVersion;

    /// <summary>The handler while the feature is in use, the refusal while it is not.</summary>
    internal ApiHandler<TRequest, TResponse> Open<TRequest, TResponse>(
        ApiHandler<TRequest, TResponse> handler, Func<TRequest, TResponse> refuse)
        where TResponse : class =>
        (request, context) => metadata.Image.Has(feature)
            ? handler(request, context)
            : new ValueTask<TResponse?>(refuse(request));

    internal static ConsumerGroupHeartbeatResponse Refuse(ConsumerGroupHeartbeatRequest request) =>
        new() { ErrorCode = Refused };

    internal static ConsumerGroupDescribeResponse Refuse(ConsumerGroupDescribeRequest request) => new()
    {
        Groups = request.GroupIds.ConvertAll(
            id => new ConsumerGroupDescribeResponse.DescribedGroup { GroupId = id, ErrorCode = Refused }),
    };

    internal static ShareGroupHeartbeatResponse Refuse(ShareGroupHeartbeatRequest request) =>
        new() { ErrorCode = Refused };

    internal static ShareGroupDescribeResponse Refuse(ShareGroupDescribeRequest request) => new()
    {
        Groups = request.GroupIds.ConvertAll(
            id => new ShareGroupDescribeResponse.DescribedGroup { GroupId = id, ErrorCode = Refused }),
    };

    internal static ShareFetchResponse Refuse(ShareFetchRequest request) => new() { ErrorCode = Refused };

    internal static ShareAcknowledgeResponse Refuse(ShareAcknowledgeRequest request) => new() { ErrorCode = Refused };

    internal static DescribeShareGroupOffsetsResponse Refuse(DescribeShareGroupOffsetsRequest request) => new()
    {
        Groups = request.Groups.ConvertAll(
            group => new DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup
            {
                GroupId = group.GroupId,
                ErrorCode = Refused,
            }),
    };

    internal static AlterShareGroupOffsetsResponse Refuse(AlterShareGroupOffsetsRequest request) =>
        new() { ErrorCode = Refused };

    internal static DeleteShareGroupOffsetsResponse Refuse(DeleteShareGroupOffsetsRequest request) =>
        new() { ErrorCode = Refused };

    internal static StreamsGroupHeartbeatResponse Refuse(StreamsGroupHeartbeatRequest request) =>
        new() { ErrorCode = Refused };

    internal static StreamsGroupDescribeResponse Refuse(StreamsGroupDescribeRequest request) => new()
    {
        Groups = request.GroupIds.ConvertAll(
            id => new StreamsGroupDescribeResponse.DescribedGroup { GroupId = id, ErrorCode = Refused }),
    };
}
