namespace TypedStreams.Client;

/// <summary>Where one record lies in the memory of its batch.</summary>
internal struct RecordEntry
{
    public long Offset;
    public long TimestampMs;
    public int KeyAt;
    public int KeyLength;
    public int ValueAt;
    public int ValueLength;
    public int HeadersAt;
    public int HeadersEnd;
    public int HeaderCount;

    // False: the fetch response itself; true: the buffer that compressed batches were unpacked to.
    public bool IsUnpacked;
}
