namespace TypedStreams.Protocol;

/// <summary>A request or a response.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IApiMessage<TSelf> : IWireMessage<TSelf>
    where TSelf : IApiMessage<TSelf>
{
    /// <summary>The API the message belongs to.</summary>
    static abstract ApiKey ApiKey { get; }
}

/// <summary>A request; the type of its response comes with it.</summary>
/// <typeparam name="TSelf">The request itself.</typeparam>
/// <typeparam name="TResponse">What answers it.</typeparam>
public interface IRequest<TSelf, TResponse> : IApiMessage<TSelf>
    where TSelf : IRequest<TSelf, TResponse>
    where TResponse : IResponse<TResponse>;

/// <summary>A response.</summary>
/// <typeparam name="TSelf">The response itself.</typeparam>
public interface IResponse<TSelf> : IApiMessage<TSelf>
    where TSelf : IResponse<TSelf>;

/// <summary>One of several record types that share a topic.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface ITypedRecord<TSelf> : IWireMessage<TSelf>
    where TSelf : ITypedRecord<TSelf>
{
    /// <summary>Tells the type apart from the topic's others.</summary>
    static abstract short RecordType { get; }
}
