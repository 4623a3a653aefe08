namespace TypedStreams.Registry.Subjects;

/// <summary>Which version of a subject a request means. Number is -1 for the latest.</summary>
internal readonly record struct VersionSelector(int Number)
{
    internal static VersionSelector Latest => new(-1);

    internal bool IsLatest => Number == -1;

    /// <summary>Reads 1..2^31-1, "latest" in any case, or "-1".</summary>
    internal static Outcome<VersionSelector> Parse(string text)
    {
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase) || text == "-1")
        {
            return Latest;
        }

        return int.TryParse(text, out int number) && number >= 1
            ? new VersionSelector(number)
            : RegistryError.InvalidVersion(text);
    }
}
