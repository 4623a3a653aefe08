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

    internal static readonly long FirstMillisecond = -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMillisecond;

    internal static readonly long LastMillisecond =
        (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    internal static long FloorToMicroseconds(long ticks) => Floor(ticks, TimeSpan.TicksPerMicrosecond);

    internal static long FloorToMilliseconds(long ticks) => Floor(ticks, TimeSpan.TicksPerMillisecond);

    private static long Floor(long ticks, long unit)
    {
        var quotient = ticks / unit;
        return ticks % unit < 0 ? quotient - 1 : quotient;
    }
}
