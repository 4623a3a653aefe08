// A value taken apart so that rules can look at it and change parts of it. What no rule changed goes out as the bytes
// it came in. Lives for one message on one thread.

using System.Buffers;

namespace TypedStreams.Rules.Values;

/// <summary>How the values of one schema are taken apart. Immutable; any thread.</summary>
internal interface IValueFormat
{
    /// <exception cref="MalformedDataException">The bytes are not what the schema says.</exception>
    ValueTree Read(ReadOnlyMemory<byte> payload, int messageIndex);
}

internal abstract class ValueTree
{
    /// <summary>The value as expressions see it.</summary>
    internal abstract object? Message { get; }

    /// <summary>Whether a rule has changed it.</summary>
    internal abstract bool IsChanged { get; }

    /// <summary>Shows every field that the rule wants to it, and takes what it gives back.</summary>
    /// <exception cref="ValueMisfitException">What it gives back is not of the field's type.</exception>
    internal abstract void Visit(IFieldRule rule);

    /// <summary>Puts another value in the place of all of it.</summary>
    /// <exception cref="ValueMisfitException">It is not of the schema's type.</exception>
    internal abstract void Replace(object value);

    internal abstract void WriteTo(IBufferWriter<byte> output);
}

/// <summary>A value that cannot stand where a rule puts it. The text names types, never the value.</summary>
internal sealed class ValueMisfitException(string message) : Exception(message);

/// <summary>What a payload may ask of memory and stack before it is refused.</summary>
internal static class ValueLimits
{
    /// <summary>Deepest nesting of records, lists and maps: 100, as Protobuf implementations have it.</summary>
    internal const int MaxDepth = 100;

    /// <summary>Most values of one payload, those that take no bytes among them.</summary>
    internal const int MaxValues = 1_000_000;

    /// <summary>Refuses a value that a rule made and that would take no end of room when it is written.</summary>
    /// <exception cref="ValueMisfitException">It has too many parts, or nests too deep.</exception>
    internal static void Require(object? value)
    {
        var left = MaxValues;
        Count(value, ref left, 0);
    }

    private static void Count(object? value, ref int left, int depth)
    {
        if (--left < 0 || depth > MaxDepth)
        {
            throw new ValueMisfitException($"it has more than {MaxValues} parts, or nests deeper than {MaxDepth}");
        }

        if (value is IReadOnlyList<object?> list)
        {
            foreach (var item in list)
            {
                Count(item, ref left, depth + 1);
            }
        }
        else if (value is IReadOnlyDictionary<object, object?> map)
        {
            foreach (var (_, item) in map)
            {
                Count(item, ref left, depth + 1);
            }
        }
    }
}
