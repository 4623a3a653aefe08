using TypedStreams;

namespace Ledger;

/// <summary>An account has another balance.</summary>
/// <param name="Account">The account.</param>
/// <param name="Change">Which change of the account this is, from 1.</param>
/// <param name="Cents">The balance after it.</param>
[Message("balances")]
public sealed partial record BalanceChanged([property: Key] string Account, long Change, long Cents);
