namespace TypedStreams.System.Worker;

/// <summary>The input: money goes from one account to another.</summary>
/// <param name="From">The account that pays; transfers of one account stay in order.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Amount">How much, from 1.</param>
/// <param name="Id">The number of the transfer, from 0.</param>
[Message("transfers")]
public sealed partial record Transfer([property: Key] string From, string To, long Amount, long Id)
{
    private const int Accounts = 997;

    /// <summary>The transfer that has this number.</summary>
    public static Transfer Numbered(long id) => new(
        $"account-{id % Accounts}", $"account-{((id * 31) + 7) % Accounts}", 1 + (id * 7919 % 1000), id);
}

/// <summary>The first copy, where its input is.</summary>
/// <param name="From">The account that pays.</param>
/// <param name="Amount">Three times as much.</param>
/// <param name="Id">The number of the transfer.</param>
/// <param name="Call">The call that made this message.</param>
[Message("copies")]
public sealed partial record Copy([property: Key] string From, long Amount, long Id, long Call);

/// <summary>The copy of the copy, somewhere else.</summary>
/// <param name="Owner">The account that pays, under another name.</param>
/// <param name="Amount">One more.</param>
/// <param name="Id">The number of the transfer.</param>
/// <param name="Call">The call that made this message.</param>
[Message("copies-again")]
public sealed partial record SecondHandCopy([property: Key] string Owner, long Amount, long Id, long Call);

/// <summary>One half of a transfer: an account pays.</summary>
[Message("debits")]
public sealed partial record Debit([property: Key] string Account, long Amount, long Id, long Call);

/// <summary>The other half: an account is paid.</summary>
[Message("credits")]
public sealed partial record Credit([property: Key] string Account, long Amount, long Id, long Call);
