// How a type's values lie on the wire, settled when its first message is sent: under which schema, what stands before
// them or beside them, and what happens between the codec and there. Immutable. Usually nothing happens in between:
// then the codec writes straight into the client's open batch, and this is an array of five bytes to put before it.

using System.Buffers;
using TypedStreams.Protocol.Records;
using TypedStreams.Rules;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Producing;

internal sealed class ValueForm
{
    /// <summary>A larger buffer is not kept for the thread's next value, in bytes.</summary>
    private const int KeptBytes = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _encoded;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _changed;

    private readonly ChosenSchema _schema;
    private readonly byte[] _prefix;

    /// <exception cref="InvalidOperationException">The registry gives no GUID, and the place needs one.</exception>
    internal ValueForm(ChosenSchema schema, SchemaIdPlace place, IPayloadRules? rules, long? latestSince)
    {
        _schema = schema;
        Rules = rules;
        LatestSince = latestSince;
        if (place == SchemaIdPlace.Header)
        {
            _prefix = [];
            Headers = [Framing.Header(RequireGuid(schema), schema.Schema.Format, schema.MessageIndex)];
        }
        else
        {
            _prefix = Framing.Prefix(schema.Schema.Id, schema.Schema.Format, schema.MessageIndex);
        }
    }

    /// <summary>True when the codec's bytes are the value's.</summary>
    internal bool IsDirect => Rules is null && _schema.Plan is null;

    internal IPayloadRules? Rules { get; }

    /// <summary>When the schema was the latest version; null when it stays whatever comes.</summary>
    internal long? LatestSince { get; }

    /// <summary>What a record of this form carries besides its own headers; null for nothing.</summary>
    internal IReadOnlyList<RecordHeader>? Headers { get; }

    /// <summary>Writes what stands before a value.</summary>
    internal void WritePrefix(IBufferWriter<byte> output)
    {
        _prefix.CopyTo(output.GetSpan(_prefix.Length));
        output.Advance(_prefix.Length);
    }

    /// <summary>Key and value as they are sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="topic">Where it goes.</param>
    /// <param name="record">The record; when rules refuse it, as it was before them.</param>
    /// <returns>Why rules refuse the message; null when they do not.</returns>
    /// <exception cref="ArgumentException">A member holds what the schema cannot.</exception>
    internal RuleException? Encode<T>(T message, string topic, out EncodedRecord record)
        where T : IMessage<T>
    {
        var encoded = Take(ref _encoded);
        T.WriteKey(message, encoded);
        byte[]? key = T.HasKey ? encoded.WrittenSpan.ToArray() : null;
        encoded.ResetWrittenCount();
        T.Write(message, encoded);
        var refusal = Finish(encoded.WrittenSpan, topic, out var value);
        Give(ref _encoded, encoded);
        record = new EncodedRecord(key is null ? default(ReadOnlyMemory<byte>?) : key, value);
        return refusal;
    }

    /// <summary>What is sent of a value that the codec has written.</summary>
    /// <inheritdoc cref="Encode"/>
    internal RuleException? Finish(ReadOnlySpan<byte> encoded, string topic, out byte[] value)
    {
        RuleException? refusal = null;
        var changed = Take(ref _changed);
        WritePrefix(changed);
        Rewrite(encoded, changed);
        value = changed.WrittenSpan.ToArray();
        if (Rules is { } rules)
        {
            changed.ResetWrittenCount();
            WritePrefix(changed);
            try
            {
                rules.Write(value.AsSpan(_prefix.Length), new RuleCall(topic, _schema.MessageIndex), changed);
                value = changed.WrittenSpan.ToArray();
            }
            catch (RuleException failure)
            {
                refusal = failure;
            }
        }

        Give(ref _changed, changed);
        return refusal;
    }

    private void Rewrite(ReadOnlySpan<byte> encoded, ArrayBufferWriter<byte> output)
    {
        if (_schema.Plan is not { } plan)
        {
            output.Write(encoded);
            return;
        }

        try
        {
            plan.Rewrite(encoded, output);
        }
        catch (AvroResolutionException problem)
        {
            throw new ArgumentException(
                $"The message has no counterpart in the latest version of subject '{_schema.Subject}': "
                + $"{problem.Problem}. Do not send it, or register a version that can hold it.",
                problem);
        }
    }

    private static Guid RequireGuid(ChosenSchema schema) => schema.Schema.Guid
        ?? throw new InvalidOperationException(
            $"The schema registry gives no GUID for schema {schema.Schema.Id} of subject '{schema.Subject}', which "
            + "TypedStreams:Producer:SchemaIdIn = Header writes. Set it to Prefix, or use a registry that does "
            + "(Confluent's from 8.0 on).");

    // Taken out while in use, so that nothing can come back to it on this thread.
    private static ArrayBufferWriter<byte> Take(ref ArrayBufferWriter<byte>? kept)
    {
        var writer = kept ?? new ArrayBufferWriter<byte>();
        kept = null;
        writer.ResetWrittenCount();
        return writer;
    }

    private static void Give(ref ArrayBufferWriter<byte>? kept, ArrayBufferWriter<byte> writer) =>
        kept = writer.Capacity <= KeptBytes ? writer : null;
}
