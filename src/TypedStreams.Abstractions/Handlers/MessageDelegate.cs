namespace TypedStreams;

/// <summary>Goes on with a call: to the next middleware, and in the end to the handler.</summary>
/// <param name="cancellationToken">
/// For the rest of the call: the token that the middleware got, or one linked to it, for a timeout.
/// </param>
/// <exception cref="InvalidOperationException">It was called before: a message is handled once an attempt.</exception>
public delegate ValueTask MessageDelegate(CancellationToken cancellationToken);
