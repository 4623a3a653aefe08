using System.Text;

namespace TypedStreams.Schemas.Protobuf;

/// <summary>The value of an option, a default or a part of either. Immutable.</summary>
public sealed class ProtoValue
{
    private ProtoValue(ProtoValueKind kind, string text) => (Kind, Text) = (kind, text);

    /// <summary>Which form this value has.</summary>
    public ProtoValueKind Kind { get; }

    /// <summary>
    /// An identifier, a number as it was written (with its sign), or a string's text; "" for messages and lists.
    /// </summary>
    public string Text { get; }

    /// <summary>A string's bytes, which need not be UTF-8; empty for every other form.</summary>
    public IReadOnlyList<byte> Bytes { get; private init; } = [];

    /// <summary>The items of a list; empty for every other form.</summary>
    public IReadOnlyList<ProtoValue> Items { get; private init; } = [];

    /// <summary>The members of a message; the name of an extension stands in brackets. Names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, ProtoValue>> Members { get; private init; } = [];

    /// <summary>true, false, an enum value, inf or nan; a minus sign may stand before the last two.</summary>
    public static ProtoValue Identifier(string text) => new(ProtoValueKind.Identifier, text);

    /// <summary>A number from its text, which is not checked.</summary>
    public static ProtoValue Number(string text) => new(ProtoValueKind.Number, text);

    /// <summary>A string from its bytes.</summary>
    public static ProtoValue String(byte[] bytes) =>
        new(ProtoValueKind.String, Encoding.UTF8.GetString(bytes)) { Bytes = bytes };

    /// <summary>A list. It must not change afterwards.</summary>
    public static ProtoValue List(IReadOnlyList<ProtoValue> items) => new(ProtoValueKind.List, "") { Items = items };

    /// <summary>A message. The list must not change afterwards.</summary>
    public static ProtoValue Message(IReadOnlyList<KeyValuePair<string, ProtoValue>> members) =>
        new(ProtoValueKind.Message, "") { Members = members };
}
