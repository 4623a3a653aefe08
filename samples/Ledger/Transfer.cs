using TypedStreams;

namespace Ledger;

/// <summary>Money moves from one account to another.</summary>
/// <param name="From">The account that pays; its transfers keep their order.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Cents">How much; more than 0.</param>
[Message("transfers")]
public sealed partial record Transfer([property: Key] string From, string To, long Cents);
