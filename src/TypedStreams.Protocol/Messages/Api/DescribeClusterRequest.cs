namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the cluster id, the controller and the brokers.</summary>
[ApiMessage(ApiKey.DescribeCluster, MessageKind.Request, "0-2", FlexibleVersions = "0+")]
public sealed partial class DescribeClusterRequest
{
    /// <summary>True to fill in the cluster's authorized operations.</summary>
    [Field("0+")]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    /// <summary>Kind of endpoint: 1 brokers, 2 controllers.</summary>
    [Field("1+")]
    public sbyte EndpointType { get; set; } = 1;

    /// <summary>True to list fenced brokers too.</summary>
    [Field("2+")]
    public bool IncludeFencedBrokers { get; set; }
}
