namespace TypedStreams.Schemas.Protobuf;

/// <summary>The name of a field in JSON.</summary>
public static class ProtoJsonName
{
    /// <summary>The name without underscores, the letter behind each in upper case.</summary>
    public static string Of(string name)
    {
        var result = new char[name.Length];
        var length = 0;
        var isUpper = false;
        foreach (var c in name)
        {
            if (c == '_')
            {
                isUpper = true;
                continue;
            }

            result[length++] = isUpper && c is >= 'a' and <= 'z' ? (char)(c - 32) : c;
            isUpper = false;
        }

        return new string(result, 0, length);
    }
}
