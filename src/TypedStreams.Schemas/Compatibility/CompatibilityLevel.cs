namespace TypedStreams.Schemas;

/// <summary>
/// The rule a subject's versions obey. Default in registries: <see cref="Backward"/> (Confluent's default).
/// </summary>
public enum CompatibilityLevel
{
    /// <summary>NONE: anything goes.</summary>
    None,

    /// <summary>BACKWARD: the new schema reads data of the latest version.</summary>
    Backward,

    /// <summary>BACKWARD_TRANSITIVE: the new schema reads data of every version.</summary>
    BackwardTransitive,

    /// <summary>FORWARD: the latest version reads data of the new schema.</summary>
    Forward,

    /// <summary>FORWARD_TRANSITIVE: every version reads data of the new schema.</summary>
    ForwardTransitive,

    /// <summary>FULL: both directions with the latest version.</summary>
    Full,

    /// <summary>FULL_TRANSITIVE: both directions with every version.</summary>
    FullTransitive,
}

/// <summary>The names registries use for levels.</summary>
public static class CompatibilityLevels
{
    private static readonly string[] Names =
        ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"];

    /// <summary>The level's name, for example BACKWARD_TRANSITIVE.</summary>
    public static string ToName(this CompatibilityLevel level) => Names[(int)level];

    /// <summary>Reads a name in any case; false when there is no such level.</summary>
    public static bool TryParse(string name, out CompatibilityLevel level)
    {
        var index = Array.IndexOf(Names, name.ToUpperInvariant());
        level = index < 0 ? CompatibilityLevel.None : (CompatibilityLevel)index;
        return index >= 0;
    }
}
