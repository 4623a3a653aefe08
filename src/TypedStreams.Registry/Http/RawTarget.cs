// The request target before any framework touched it. Frameworks decode %2F too early or too late; subjects may hold
// slashes, colons, anything, and may be empty. So: cut at '/', then decode each piece once.
namespace TypedStreams.Registry.Http;

internal static class RawTarget
{
    /// <summary>The decoded path segments; none for "/".</summary>
    internal static string[] Split(string target)
    {
        ReadOnlySpan<char> path = target;
        int query = path.IndexOf('?');
        path = query < 0 ? path : path[..query];
        int scheme = path.IndexOf("://");
        if (scheme >= 0 && !path.StartsWith('/'))
        {
            path = path[(scheme + 3)..];
            int slash = path.IndexOf('/');
            path = slash < 0 ? "/" : path[slash..];
        }

        path = path.TrimStart('/').IsEmpty ? [] : path[1..];
        return path.IsEmpty ? [] : Array.ConvertAll(path.ToString().Split('/'), Uri.UnescapeDataString);
    }
}
