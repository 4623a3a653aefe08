using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Controller;

/// <summary>What a topic may be called.</summary>
public static class TopicNames
{
    /// <summary>Longest name, in characters. Kafka's limit: with a suffix it must fit a file name of 255.</summary>
    public const int MaxLength = 249;

    /// <summary>Null when the name is legal, else what is wrong with it and what to do.</summary>
    public static string? Check(string name)
    {
        if (name.Length == 0)
        {
            return "Topic name is empty; give it at least one character.";
        }

        if (name is "." or "..")
        {
            return "Topic name cannot be '.' or '..'.";
        }

        if (name.Length > MaxLength)
        {
            return $"Topic name is {name.Length} characters long; at most {MaxLength} are allowed.";
        }

        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-'))
            {
                return $"Topic name '{name}' is illegal: use only ASCII letters, digits, '.', '_' and '-'.";
            }
        }

        return null;
    }

    /// <summary>A topic whose name differs only by '.' and '_', or null.</summary>
    internal static string? FindCollision(ClusterImage image, string name) =>
        name.AsSpan().ContainsAny('.', '_') ? image.DottedNames.GetValueOrDefault(name.Replace('.', '_')) : null;
}
