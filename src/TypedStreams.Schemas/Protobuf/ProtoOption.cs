namespace TypedStreams.Schemas.Protobuf;

/// <summary>An option as it was written.</summary>
/// <param name="Name">The whole name, for example <c>deprecated</c>, <c>(my.option).part</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ProtoOption(string Name, ProtoValue Value)
{
    /// <summary>Where it stands: "line L, column C", or "" when it did not come from text.</summary>
    public string Place { get; init; } = "";

    /// <summary>
    /// The parts of the name between dots, an extension's with its parentheses:
    /// <c>(a.b).c</c> gives <c>(a.b)</c> and <c>c</c>.
    /// </summary>
    internal List<string> Parts()
    {
        var parts = new List<string>();
        var start = 0;
        var inside = false;
        for (var i = 0; i <= Name.Length; i++)
        {
            if (i == Name.Length || (Name[i] == '.' && !inside))
            {
                parts.Add(Name.Substring(start, i - start));
                start = i + 1;
            }
            else if (Name[i] is '(' or ')')
            {
                inside = Name[i] == '(';
            }
        }

        return parts;
    }
}
