// One 34-byte record of a .txnindex file (AbortedTxn): bytes in, value out. A record belongs to the segment that holds
// the abort marker.
using System.Buffers.Binary;

namespace TypedStreams.Storage;

/// <summary>An aborted transaction, as fetch answers and transaction indexes name it.</summary>
/// <param name="ProducerId">The producer whose records are to be skipped.</param>
/// <param name="FirstOffset">First offset of the transaction in this partition.</param>
/// <param name="LastOffset">Offset of the abort marker.</param>
/// <param name="LastStableOffset">The last stable offset once this transaction had ended.</param>
public readonly record struct AbortedTransaction(
    long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset)
{
    /// <summary>Bytes of one record on disk.</summary>
    public const int Size = 34;

    /// <summary>Writes the record; the target needs <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt16BigEndian(target, 0);
        BinaryPrimitives.WriteInt64BigEndian(target[2..], ProducerId);
        BinaryPrimitives.WriteInt64BigEndian(target[10..], FirstOffset);
        BinaryPrimitives.WriteInt64BigEndian(target[18..], LastOffset);
        BinaryPrimitives.WriteInt64BigEndian(target[26..], LastStableOffset);
    }

    /// <summary>Reads a record. False when it is cut short or of an unknown version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out AbortedTransaction transaction)
    {
        if (source.Length < Size || BinaryPrimitives.ReadInt16BigEndian(source) != 0)
        {
            transaction = default;
            return false;
        }

        transaction = new AbortedTransaction(
            BinaryPrimitives.ReadInt64BigEndian(source[2..]),
            BinaryPrimitives.ReadInt64BigEndian(source[10..]),
            BinaryPrimitives.ReadInt64BigEndian(source[18..]),
            BinaryPrimitives.ReadInt64BigEndian(source[26..]));
        return true;
    }
}
