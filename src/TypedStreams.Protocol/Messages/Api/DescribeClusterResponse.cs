namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeClusterRequest"/>: the cluster.</summary>
[ApiMessage(ApiKey.DescribeCluster, MessageKind.Response, "0-2", FlexibleVersions = "0+")]
public sealed partial class DescribeClusterResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>Kind of endpoint: 1 brokers, 2 controllers.</summary>
    [Field("1+")]
    public sbyte EndpointType { get; set; } = 1;

    /// <summary>
    /// Id of the cluster; a mismatch is an error where it is checked. Null when unknown or not checked.
    /// </summary>
    [Field("0+")]
    public string ClusterId { get; set; } = "";

    /// <summary>Node id of the active controller; -1 when unknown.</summary>
    [Field("0+")]
    public int ControllerId { get; set; } = -1;

    /// <summary>Every broker a client may connect to.</summary>
    [Field("0+")]
    public List<DescribeClusterBroker> Brokers { get; set; } = [];

    /// <summary>Bit field of the operations the caller may do on the cluster; -2147483648 when not asked for.</summary>
    [Field("0+")]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    /// <summary>One entry of <see cref="Brokers"/>.</summary>
    public sealed partial class DescribeClusterBroker
    {
        /// <summary>Node id of the broker.</summary>
        [Field("0+")]
        public int BrokerId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("0+")]
        public int Port { get; set; }

        /// <summary>Rack of the node; null when it has none.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Rack { get; set; }

        /// <summary>True while the broker is fenced.</summary>
        [Field("2+")]
        public bool IsFenced { get; set; }
    }
}
