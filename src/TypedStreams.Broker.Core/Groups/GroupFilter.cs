namespace TypedStreams.Broker.Core.Groups;

/// <summary>The filters of ListGroups.</summary>
internal static class GroupFilter
{
    /// <summary>Whether the value is among the wanted ones, in any case of letters; an empty filter lets all pass.
    /// </summary>
    internal static bool Passes(IReadOnlyList<string> filter, string value)
    {
        if (filter.Count == 0)
        {
            return true;
        }

        foreach (string wanted in filter)
        {
            if (string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
