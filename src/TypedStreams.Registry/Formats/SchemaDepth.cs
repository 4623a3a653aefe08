// How deep a schema text nests, before anything recursive looks at it.
namespace TypedStreams.Registry.Formats;

internal static class SchemaDepth
{
    /// <summary>The deepest nesting of JSON brackets that a registered schema may have.</summary>
    internal const int Max = 64;

    /// <summary>The deepest nesting of brackets outside strings.</summary>
    internal static int Of(string json)
    {
        int depth = 0, deepest = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case '"':
                    inString = !inString;
                    break;
                case '\\' when inString:
                    i++;
                    break;
                case '{' or '[' when !inString:
                    deepest = Math.Max(deepest, ++depth);
                    break;
                case '}' or ']' when !inString:
                    depth--;
                    break;
            }
        }

        return deepest;
    }
}
