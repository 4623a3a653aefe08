// Where each key was written last. Keys are known by a 128-bit digest, so that memory does not grow with their length.
// Owned by one compaction run.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedStreams.Storage;

internal sealed class NewestOffsets
{
    private readonly Dictionary<UInt128, long> _offsets = [];

    /// <summary>Keys that are known.</summary>
    public int Count => _offsets.Count;

    /// <summary>Notes that a key was written at an offset; offsets come in ascending order.</summary>
    public void Note(ReadOnlySpan<byte> key, long offset) => _offsets[Digest(key)] = offset;

    /// <summary>Whether a later record with the same key is known.</summary>
    public bool IsSuperseded(ReadOnlySpan<byte> key, long offset) =>
        _offsets.TryGetValue(Digest(key), out var newest) && newest > offset;

    private static UInt128 Digest(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(key, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
