using System.Net;

namespace TypedStreams.SchemaRegistry;

/// <summary>The schema registry refused a request, or could not be asked.</summary>
public class RegistryException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The registry's error code, such as 40401; the HTTP status when the answer had none; 0 when no
    /// answer came.</param>
    /// <param name="message">What happened and to what.</param>
    /// <param name="inner">The cause, when no answer came.</param>
    public RegistryException(int code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>
    /// The registry's error code: 40401 no such subject, 40402 no such version, 40403 no such schema, 409 or 40901
    /// incompatible, 42201 not a schema, 50001 and up its own trouble; 0 when no answer came.
    /// </summary>
    public int Code { get; }

    /// <summary>True when asking again may succeed: the registry was away, overloaded or in trouble.</summary>
    public bool IsRetriable => IsRetriableStatus((HttpStatusCode)StatusOf(Code));

    /// <summary>True when the registry has answered that there is no such thing.</summary>
    internal bool IsMissing => StatusOf(Code) == (int)HttpStatusCode.NotFound;

    internal static bool IsRetriableStatus(HttpStatusCode status) =>
        status is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    // Codes are the HTTP status followed by two digits.
    private static int StatusOf(int code) => code >= 10_000 ? code / 100 : code;
}
