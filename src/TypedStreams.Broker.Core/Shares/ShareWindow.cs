// The records of a share partition that are neither behind it nor ahead of it: from the start offset, before which all
// is done, to the end, from which on nothing was delivered yet. Ranges without gaps or overlaps, in order.
// Knows no members, rules or records of logs.
namespace TypedStreams.Broker.Core.Shares;

internal sealed class ShareWindow
{
    private readonly List<ShareRange> _ranges = [];

    /// <summary>The first offset that is not done.</summary>
    internal long Start { get; private set; }

    /// <summary>The first offset that was never delivered.</summary>
    internal long End { get; private set; }

    internal long Length => End - Start;

    internal IReadOnlyList<ShareRange> Ranges => _ranges;

    /// <summary>The first offset that may be acquired: a free one, else the end.</summary>
    internal long NextOffset => _ranges.Find(range => range.IsFree)?.First ?? End;

    internal bool HasFree => _ranges.Exists(range => range.IsFree);

    internal void Reset(long start)
    {
        _ranges.Clear();
        Start = start;
        End = start;
    }

    /// <summary>Lengthens the window by one range; returns it.</summary>
    internal ShareRange Extend(long last, ShareState state)
    {
        var added = new ShareRange(End, last) { State = state };
        _ranges.Add(added);
        End = last + 1;
        return added;
    }

    /// <summary>The ranges of [first, last], cut to size; what lies outside the window is left out.</summary>
    internal List<ShareRange> Cut(long first, long last)
    {
        CutAt(first);
        CutAt(last + 1);
        var found = new List<ShareRange>();
        for (int i = IndexOf(Math.Max(first, Start)); i < _ranges.Count && _ranges[i].First <= last; i++)
        {
            found.Add(_ranges[i]);
        }

        return found;
    }

    /// <summary>Whether every range that touches [first, last] passes; looks only.</summary>
    internal bool All(long first, long last, Func<ShareRange, bool> passes)
    {
        for (int i = IndexOf(Math.Max(first, Start)); i < _ranges.Count && _ranges[i].First <= last; i++)
        {
            if (!passes(_ranges[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves the start over what is done for good, and joins neighbours that have become alike.</summary>
    internal void Tidy()
    {
        int done = 0;
        while (done < _ranges.Count && _ranges[done] is { IsFinished: true, Write: null })
        {
            done++;
        }

        if (done > 0)
        {
            Start = _ranges[done - 1].Last + 1;
            _ranges.RemoveRange(0, done);
        }

        int kept = 0;
        for (int i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[kept].IsLike(_ranges[i]))
            {
                _ranges[kept].Last = _ranges[i].Last;
            }
            else
            {
                _ranges[++kept] = _ranges[i];
            }
        }

        if (kept + 1 < _ranges.Count)
        {
            _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
        }
    }

    /// <summary>Forgets everything before an offset, whatever its state.</summary>
    internal void MoveStart(long start)
    {
        if (start <= Start)
        {
            return;
        }

        CutAt(start);
        _ranges.RemoveAll(range => range.Last < start);
        Start = start;
        End = Math.Max(End, start);
    }

    private void CutAt(long offset)
    {
        int index = IndexOf(offset);
        if (index < _ranges.Count && _ranges[index].First < offset)
        {
            _ranges.Insert(index + 1, _ranges[index].SplitAt(offset));
        }
    }

    // The range that holds an offset, else the first one behind it.
    private int IndexOf(long offset)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Last < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
