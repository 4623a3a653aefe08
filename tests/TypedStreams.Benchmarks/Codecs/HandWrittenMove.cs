// What a careful person would write for this record and for its first version, straight down.
using System.Buffers.Binary;

namespace TypedStreams.Benchmarks.Codecs;

internal static class HandWrittenMove
{
    internal static int Write(Move move, Span<byte> output)
    {
        int at = HandWrittenOrder.WriteString(move.Account, output, 0);
        at = HandWrittenOrder.WriteLong(move.At, output, at);
        BinaryPrimitives.WriteDoubleLittleEndian(output[at..], move.Amount);
        at = WriteKind(move.Kind, output, at + sizeof(double));
        at = HandWrittenOrder.WriteString(move.Currency, output, at);
        if (move.Branch is not { } branch)
        {
            output[at++] = 0;
            return at;
        }

        output[at++] = 2;
        return HandWrittenOrder.WriteLong(branch, output, at);
    }

    internal static Move Read(ReadOnlySpan<byte> input)
    {
        int at = 0;
        string account = HandWrittenOrder.ReadString(input, ref at);
        long time = HandWrittenOrder.ReadLong(input, ref at);
        double amount = HandWrittenOrder.ReadDouble(input, ref at);
        MoveKind kind = ReadKind(input, ref at);
        string currency = HandWrittenOrder.ReadString(input, ref at);
        int? branch = HandWrittenOrder.ReadLong(input, ref at) == 0
            ? null
            : (int)HandWrittenOrder.ReadLong(input, ref at);
        return new Move(account, time, amount, kind, currency, branch);
    }

    /// <summary>The first version as a value of today.</summary>
    internal static Move ReadFirst(ReadOnlySpan<byte> input)
    {
        int at = 0;
        string account = HandWrittenOrder.ReadString(input, ref at);
        long time = HandWrittenOrder.ReadLong(input, ref at);
        int teller = (int)HandWrittenOrder.ReadLong(input, ref at);
        at += teller;
        MoveKind kind = ReadKind(input, ref at);
        float amount = BinaryPrimitives.ReadSingleLittleEndian(input[at..]);
        return new Move(account, time, amount, kind);
    }

    /// <summary>The sample as the first version wrote it.</summary>
    internal static int WriteFirst(Move move, int time, string teller, Span<byte> output)
    {
        int at = HandWrittenOrder.WriteString(move.Account, output, 0);
        at = HandWrittenOrder.WriteLong(time, output, at);
        at = HandWrittenOrder.WriteString(teller, output, at);
        at = WriteKind(move.Kind, output, at);
        BinaryPrimitives.WriteSingleLittleEndian(output[at..], (float)move.Amount);
        return at + sizeof(float);
    }

    private static int WriteKind(MoveKind kind, Span<byte> output, int at)
    {
        switch (kind)
        {
            case MoveKind.Cash cash:
                output[at++] = 0;
                return HandWrittenOrder.WriteLong(cash.Machine, output, at);
            case MoveKind.Transfer transfer:
                output[at++] = 2;
                at = HandWrittenOrder.WriteString(transfer.To, output, at);
                return HandWrittenOrder.WriteString(transfer.Text, output, at);
            case MoveKind.Fee fee:
                output[at++] = 4;
                return HandWrittenOrder.WriteString(fee.Reason, output, at);
            default:
                throw new ArgumentException($"'{kind.GetType().Name}' is no case.", nameof(kind));
        }
    }

    private static MoveKind ReadKind(ReadOnlySpan<byte> input, ref int at) =>
        HandWrittenOrder.ReadLong(input, ref at) switch
        {
            0 => new MoveKind.Cash((int)HandWrittenOrder.ReadLong(input, ref at)),
            1 => new MoveKind.Transfer(
                HandWrittenOrder.ReadString(input, ref at), HandWrittenOrder.ReadString(input, ref at)),
            2 => new MoveKind.Fee(HandWrittenOrder.ReadString(input, ref at)),
            var branch => throw new InvalidDataException($"There is no branch {branch}."),
        };
}
