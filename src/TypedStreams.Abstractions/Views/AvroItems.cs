using System.Runtime.CompilerServices;
using TypedStreams.Avro;

namespace TypedStreams.Views;

/// <summary>The items of an Avro array: read one by one, as often as asked, without allocating.</summary>
/// <typeparam name="T">The item: what a property of that type would be.</typeparam>
/// <typeparam name="TItem">How it is read.</typeparam>
/// <param name="bytes">The blocks; checked before.</param>
/// <param name="count">How many items are in them.</param>
public readonly ref struct AvroItems<T, TItem>(ReadOnlySpan<byte> bytes, int count)
    where T : allows ref struct
    where TItem : IAvroItem<T>, allows ref struct
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many items there are.</summary>
    public int Count { get; } = count;

    /// <summary>Starts at the first item; called by <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>The items, one after the other.</summary>
    public ref struct Enumerator
    {
        private AvroReader _reader;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _reader = AvroReader.OverChecked(bytes);

        /// <summary>The item that was reached.</summary>
        public T Current { readonly get; private set; } = default!;

        /// <summary>Goes to the next item; false after the last.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0 && (_left = _reader.NextBlock()) == 0)
            {
                return false;
            }

            _left--;
            Current = TItem.Read(ref _reader);
            return true;
        }
    }
}
