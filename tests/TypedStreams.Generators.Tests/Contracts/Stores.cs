using System.Data;
using System.Data.Common;

namespace TypedStreams.Generators.Tests.Contracts;

/// <summary>A provider's own type of transaction.</summary>
public sealed class OwnTransaction : DbTransaction
{
    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection? DbConnection => null;

    public override void Commit() => throw new InvalidOperationException("The group commits.");

    public override void Rollback() => throw new InvalidOperationException("The group rolls back.");
}

/// <summary>Handlers that work in a database, and one beside them that does not.</summary>
[ConsumerGroup("stores")]
public sealed class Stores
{
    public List<DbTransaction> Seen { get; } = [];

    [Handle(ExactlyOnce = true)]
    public A On(One input, DbTransaction transaction)
    {
        Seen.Add(transaction);
        return new A(input.X);
    }

    [Handle(ExactlyOnce = true)]
    public async Task On(Two input, OwnTransaction transaction, MessageContext context, CancellationToken ct)
    {
        await Task.Yield();
        Seen.Add(transaction);
    }

    [Handle(ExactlyOnce = true)]
    public static B? On(Three input) => input.X > 0 ? new B(input.X) : null;
}
