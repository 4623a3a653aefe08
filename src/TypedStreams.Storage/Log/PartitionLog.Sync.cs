// Group commit: prepare on the owner thread, execute on a sync thread, complete on the owner thread. Appends and reads
// go on in between. The recovery point moves only over what a completed sync covers; decisions/001 tells why.
namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    private readonly List<SharedFile> _filesToSync = [];
    private readonly SyncTicket _ticket;
    private bool _directoryIsDirty;
    private bool _parentIsDirty;
    private bool _syncIsUnderWay;

    /// <summary>True between <see cref="PrepareSync"/> and <see cref="CompleteSync"/>.</summary>
    public bool IsSyncUnderWay => _syncIsUnderWay;

    /// <summary>
    /// Captures what is not durable yet. One ticket at a time: the next is prepared after this one was completed.
    /// </summary>
    /// <returns>The ticket to execute, or null when everything is durable.</returns>
    public SyncTicket? PrepareSync()
    {
        Invariant.Require(!_syncIsUnderWay, "One sync of a log at a time.");
        var ticket = _ticket;
        for (var i = _segments.Count - 1; i >= 0 && _segments[i].IsDirty; i--)
        {
            ticket.Files.Add(_segments[i].File.Retain());
            _segments[i].IsDirty = false;
        }

        if (ticket.Files.Count == 0 && _filesToSync.Count == 0
            && !_directoryIsDirty && !_parentIsDirty && !Epochs.IsDirty)
        {
            return null;
        }

        ticket.Files.AddRange(_filesToSync);
        _filesToSync.Clear();
        ticket.EndOffset = LogEndOffset;
        ticket.SnapshotOffset = _newestSnapshot;
        ticket.SyncsDirectory = _directoryIsDirty;
        ticket.SyncsParent = _parentIsDirty;
        ticket.Epochs = Epochs.IsDirty ? Epochs.Capture() : null;
        _directoryIsDirty = _parentIsDirty = false;
        _syncIsUnderWay = true;
        return ticket;
    }

    /// <summary>Takes over an executed ticket: <see cref="SyncedOffset"/> moves to the end it captured.</summary>
    public void CompleteSync(SyncTicket ticket)
    {
        Invariant.Require(_syncIsUnderWay && ReferenceEquals(ticket, _ticket), "Only the open ticket is completed.");
        SyncedOffset = Math.Max(SyncedOffset, ticket.EndOffset);
        _durableSnapshot = Math.Max(_durableSnapshot, ticket.SnapshotOffset);
        ticket.Reset();
        _syncIsUnderWay = false;
    }

    // What a truncation removed is not durable any more, even if a sync that is under way had captured it.
    private void LowerSyncedOffset()
    {
        SyncedOffset = Math.Min(SyncedOffset, LogEndOffset);
        _ticket.EndOffset = Math.Min(_ticket.EndOffset, LogEndOffset);

        // Of the snapshots, those above the end are gone; what is left lies below it, at the start of a segment.
        var newest = _snapshots.Count == 0 ? -1 : _snapshots.Max;
        _newestSnapshot = Math.Min(_newestSnapshot, newest);
        _durableSnapshot = Math.Min(_durableSnapshot, newest);
        _ticket.SnapshotOffset = Math.Min(_ticket.SnapshotOffset, newest);
    }

    private void SyncNow()
    {
        if (PrepareSync() is { } ticket)
        {
            ticket.Execute();
            CompleteSync(ticket);
        }
    }
}
