// What a built application exchanges: its assembly and those beside it that it refers to, put together.
using System.Globalization;

namespace TypedStreams.Server.Verbs.Application;

/// <param name="Name">The consumer group.</param>
/// <param name="Delivery">"at-least-once", "exactly-once" or "database".</param>
/// <param name="Handles">
/// C# types of what it handles, and how many retry topics each has; null without dead letters.
/// </param>
/// <param name="Sends">C# types of what it returns.</param>
internal sealed record BuiltGroup(
    string Name, string Delivery, IReadOnlyDictionary<string, int?> Handles, IReadOnlyList<string> Sends);

internal sealed class BuiltApplication
{
    private readonly Dictionary<string, BuiltMessage> _messages = new(StringComparer.Ordinal);
    private readonly List<BuiltGroup> _groups = [];
    private readonly SortedSet<string> _sends = new(StringComparer.Ordinal);

    /// <summary>Messages that are sent or handled, by their C# types.</summary>
    internal IEnumerable<BuiltMessage> Messages =>
        _messages.Values.OrderBy(message => message.Topic, StringComparer.Ordinal)
            .ThenBy(message => message.Type, StringComparer.Ordinal);

    internal IReadOnlyList<BuiltGroup> Groups => _groups;

    /// <summary>C# types that producers are asked for.</summary>
    internal IReadOnlyCollection<string> Sends => _sends;

    /// <exception cref="UsageException">The file is no assembly, or has no messages.</exception>
    internal static BuiltApplication Read(string assembly)
    {
        var application = new BuiltApplication();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([Path.GetFullPath(assembly)]);
        while (waiting.TryDequeue(out string? file))
        {
            if (seen.Add(file))
            {
                application.Add(BuiltAssembly.Read(file)).ForEach(waiting.Enqueue);
            }
        }

        application._groups.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return application._messages.Count > 0
            ? application
            : throw new UsageException($"{assembly} and what it refers to have no messages.");
    }

    internal BuiltMessage? Find(string type) => _messages.GetValueOrDefault(type);

    /// <summary>Adds what an assembly has; returns those beside it that it refers to.</summary>
    private List<string> Add(BuiltAssembly assembly)
    {
        foreach (BuiltMessage message in assembly.Messages)
        {
            _messages[message.Type] = message;
        }

        foreach (string contract in assembly.Contracts)
        {
            Add(contract.Split('\n'));
        }

        return [.. assembly.References];
    }

    private void Add(string[] lines)
    {
        var words = lines.Select(line => line.Split(' ', 2)).Where(line => line.Length == 2).ToLookup(
            line => line[0], line => line[1]);
        if (words["group"].FirstOrDefault() is not { } group)
        {
            _sends.UnionWith(words["send"]);
            return;
        }

        var letters = words["letters"].Select(line => line.Split(' ', 2))
            .ToDictionary(line => line[1], line => int.Parse(line[0], CultureInfo.InvariantCulture));
        _groups.Add(new BuiltGroup(
            group,
            words["delivery"].First(),
            words["handle"].ToDictionary(
                type => type, type => letters.TryGetValue(type, out int levels) ? levels : (int?)null),
            [.. words["send"]]));
    }
}
