using TypedStreams.Producing;

namespace TypedStreams.Consuming.Letters;

/// <summary>A record on its way to a retry topic or to the dead letters.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Record">Key and value as they were; the memory of the record that was received.</param>
/// <param name="Options">Its timestamp, and its headers with those that say what happened.</param>
internal sealed record Letter(string Topic, EncodedRecord Record, Client.SendOptions Options);
