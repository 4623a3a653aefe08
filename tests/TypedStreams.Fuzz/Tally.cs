namespace TypedStreams.Fuzz;

/// <summary>Outcomes of one target.</summary>
internal sealed class Tally
{
    private long _read;
    private long _malformed;

    public long Failed { get; private set; }

    public long Passed => _read + _malformed;

    public void Add(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Read:
                _read++;
                break;
            case Outcome.Malformed:
                _malformed++;
                break;
            default:
                Failed++;
                break;
        }
    }

    public override string ToString() => $"{_read} read, {_malformed} refused, {Failed} failed";
}
