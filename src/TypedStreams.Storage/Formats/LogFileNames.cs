// Names of the files of a partition directory, as Kafka spells them (facts: storage/.../log/LogFileUtils.java).
using System.Globalization;

namespace TypedStreams.Storage;

internal static class LogFileNames
{
    public const string Log = ".log";
    public const string OffsetIndex = ".index";
    public const string TimeIndex = ".timeindex";
    public const string TransactionIndex = ".txnindex";
    public const string Snapshot = ".snapshot";
    public const string Deleted = ".deleted";
    public const string Cleaned = ".cleaned";
    public const string Swap = ".swap";
    public const string Temporary = ".tmp";
    public const string LeaderEpochs = "leader-epoch-checkpoint";
    public const string PartitionMetadata = "partition.metadata";

    /// <summary>The path of a file named after an offset: twenty digits and a suffix.</summary>
    public static string At(string directory, long offset, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{directory}/{offset:D20}{suffix}");

    /// <summary>Reads the offset out of a name such as 00000000000000000042.log.</summary>
    public static bool TryParse(string name, string suffix, out long offset)
    {
        offset = 0;
        return name.EndsWith(suffix, StringComparison.Ordinal)
            && name.Length > suffix.Length
            && long.TryParse(name.AsSpan(0, name.Length - suffix.Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out offset);
    }
}
