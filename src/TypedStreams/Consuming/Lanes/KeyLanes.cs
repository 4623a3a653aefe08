// Which records of a partition may be handled at once: those of one key one after the other, in order; those of
// different keys, and those without one, side by side. A core: no I/O, no time, one thread. It knows records by their
// tickets (0, 1, 2, ... in the order of the partition) and keys by a number; keys that share a number share a lane,
// which costs concurrency and never order. The window between the oldest unfinished record and the newest is bounded.

using System.Numerics;
using System.Runtime.InteropServices;

namespace TypedStreams.Consuming.Lanes;

internal sealed class KeyLanes
{
    private const long None = -1;

    private readonly int _concurrency;
    private readonly int _window;
    private readonly Place[] _places;
    private readonly Dictionary<int, long> _tails;
    private readonly PriorityQueue<long, long> _ready;
    private long _head;
    private long _next;
    private long _failed = long.MaxValue;

    /// <param name="concurrency">Records in work at once, at most; 1 or more.</param>
    /// <param name="window">Records from the oldest unfinished one to the newest, at most; 1 or more.</param>
    internal KeyLanes(int concurrency, int window)
    {
        _concurrency = concurrency;
        _window = window;
        _places = new Place[BitOperations.RoundUpToPowerOf2((uint)window)];
        _tails = new Dictionary<int, long>(window);
        _ready = new PriorityQueue<long, long>(window);
    }

    private enum Step : byte
    {
        Waiting,
        Ready,
        Running,
        Finished,
        Failed,
    }

    /// <summary>Records in work.</summary>
    internal int Running { get; private set; }

    /// <summary>Records that were added and not taken.</summary>
    internal int Count => (int)(_next - _head);

    /// <summary>
    /// True when a record may be added: never once one has failed, because none behind it will start.
    /// </summary>
    internal bool HasRoom => Count < _window && _failed == long.MaxValue;

    /// <summary>True when the oldest record has failed: everything before it is finished and taken.</summary>
    internal bool IsStuck => _failed == _head;

    /// <summary>The ticket of the oldest record that was not taken.</summary>
    internal long Head => _head;

    /// <summary>Adds the partition's next record; its ticket.</summary>
    /// <param name="lane">The key's number; null for a record without a key, which waits for none.</param>
    internal long Add(int? lane)
    {
        var ticket = _next++;
        ref var place = ref At(ticket);
        place = new Place { Lane = lane, Behind = None };
        if (lane is { } number)
        {
            ref var tail = ref CollectionsMarshal.GetValueRefOrAddDefault(_tails, number, out var isTaken);
            if (isTaken)
            {
                At(tail).Behind = ticket;
            }

            tail = ticket;
            if (isTaken)
            {
                return ticket;
            }
        }

        MakeReady(ticket);
        return ticket;
    }

    /// <summary>
    /// The oldest record that may start, which is in work from now on; false when there is none. The oldest of all is
    /// never kept waiting by younger ones, except by those that fill the concurrency.
    /// </summary>
    /// <param name="ticket">The record.</param>
    /// <param name="onlyHead">True to start none but the oldest of all.</param>
    internal bool TryStart(out long ticket, bool onlyHead = false)
    {
        if (Running == _concurrency || !_ready.TryPeek(out ticket, out _) || ticket > _failed
            || (onlyHead && ticket != _head))
        {
            ticket = None;
            return false;
        }

        _ready.Dequeue();
        At(ticket).Step = Step.Running;
        Running++;
        return true;
    }

    /// <summary>The record is handled; the next one of its key may start.</summary>
    internal void Finish(long ticket)
    {
        ref var place = ref End(ticket, Step.Finished);
        if (place.Behind != None)
        {
            MakeReady(place.Behind);
        }
        else if (place.Lane is { } number)
        {
            _tails.Remove(number);
        }
    }

    /// <summary>The record cannot be handled: none behind it starts any more, those before it go on.</summary>
    internal void Fail(long ticket)
    {
        End(ticket, Step.Failed);
        _failed = Math.Min(_failed, ticket);
    }

    /// <summary>True when the oldest record is handled.</summary>
    internal bool IsHeadFinished => _head < _next && At(_head).Step == Step.Finished;

    /// <summary>The oldest record is handled and done with: its place is free.</summary>
    internal void Take()
    {
        Invariant.Require(IsHeadFinished, "Only a finished record can be taken, and only the oldest.");
        _head++;
    }

    /// <summary>Forgets every record; none may be in work.</summary>
    internal void Clear()
    {
        Invariant.Require(Running == 0, "Records that are in work cannot be forgotten.");
        _head = _next;
        _failed = long.MaxValue;
        _tails.Clear();
        _ready.Clear();
    }

    private void MakeReady(long ticket)
    {
        At(ticket).Step = Step.Ready;
        _ready.Enqueue(ticket, ticket);
    }

    private ref Place End(long ticket, Step step)
    {
        ref var place = ref At(ticket);
        Invariant.Require(place.Step == Step.Running, "Only a record in work can end.");
        place.Step = step;
        Running--;
        return ref place;
    }

    private ref Place At(long ticket) => ref _places[ticket & (_places.Length - 1)];

    private struct Place
    {
        internal Step Step;
        internal int? Lane;

        /// <summary>The next record of the same key; -1 for none yet.</summary>
        internal long Behind;
    }
}
