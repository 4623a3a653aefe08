using System.Runtime.CompilerServices;
using TypedStreams.Protobuf;

namespace TypedStreams.Views;

/// <summary>
/// The items of a repeated Protobuf field, packed or not, also where other fields lie between them: read one by one,
/// as often as asked, without allocating.
/// </summary>
/// <typeparam name="T">The item: what a property of that type would be.</typeparam>
/// <typeparam name="TItem">How it is read.</typeparam>
/// <param name="fields">Fields, the items among them; checked before.</param>
/// <param name="tag">The tag of an item.</param>
/// <param name="packedTag">The tag of many items in one field; 0 when they never are.</param>
/// <param name="count">How many items there are.</param>
public readonly ref struct ProtobufItems<T, TItem>(ReadOnlySpan<byte> fields, uint tag, uint packedTag, int count)
    where T : allows ref struct
    where TItem : IProtobufItem<T>, allows ref struct
{
    private readonly ReadOnlySpan<byte> _fields = fields;
    private readonly uint _tag = tag;
    private readonly uint _packedTag = packedTag;

    /// <summary>How many items there are.</summary>
    public int Count { get; } = count;

    /// <summary>Starts at the first item; called by <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(_fields, _tag, _packedTag);

    /// <summary>The items, one after the other.</summary>
    public ref struct Enumerator
    {
        private readonly uint _tag;
        private readonly uint _packedTag;
        private ProtobufReader _reader;
        private bool _isPacked;
        private int _end;

        internal Enumerator(ReadOnlySpan<byte> fields, uint tag, uint packedTag)
        {
            _reader = ProtobufReader.OverChecked(fields);
            _tag = tag;
            _packedTag = packedTag;
        }

        /// <summary>The item that was reached.</summary>
        public T Current { readonly get; private set; } = default!;

        /// <summary>Goes to the next item; false after the last.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_isPacked ? _reader.Remaining > 0 : _reader.TryReadTag(_tag))
            {
                Current = TItem.Read(ref _reader);
                return true;
            }

            if (_reader.Remaining == 0 && !_isPacked)
            {
                return false;
            }

            // A copy: an enumerator whose address nobody takes can live in registers.
            var further = this;
            var isThere = further.MoveFurther();
            this = further;
            return isThere;
        }

        /// <summary>Out of packed items, and over fields that are none.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool MoveFurther()
        {
            while (true)
            {
                if (_isPacked && _reader.Remaining > 0)
                {
                    Current = TItem.Read(ref _reader);
                    return true;
                }

                if (_isPacked)
                {
                    _reader.Leave(_end);
                    _isPacked = false;
                }

                var tag = _reader.ReadTag();
                if (tag == 0)
                {
                    return false;
                }

                if (tag == _tag)
                {
                    Current = TItem.Read(ref _reader);
                    return true;
                }

                if (tag == _packedTag)
                {
                    _end = _reader.Enter();
                    _isPacked = true;
                }
                else
                {
                    _reader.Skip(tag);
                }
            }
        }
    }
}
