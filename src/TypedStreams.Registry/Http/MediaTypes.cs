// Content types: what is read, and which of three is answered (server's preference first among equals).
using System.Globalization;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

internal static class MediaTypes
{
    internal const string V1 = "application/vnd.schemaregistry.v1+json";
    internal const string Json = "application/json";

    private const string Unversioned = "application/vnd.schemaregistry+json";

    // In the order of preference: 1, 0.9 and 0.5 in Confluent's registry.
    private static readonly string[] Answered = [V1, Unversioned, Json];

    private static readonly string[] Read = [V1, Unversioned, Json, "application/octet-stream"];

    /// <summary>415 for a body of another type; none given is fine.</summary>
    internal static void RequireReadable(string? contentType)
    {
        string type = (contentType ?? "").Split(';')[0].Trim();
        if (type.Length > 0 && !Read.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw new RegistryException(new RegistryError(415, "HTTP 415 Unsupported Media Type"));
        }
    }

    /// <summary>The type to answer with for an Accept header; null when none of ours is accepted.</summary>
    internal static string? Negotiate(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return V1;
        }

        string? best = null;
        double bestQuality = 0;
        foreach (string range in accept.Split(','))
        {
            string[] parts = range.Split(';', StringSplitOptions.TrimEntries);
            double quality = Quality(parts);
            string? type = Array.Find(Answered, answered => Matches(parts[0].Trim(), answered));
            if (type is null || quality <= 0)
            {
                continue;
            }

            if (quality > bestQuality ||
                (quality == bestQuality && Array.IndexOf(Answered, type) < Array.IndexOf(Answered, best)))
            {
                (best, bestQuality) = (type, quality);
            }
        }

        return best;
    }

    private static bool Matches(string range, string type) =>
        range is "*/*" or "*" or "application/*" || range.Equals(type, StringComparison.OrdinalIgnoreCase);

    private static double Quality(string[] parts)
    {
        string? quality = Array.Find(parts, part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return double.TryParse(quality?[2..], CultureInfo.InvariantCulture, out double value) ? value : 1;
    }
}
