using System.Data.Common;

namespace TypedStreams;

/// <summary>
/// The open database transaction of a partition, for handlers that work in a database. What is sent goes into the
/// outbox within it, and from there to its topic once it has committed.
/// </summary>
public interface IDatabaseOutput : IPipelineOutput
{
    /// <summary>
    /// The transaction in which the handler's effects, the messages it returns and the group's progress commit
    /// together. The group commits it and rolls it back; a handler does neither.
    /// </summary>
    DbTransaction Transaction { get; }
}
