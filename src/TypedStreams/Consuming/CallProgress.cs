namespace TypedStreams.Consuming;

/// <summary>How far a record has come on its way to the handler: what a failure is about.</summary>
internal abstract class CallProgress
{
    /// <summary>What to do when the record cannot be handled; null while its type is not known.</summary>
    internal HandlingPolicy? Policy { get; private set; }

    /// <summary>True once the message is decoded: a failure is then its handler's.</summary>
    internal bool IsDecoded { get; private set; }

    /// <summary>The number of this call of the handler, from 1.</summary>
    internal int Attempt { get; private set; }

    /// <summary>Where the message was sent; null for the record's own place.</summary>
    internal RecordPosition? Origin { get; private set; }

    /// <summary>Begins a call.</summary>
    internal void Begin(int attempt, RecordPosition? origin)
    {
        Attempt = attempt;
        Origin = origin;
        Policy = null;
        IsDecoded = false;
    }

    /// <summary>The type is known.</summary>
    internal void Decoding(HandlingPolicy policy) => Policy = policy;

    /// <summary>The message is there.</summary>
    internal void Decoded() => IsDecoded = true;
}
