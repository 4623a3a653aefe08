// What must come out: the topics, and what the message of a transfer is in each.
using TypedStreams.System.Worker;

namespace TypedStreams.System.Tests.Pipelines;

/// <summary>A record of an output: where, of which transfer, and from which call of the handler.</summary>
internal readonly record struct OutputRecord(long Offset, long Id, long Call);

/// <summary>What a value says.</summary>
internal readonly record struct Output(long Id, long Call, long Amount, bool IsRight);

internal delegate Output ReadOutput(ReadOnlySpan<byte> payload);

internal sealed record OutputTopic(string Name, ReadOutput Read)
{
    /// <summary>Zero byte and schema id.</summary>
    private const int FramingBytes = 5;

    internal static OutputTopic Copies { get; } = new("copies", payload =>
    {
        var copy = Parse<Copy>(payload);
        var origin = Transfer.Numbered(copy.Id);
        return new(copy.Id, copy.Call, copy.Amount, copy.From == origin.From && copy.Amount == origin.Amount * 3);
    });

    internal static OutputTopic CopiesAgain { get; } = new("copies-again", payload =>
    {
        var copy = Parse<SecondHandCopy>(payload);
        var origin = Transfer.Numbered(copy.Id);
        return new(
            copy.Id,
            copy.Call,
            copy.Amount,
            copy.Owner == $"owner of {origin.From}" && copy.Amount == (origin.Amount * 3) + 1);
    });

    internal static OutputTopic Debits { get; } = new("debits", payload =>
    {
        var debit = Parse<Debit>(payload);
        var origin = Transfer.Numbered(debit.Id);
        return new(
            debit.Id, debit.Call, debit.Amount, debit.Account == origin.From && debit.Amount == origin.Amount);
    });

    internal static OutputTopic Credits { get; } = new("credits", payload =>
    {
        var credit = Parse<Credit>(payload);
        var origin = Transfer.Numbered(credit.Id);
        return new(
            credit.Id, credit.Call, credit.Amount, credit.Account == origin.To && credit.Amount == origin.Amount);
    });

    internal static OutputTopic Inputs { get; } = new("transfers", payload =>
    {
        var transfer = Parse<Transfer>(payload);
        return new(transfer.Id, 0, transfer.Amount, transfer == Transfer.Numbered(transfer.Id));
    });

    /// <summary>All outputs of the pipelines.</summary>
    internal static IReadOnlyList<OutputTopic> All { get; } = [Copies, CopiesAgain, Debits, Credits];

    private static T Parse<T>(ReadOnlySpan<byte> value)
        where T : IMessage<T> => T.Read(value[FramingBytes..]);
}
