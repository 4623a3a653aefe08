namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="CreateAclsRequest"/>: one outcome a rule.</summary>
[ApiMessage(ApiKey.CreateAcls, MessageKind.Response, "1-3", FlexibleVersions = "2+")]
public sealed partial class CreateAclsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<AclCreationResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class AclCreationResult
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; } = "";
    }
}
