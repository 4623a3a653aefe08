namespace TypedStreams.Protocol.Generators.Model;

/// <summary>One row of the API table.</summary>
internal sealed record ApiRow(string Name, int Key, int MinVersion, int MaxVersion, int FlexibleFrom);
