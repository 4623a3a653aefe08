// Time arithmetic shared by writer and reader. A tick is 100 ns, a microsecond ten of them; cutting goes towards the
// past so that order is kept across the epoch.

namespace TypedStreams.Avro;

internal static class AvroTime
{
    /// <summary>DayNumber of 1970-01-01.</summary>
    internal const int EpochDay = 719_162;

    internal const long MaxMicroseconds = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    internal static readonly long FirstTimestamp = -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    internal static readonly long LastTimestamp =
        (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static long FloorToMicroseconds(long ticks)
    {
        var quotient = ticks / TimeSpan.TicksPerMicrosecond;
        return ticks % TimeSpan.TicksPerMicrosecond < 0 ? quotient - 1 : quotient;
    }
}
