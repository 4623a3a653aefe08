// What a reader said to bytes that it did not accept, and what the attempt took.

using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.Tests.Evolution;

/// <param name="Problem">The reader's words.</param>
/// <param name="Position">The byte at which it noticed.</param>
internal sealed record Refusal(string Problem, int Position)
{
    /// <summary>Null when it was read; whatever else is thrown goes on and fails the test.</summary>
    internal static Refusal? Of<T>(Func<T> read)
    {
        try
        {
            read();
            return null;
        }
        catch (MalformedDataException refused)
        {
            return new Refusal(refused.Problem, refused.Position);
        }
        catch (AvroResolutionException refused)
        {
            return new Refusal(refused.Problem, refused.Position);
        }
    }
}
