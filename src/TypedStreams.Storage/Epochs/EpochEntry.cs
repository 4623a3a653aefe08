namespace TypedStreams.Storage;

/// <summary>The offset at which a leader epoch begins.</summary>
/// <param name="Epoch">The leader epoch.</param>
/// <param name="StartOffset">First offset that was, or will be, written in it.</param>
public readonly record struct EpochEntry(int Epoch, long StartOffset);
