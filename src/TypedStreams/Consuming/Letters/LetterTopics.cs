// Names of the topics that messages are put aside to. They are made of the topic and the group; what Kafka does not
// allow in a topic's name is replaced, and then a digest keeps different names apart.

using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Consuming.Letters;

internal static class LetterTopics
{
    /// <summary>Kafka's limit of a topic's name, in characters.</summary>
    internal const int MaxNameLength = 249;

    /// <summary>Characters of the digest in a name that had to be changed, with the dot before it.</summary>
    private const int DigestLength = 9;

    /// <summary>Where messages wait for their next delivery.</summary>
    /// <param name="topic">Where they were sent.</param>
    /// <param name="group">Who handles them.</param>
    /// <param name="level">Which delivery that will be, from 1.</param>
    internal static string Retry(string topic, string group, int level) => Legal($"{topic}.{group}", $".retry.{level}");

    /// <summary>Where messages go that are not handled any more.</summary>
    internal static string Dead(string topic, string group) => Legal($"{topic}.{group}", ".dead");

    private static string Legal(string name, string ending)
    {
        var legal = new StringBuilder(name);
        for (var i = 0; i < legal.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(legal[i]) && legal[i] is not ('.' or '_' or '-'))
            {
                legal[i] = '_';
            }
        }

        if (name.Length + ending.Length <= MaxNameLength && legal.Equals(name))
        {
            return name + ending;
        }

        legal.Length = Math.Min(legal.Length, MaxNameLength - DigestLength - ending.Length);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, DigestLength / 2);
        return $"{legal}.{Convert.ToHexStringLower(digest)}{ending}";
    }
}
