namespace TypedStreams.Client;

/// <summary>Producer id and epoch of an idempotent producer; none is -1, -1.</summary>
internal readonly record struct ProducerIdentity(long Id, short Epoch)
{
    public static readonly ProducerIdentity None = new(-1, -1);

    public bool IsNone => Id < 0;
}
