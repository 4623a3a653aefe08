namespace TypedStreams.Protocol;

/// <summary>A response that can say for how long the client must wait; the generator implements it.</summary>
public interface IThrottledResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    int ThrottleTimeMs { get; set; }
}
