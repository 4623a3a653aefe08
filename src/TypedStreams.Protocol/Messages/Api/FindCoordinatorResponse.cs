namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="FindCoordinatorRequest"/>: the coordinators' addresses.</summary>
[ApiMessage(ApiKey.FindCoordinator, MessageKind.Response, "0-6", FlexibleVersions = "3+")]
public sealed partial class FindCoordinatorResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0-3")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("1-3", NullableVersions = "1-3", Ignorable = true)]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>Node id.</summary>
    [Field("0-3")]
    public int NodeId { get; set; }

    /// <summary>Host name or address.</summary>
    [Field("0-3")]
    public string Host { get; set; } = "";

    /// <summary>TCP port.</summary>
    [Field("0-3")]
    public int Port { get; set; }

    /// <summary>One answer a key.</summary>
    [Field("4+")]
    public List<Coordinator> Coordinators { get; set; } = [];

    /// <summary>One entry of <see cref="Coordinators"/>.</summary>
    public sealed partial class Coordinator
    {
        /// <summary>The key this entry answers.</summary>
        [Field("4+")]
        public string Key { get; set; } = "";

        /// <summary>Node id.</summary>
        [Field("4+")]
        public int NodeId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("4+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("4+")]
        public int Port { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("4+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("4+", NullableVersions = "4+", Ignorable = true)]
        public string? ErrorMessage { get; set; } = "";
    }
}
