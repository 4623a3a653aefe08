// Exceptions that generated code throws, out of its way.
namespace TypedStreams.Protocol;

internal static class WireFault
{
    public static MalformedMessageException UnreadableVersion(string message, int position, short version) =>
        new(message, position, $"version {version} is not known");

    public static MalformedMessageException UnexpectedNull(string field, int position) =>
        new(field, position, "it is null where null is not allowed");

    public static ArgumentOutOfRangeException UnwritableVersion(string message, short version) =>
        new(nameof(version), version, $"{message} has no version {version}.");

    public static UnsupportedFieldException FieldNotInVersion(
        string message, string field, short version, string reason) => new(message, field, version, reason);
}
