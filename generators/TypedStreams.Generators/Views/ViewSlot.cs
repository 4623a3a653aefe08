using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

/// <summary>A member of a record in its view: the struct's field, and how it is held.</summary>
internal sealed class ViewSlot
{
    private readonly LocalNames _names;
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);

    private ViewSlot(FieldModel field, string name, bool isLazy, LocalNames names)
    {
        Field = field;
        Name = name;
        IsLazy = isLazy;
        _names = names;
    }

    /// <summary>The member.</summary>
    internal FieldModel Field { get; }

    /// <summary>A name for locals, unique in the record.</summary>
    internal string Name { get; }

    /// <summary>True when the bytes are held, and read when they are asked for.</summary>
    internal bool IsLazy { get; }

    /// <summary>The struct's field.</summary>
    internal string Holder => "_" + Name.TrimStart('@');

    internal static ViewSlot[] Of(RecordModel record, ViewTypes types)
    {
        var names = new LocalNames();
        foreach (var reserved in new[] { "bytes", "start", "at", "end" })
        {
            names.Take(reserved);
        }

        var locals = names.Of(record.Fields);
        return
        [
            .. record.Fields.Select(
                (field, i) => new ViewSlot(field, locals[i], types.IsLazy(field.Type), names)),
        ];
    }

    /// <summary>A name beside <see cref="Name"/>, such as its count, that no other member has.</summary>
    internal string Part(string suffix)
    {
        if (!_parts.TryGetValue(suffix, out var part))
        {
            part = _names.Take(Name.TrimStart('@') + suffix);
            _parts.Add(suffix, part);
        }

        return part;
    }
}
