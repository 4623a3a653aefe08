// How data of a writer's schema becomes data of a reader's schema: once planned, bytes are rewritten into the reader's
// encoding and the generated straight-line reader does the rest. One reader, therefore one behaviour; no code is made
// at run time, so it works under AOT. decisions/001-resolution-rewrites-bytes.md says why and what it costs.
// Immutable after Create; any number of threads may use a plan at once.

using System.Buffers;

namespace TypedStreams.Schemas.Avro;

/// <summary>Rewrites Avro data from a writer's schema to a reader's schema. Thread-safe.</summary>
public sealed class AvroReadPlan
{
    private readonly Step _root;

    private AvroReadPlan(Step root, bool isIdentity)
    {
        _root = root;
        IsIdentity = isIdentity;
    }

    /// <summary>True when both schemas encode alike, so that the reader may read the written data as it is.</summary>
    public bool IsIdentity { get; }

    /// <summary>
    /// Plans by the specification's schema resolution with Avro Java's choices (aliases, simple names, enum defaults).
    /// Never fails: what cannot be resolved fails when data that has it comes along; ask
    /// <see cref="AvroCompatibility.Check"/> for a verdict beforehand.
    /// </summary>
    public static AvroReadPlan Create(AvroSchema reader, AvroSchema writer) => new(
        new PlanBuilder().Plan(reader, writer), AvroParsingForm.Of(reader) == AvroParsingForm.Of(writer));

    /// <summary>Appends the value in the reader's encoding to <paramref name="output"/>.</summary>
    /// <param name="written">One value in the writer's encoding, all of it.</param>
    /// <param name="output">Receives the value in the reader's encoding; on an error, part of it.</param>
    /// <exception cref="AvroResolutionException">The data is malformed or has no counterpart; do not retry.</exception>
    public void Rewrite(ReadOnlySpan<byte> written, IBufferWriter<byte> output)
    {
        var input = new Cursor(written);
        _root.Run(ref input, output);
        if (input.Position != written.Length)
        {
            input.Fail($"{input.Remaining} bytes follow the value");
        }
    }
}
