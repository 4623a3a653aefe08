namespace TypedStreams.Consuming;

/// <summary>How far a record has come on its way to the handler: what a failure is about.</summary>
internal abstract class CallProgress
{
    /// <summary>What to do when the record cannot be handled; null while its type is not known.</summary>
    internal HandlingPolicy? Policy { get; private set; }

    /// <summary>True once the message is decoded: a failure is then its handler's.</summary>
    internal bool IsDecoded { get; private set; }

    /// <summary>Begins anew.</summary>
    internal void Begin()
    {
        Policy = null;
        IsDecoded = false;
    }

    /// <summary>The type is known.</summary>
    internal void Decoding(HandlingPolicy policy) => Policy = policy;

    /// <summary>The message is there.</summary>
    internal void Decoded() => IsDecoded = true;
}
