// The one table of Kafka's errors: broker, client and command line take names, retriability and texts from here.
namespace TypedStreams.Protocol;

/// <summary>Looks errors up by code or name. Immutable and safe from any thread.</summary>
public static partial class ErrorTable
{
    private const int FirstCode = -1;

    /// <summary>Every known error, by ascending code from -1.</summary>
    public static IReadOnlyList<ErrorInfo> All => Entries;

    /// <summary>
    /// The row of <paramref name="code"/>; for an unknown code one that carries the number and is not retriable.
    /// </summary>
    public static ErrorInfo Get(ErrorCode code)
    {
        int index = (short)code - FirstCode;
        return (uint)index < (uint)Entries.Length
            ? Entries[index]
            : new ErrorInfo(code, $"UNKNOWN_ERROR_{(short)code}", Retriable: false, "The broker sent an unknown code.");
    }

    /// <summary>Kafka's name of <paramref name="code"/>.</summary>
    public static string Name(ErrorCode code) => Get(code).Name;

    /// <summary>True when the request may succeed if it is sent again.</summary>
    public static bool IsRetriable(ErrorCode code) => Get(code).Retriable;
}
