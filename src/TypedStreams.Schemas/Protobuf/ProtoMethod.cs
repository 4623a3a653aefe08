namespace TypedStreams.Schemas.Protobuf;

/// <summary>A method of a service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Request">The type of requests as it was written.</param>
/// <param name="StreamsRequests">True when requests are streamed.</param>
/// <param name="Response">The type of responses as it was written.</param>
/// <param name="StreamsResponses">True when responses are streamed.</param>
/// <param name="Options">Its options.</param>
public sealed record ProtoMethod(
    string Name,
    string Request,
    bool StreamsRequests,
    string Response,
    bool StreamsResponses,
    IReadOnlyList<ProtoOption> Options)
{
    /// <summary>Where it stands.</summary>
    public string Place { get; init; } = "";

    /// <summary>The message of requests; null before the file was linked.</summary>
    public ProtoMessage? RequestTarget { get; internal set; }

    /// <summary>The message of responses; null before the file was linked.</summary>
    public ProtoMessage? ResponseTarget { get; internal set; }

    /// <summary>True when options were written in braces, even with none in it.</summary>
    internal bool HasBody { get; init; }
}
