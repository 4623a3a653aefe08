// Parts back to text: only what changed is written anew, everything between stays as it was, blanks and digits
// included.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TypedStreams.Rules.Cel;

namespace TypedStreams.Rules.Values;

internal readonly ref struct JsonOutput(ReadOnlySpan<byte> text)
{
    // Base64 and letters outside of ASCII as they are: the text is not put into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ReadOnlySpan<byte> _text = text;

    internal void Write(IBufferWriter<byte> output, JsonPart part)
    {
        if (!part.IsChanged)
        {
            output.Write(_text[part.Start..part.End]);
            return;
        }

        if (part.IsMade)
        {
            using var writer = new Utf8JsonWriter(output, Options);
            Value(writer, part.Scalar, 0);
            return;
        }

        var from = part.Start;
        if (part is JsonListPart list)
        {
            foreach (var item in list.Items)
            {
                from = Inner(output, item, from);
            }
        }
        else
        {
            foreach (var (_, member) in ((JsonObjectPart)part).Members)
            {
                from = Inner(output, member, from);
            }
        }

        output.Write(_text[from..part.End]);
    }

    /// <exception cref="ValueMisfitException">The value has no JSON.</exception>
    internal static void Require(object? value)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), Options);
        new JsonOutput(default).Value(writer, value, 0);
    }

    // A part that a rule made has the bytes of the one it stands for.
    private int Inner(IBufferWriter<byte> output, JsonPart part, int from)
    {
        if (!part.IsChanged)
        {
            return from;
        }

        var (start, end) = part is JsonMadePart made ? (made.Place.Start, made.Place.End) : (part.Start, part.End);
        output.Write(_text[from..start]);
        Write(output, part);
        return end;
    }

    private void Value(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > ValueLimits.MaxDepth)
        {
            throw new ValueMisfitException($"it nests deeper than {ValueLimits.MaxDepth}");
        }

        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case JsonPart { IsChanged: false } part when !_text.IsEmpty:
                writer.WriteRawValue(_text[part.Start..part.End], skipInputValidation: true);
                break;
            case IReadOnlyList<object?> list:
                Items(writer, list, depth);
                break;
            case IReadOnlyDictionary<object, object?> map:
                Members(writer, map, depth);
                break;
            default:
                throw new ValueMisfitException($"a {CelType.Of(value).Name} has no form in JSON");
        }
    }

    private void Items(Utf8JsonWriter writer, IReadOnlyList<object?> list, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            Value(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }

    private void Members(Utf8JsonWriter writer, IReadOnlyDictionary<object, object?> map, int depth)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in map)
        {
            writer.WritePropertyName(key as string
                ?? throw new ValueMisfitException($"a {CelType.Of(key).Name} cannot name a member in JSON"));
            Value(writer, item, depth + 1);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A value that a rule made, in the place of a part.</summary>
internal sealed class JsonMadePart(object? value, JsonPart place) : JsonPart(value)
{
    internal JsonPart Place { get; } = place is JsonMadePart made ? made.Place : place;
}
