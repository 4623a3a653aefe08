namespace TypedStreams.Protocol.Messages;

/// <summary>Removes access rules that match filters.</summary>
[ApiMessage(ApiKey.DeleteAcls, MessageKind.Request, "1-3", FlexibleVersions = "2+")]
public sealed partial class DeleteAclsRequest
{
    /// <summary>Filters; each removes what it matches.</summary>
    [Field("0+")]
    public List<DeleteAclsFilter> Filters { get; set; } = [];

    /// <summary>One entry of <see cref="Filters"/>.</summary>
    public sealed partial class DeleteAclsFilter
    {
        /// <summary>
        /// Resource type to match: 1 any, 2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user.
        /// </summary>
        [Field("0+")]
        public sbyte ResourceTypeFilter { get; set; }

        /// <summary>Resource name to match; null matches any.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ResourceNameFilter { get; set; } = "";

        /// <summary>How the resource name is matched: 1 any, 2 match, 3 literal, 4 prefix.</summary>
        [Field("1+")]
        public sbyte PatternTypeFilter { get; set; } = 3;

        /// <summary>Principal to match; null matches any.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? PrincipalFilter { get; set; } = "";

        /// <summary>Host to match; null matches any.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? HostFilter { get; set; } = "";

        /// <summary>
        /// Operation: 1 any, 2 all, 3 read, 4 write, 5 create, 6 delete, 7 alter, 8 describe, 9 cluster action, 10
        /// describe configs, 11 alter configs, 12 idempotent write, 13 create tokens, 14 describe tokens, 15 two-phase
        /// commit.
        /// </summary>
        [Field("0+")]
        public sbyte Operation { get; set; }

        /// <summary>2 deny, 3 allow; in filters 1 is any.</summary>
        [Field("0+")]
        public sbyte PermissionType { get; set; }
    }
}
