namespace TypedStreams.Protocol;

/// <summary>Which way a message goes.</summary>
public enum MessageKind
{
    /// <summary>Client to broker.</summary>
    Request,

    /// <summary>Broker to client.</summary>
    Response,
}
