using System.ComponentModel;
using TypedStreams.Protobuf;

namespace TypedStreams.Views;

/// <summary>How an item of a repeated Protobuf field is read. Implemented by generated code.</summary>
/// <typeparam name="T">The item.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IProtobufItem<T>
    where T : allows ref struct
{
    /// <summary>Reads the item whose tag was just read.</summary>
    static abstract T Read(scoped ref ProtobufReader reader);
}
