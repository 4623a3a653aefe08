// A JSON text to its parts. Strict JSON; depth and the number of parts are bounded.

using System.Buffers;
using System.Text.Json;

namespace TypedStreams.Rules.Values;

internal ref struct JsonParts
{
    private Utf8JsonReader _reader;
    private int _values;

    private JsonParts(ReadOnlySpan<byte> text) =>
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = ValueLimits.MaxDepth });

    /// <exception cref="MalformedDataException">The text is not JSON.</exception>
    internal static JsonPart Read(ReadOnlySpan<byte> text)
    {
        var parts = new JsonParts(text);
        try
        {
            parts._reader.Read();
            var part = parts.Part();
            return parts._reader.Read() ? throw new JsonException() : part;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new MalformedDataException("the value is not JSON", (int)parts._reader.BytesConsumed);
        }
    }

    private JsonPart Part()
    {
        if (++_values > ValueLimits.MaxValues)
        {
            throw new MalformedDataException(
                $"there are more than {ValueLimits.MaxValues} values, which rules do not look at",
                (int)_reader.BytesConsumed);
        }

        var start = (int)_reader.TokenStartIndex;
        var part = _reader.TokenType switch
        {
            JsonTokenType.StartObject => Members(start),
            JsonTokenType.StartArray => Items(start),
            _ => new JsonPart(start) { Scalar = Scalar() },
        };
        part.End = (int)_reader.BytesConsumed;
        return part;
    }

    private JsonObjectPart Members(int start)
    {
        var part = new JsonObjectPart(start);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var name = _reader.GetString()!;
            _reader.Read();
            part.Add(name, Part());
        }

        return part;
    }

    private JsonListPart Items(int start)
    {
        var part = new JsonListPart(start);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            part.Items.Add(Part());
        }

        return part;
    }

    private readonly object? Scalar() => _reader.TokenType switch
    {
        JsonTokenType.String => _reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        JsonTokenType.Number => Number(),
        _ => throw new JsonException(),
    };

    private readonly object Number()
    {
        if (_reader.ValueSpan.ContainsAny(Fractions))
        {
            return _reader.GetDouble();
        }

        return _reader.TryGetInt64(out var number) ? number
            : _reader.TryGetUInt64(out var unsigned) ? unsigned
            : _reader.GetDouble();
    }

    private static readonly SearchValues<byte> Fractions = SearchValues.Create(".eE"u8);
}
