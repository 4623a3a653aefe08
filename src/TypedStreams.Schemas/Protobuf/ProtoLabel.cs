namespace TypedStreams.Schemas.Protobuf;

/// <summary>What stands before a field's type.</summary>
public enum ProtoLabel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>optional.</summary>
    Optional,

    /// <summary>required; proto2 only.</summary>
    Required,

    /// <summary>repeated.</summary>
    Repeated,
}
