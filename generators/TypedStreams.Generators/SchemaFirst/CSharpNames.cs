// Names of a schema as C# has them: order_id is OrderId, and nothing is called twice.

using System.Text;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class CSharpNames(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>A member for a field: its words with capital letters, and "Value" behind what is taken.</summary>
    internal string Member(string field) => Free(Pascal(field), "Value");

    /// <summary>A type for a named schema, in the same way.</summary>
    internal string Type(string name) => Free(Pascal(name), "Type");

    /// <summary>True for what C# and every schema takes as a name.</summary>
    internal static bool IsName(string text) => text.Length > 0 && !char.IsDigit(text[0])
        && text.All(letter => letter is '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    internal static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split(['_', '-', '.', '$', '@', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return text.Length == 0 || char.IsDigit(text[0]) ? "_" + text : text.ToString();
    }

    private string Free(string wish, string suffix)
    {
        var name = _taken.Contains(wish) ? wish + suffix : wish;
        var unique = name;
        for (var n = 2; !_taken.Add(unique); n++)
        {
            unique = name + n;
        }

        return Symbols.Identifier(unique);
    }
}
