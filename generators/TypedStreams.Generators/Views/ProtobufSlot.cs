using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Views;

/// <summary>A Protobuf field while it is read: of a record, of a message made for a value, of a map's entry.</summary>
/// <param name="member">The field.</param>
/// <param name="local">What its locals are named after.</param>
/// <param name="holder">The member of a view that it becomes; null outside of records.</param>
/// <param name="isItem">True for the value of a map, where null and collections lie in a message.</param>
internal sealed class ProtobufSlot(FieldModel member, string local, ViewSlot? holder = null, bool isItem = false)
{
    internal FieldModel Field => member;

    internal TypeModel Type => member.Type.Unwrapped;

    internal string Local => local;

    internal string Holder => holder!.Holder;

    internal bool IsItem => isItem;

    /// <summary>The name of what goes beside the local.</summary>
    internal string Part(string suffix) => holder?.Part(suffix) ?? local + suffix;

    internal bool IsRepeated => !isItem && Type.IsCollection;

    /// <summary>True when the value lies in a message made for it.</summary>
    internal bool IsWrapped => isItem
        ? ProtobufTypes.NeedsMessage(member.Type)
        : Type.IsNullable && ProtobufTypes.NeedsMessage(Type.Inner!);

    internal bool IsMessage => IsWrapped
        || (Type.IsNullable ? Type.Inner!.Unwrapped : Type).Shape is Shape.Record or Shape.Union;

    internal bool IsLazy => holder is { IsLazy: true } && IsMessage;

    /// <summary>Where a plain value is put: into the struct at once, where there is one.</summary>
    internal string Target => holder?.Holder ?? local;
}
