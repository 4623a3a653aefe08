namespace TypedStreams.Broker.Coordination;

/// <summary>
/// The hash by which Kafka spreads groups and transactional ids over partitions: Java's, of the UTF-16 text.
/// </summary>
internal static class JavaHash
{
    /// <summary>Java's <c>String.hashCode</c>.</summary>
    internal static int Of(string text)
    {
        int hash = 0;
        foreach (char character in text)
        {
            hash = unchecked((31 * hash) + character);
        }

        return hash;
    }

    /// <summary>The bucket of a text among <paramref name="count"/>: the hash without its sign, modulo.</summary>
    internal static int Bucket(string text, int count) => (Of(text) & int.MaxValue) % count;
}
