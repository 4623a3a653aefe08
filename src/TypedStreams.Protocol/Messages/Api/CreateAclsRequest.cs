namespace TypedStreams.Protocol.Messages;

/// <summary>Adds access rules.</summary>
[ApiMessage(ApiKey.CreateAcls, MessageKind.Request, "1-3", FlexibleVersions = "2+")]
public sealed partial class CreateAclsRequest
{
    /// <summary>Access rules to add.</summary>
    [Field("0+")]
    public List<AclCreation> Creations { get; set; } = [];

    /// <summary>One entry of <see cref="Creations"/>.</summary>
    public sealed partial class AclCreation
    {
        /// <summary>2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>Name of the resource.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>How the resource name is meant: 3 literal, 4 prefix.</summary>
        [Field("1+")]
        public sbyte ResourcePatternType { get; set; } = 3;

        /// <summary>Who the rule is for, as Type:name.</summary>
        [Field("0+")]
        public string Principal { get; set; } = "";

        /// <summary>Host the rule is for; * for any.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

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
