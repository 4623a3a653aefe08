namespace TypedStreams.Protocol;

/// <summary>A message that can be read and written in a range of versions; the generator implements it.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    /// <summary>Lowest version of this type.</summary>
    static abstract short MinVersion { get; }

    /// <summary>Highest version of this type.</summary>
    static abstract short MaxVersion { get; }

    /// <summary>True when <paramref name="version"/> has compact lengths and tagged fields (KIP-482).</summary>
    static abstract bool IsFlexible(short version);

    /// <summary>Reads one message; byte fields are slices of the reader's frame.</summary>
    /// <exception cref="MalformedMessageException">The bytes are wrong, or the version is not known.</exception>
    static abstract TSelf Read(ref WireReader reader, short version);

    /// <summary>Writes the message: exactly <see cref="Size"/> bytes.</summary>
    /// <exception cref="UnsupportedFieldException">A field is set that the version does not have.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The version is outside the range.</exception>
    void Write(ref WireWriter writer, short version);

    /// <summary>Bytes that <see cref="Write"/> writes in <paramref name="version"/>.</summary>
    int Size(short version);
}
