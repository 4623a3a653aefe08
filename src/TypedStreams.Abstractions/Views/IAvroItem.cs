using System.ComponentModel;
using TypedStreams.Avro;

namespace TypedStreams.Views;

/// <summary>How an item of an Avro array or map is read. Implemented by generated code.</summary>
/// <typeparam name="T">The item.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAvroItem<T>
    where T : allows ref struct
{
    /// <summary>Reads the item that comes next.</summary>
    static abstract T Read(scoped ref AvroReader reader);
}
