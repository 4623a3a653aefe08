namespace TypedStreams.SchemaRegistry;

/// <summary>How a <see cref="RegistryClient"/> reaches the registry.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>The registry's addresses; the next is tried when one fails. At least one.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>Longest time for one answer. Above 0; default 30 s (Confluent's clients).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long requests are repeated while the registry is away or answers 408, 429 or 5xx. 0 never repeats; default
    /// 30 s, so that an application may start before its registry does.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of pauses between repetitions. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sends the requests; the caller disposes it. Default null: sockets, owned by the client.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
