// Headers as the outbox keeps them: a JSON array of pairs, the name and the bytes in base64 or null, so that names may
// repeat, order is kept, and a person can read a row.

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TypedStreams.Outbox;

internal static class HeaderText
{
    /// <summary>The text; null for no headers.</summary>
    internal static string? Write(IReadOnlyList<MessageHeader> headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (var header in headers)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(header.Name);
                if (header.Value is { } value)
                {
                    writer.WriteBase64StringValue(value.Span);
                }
                else
                {
                    writer.WriteNullValue();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <exception cref="JsonException">The text is not as <see cref="Write"/> makes it.</exception>
    internal static IReadOnlyList<MessageHeader> Read(string? text)
    {
        if (text is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(pair => new MessageHeader(
            pair[0].GetString()!,
            pair[1].ValueKind == JsonValueKind.Null ? default(ReadOnlyMemory<byte>?) : pair[1].GetBytesFromBase64()))];
    }
}
