namespace TypedStreams.Consuming.Lanes;

/// <summary>What is done with a record of a partition.</summary>
internal interface IRecordHandling
{
    /// <summary>
    /// Handles the call's record. Completes when that is done; throws when the record cannot be handled.
    /// </summary>
    ValueTask HandleAsync(HandlerCall call);
}
