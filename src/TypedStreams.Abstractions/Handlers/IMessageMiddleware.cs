namespace TypedStreams;

/// <summary>
/// Runs around every call of a handler, once an attempt. One object for the life of a group, used by many calls at
/// once; what is scoped comes from <see cref="MessageCall.Services"/>.
/// </summary>
public interface IMessageMiddleware
{
    /// <summary>
    /// Does something before and after <paramref name="next"/>. What it throws is the failure of the message: another
    /// attempt, a letter, or the end of its partition. To return without calling <paramref name="next"/> is the
    /// application's decision that the message counts as handled.
    /// </summary>
    /// <param name="call">The messages and where they came from.</param>
    /// <param name="next">The rest of the call; awaited, and called at most once.</param>
    /// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
    ValueTask InvokeAsync(MessageCall call, MessageDelegate next, CancellationToken cancellationToken);
}
