using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>An operation on the cluster failed. The message says what was tried, on what, and what came back.</summary>
public class KafkaException : Exception
{
    /// <summary>Names the error of the protocol's table and what was being done.</summary>
    /// <param name="code">The code the broker answered, or the nearest one for an error on this side.</param>
    /// <param name="what">What was being done, and to what; the code's name and meaning are added.</param>
    public KafkaException(ErrorCode code, string what)
        : this(code, what, inner: null)
    {
    }

    /// <summary>As <see cref="KafkaException(ErrorCode, string)"/>, with what caused it.</summary>
    public KafkaException(ErrorCode code, string what, Exception? inner)
        : this(code, what, inner, KindOf(code))
    {
    }

    /// <summary>For a code that means something else here than the table says.</summary>
    internal KafkaException(ErrorCode code, string what, Exception? inner, KafkaErrorKind kind)
        : base($"{what} ({ErrorTable.Name(code)}: {ErrorTable.Get(code).Meaning})", inner)
    {
        Code = code;
        Kind = kind;
    }

    /// <summary>The error's number on the wire; <see cref="ErrorTable"/> has its name and meaning.</summary>
    public ErrorCode Code { get; }

    /// <summary>True when the same call may succeed later.</summary>
    public bool IsRetriable => Kind == KafkaErrorKind.Retriable;

    /// <summary>What a caller can do about it.</summary>
    public KafkaErrorKind Kind { get; }

    private static KafkaErrorKind KindOf(ErrorCode code) => code switch
    {
        ErrorCode.ProducerFenced
            or ErrorCode.InvalidProducerEpoch
            or ErrorCode.FencedInstanceId
            or ErrorCode.FencedMemberEpoch
            or ErrorCode.UnknownMemberId
            or ErrorCode.IllegalGeneration => KafkaErrorKind.Fenced,
        _ => ErrorTable.IsRetriable(code) ? KafkaErrorKind.Retriable : KafkaErrorKind.Fatal,
    };
}
