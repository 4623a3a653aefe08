// The field at a byte of a Protobuf message: fields by number, messages inside by their type.

using System.Globalization;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas;

internal static class ProtoPlace
{
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;
    private const int MaxDepth = 100;

    internal static string? Find(ProtoMessage message, ReadOnlySpan<byte> payload, int position) =>
        Find(message, payload, position, "", depth: 0);

    /// <summary>The same inside a message; the position counts from its first byte.</summary>
    private static string? Find(
        ProtoMessage message, ReadOnlySpan<byte> payload, int position, string path, int depth)
    {
        var seen = new Dictionary<int, int>();
        for (var at = 0; at < payload.Length;)
        {
            if (!TryVarint(payload, ref at, out var tag))
            {
                return path.Length == 0 ? null : path;
            }

            var number = (int)(tag >> 3);
            var field = message.AllFields.FirstOrDefault(candidate => candidate.Number == number);
            var here = Name(path, field, number, seen);
            var start = at;
            if (!TryLength(payload, ref at, (int)(tag & 7), out var length))
            {
                return here;
            }

            start = (tag & 7) == Delimited ? at : start;
            at += length;
            if (position < at || at > payload.Length)
            {
                return (tag & 7) == Delimited && at <= payload.Length && position >= start && depth < MaxDepth
                    && field?.Target is ProtoMessage inner && !field.IsMap
                    ? Find(inner, payload.Slice(start, length), position - start, here, depth + 1) ?? here
                    : here;
            }
        }

        return path.Length == 0 ? null : path;
    }

    private static string Name(string path, ProtoField? field, int number, Dictionary<int, int> seen)
    {
        var name = field?.Name ?? number.ToString(CultureInfo.InvariantCulture);
        seen.TryGetValue(number, out var index);
        seen[number] = index + 1;
        var place = PayloadPlace.Field(path, name);
        return field is { Label: ProtoLabel.Repeated } or { IsMap: true } ? PayloadPlace.Item(place, index) : place;
    }

    /// <summary>Bytes that follow a tag; of delimited ones those behind the length, which is passed over.</summary>
    private static bool TryLength(ReadOnlySpan<byte> payload, ref int at, int wireType, out int length)
    {
        length = 0;
        switch (wireType)
        {
            case Fixed64:
                length = sizeof(double);
                return true;
            case Fixed32:
                length = sizeof(float);
                return true;
            case Delimited:
                var isRead = TryVarint(payload, ref at, out var bytes);
                length = (int)Math.Min(bytes, int.MaxValue / 2);
                return isRead;
            case 0:
                var end = at;
                isRead = TryVarint(payload, ref end, out _);
                length = end - at;
                return isRead;
            default:
                return false;
        }
    }

    private static bool TryVarint(ReadOnlySpan<byte> payload, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; at < payload.Length && shift < 70; shift += 7)
        {
            var next = payload[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
