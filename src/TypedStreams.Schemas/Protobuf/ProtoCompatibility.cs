// Whether a reader's schema reads what a writer's schema wrote, by the rules of Confluent's registry: messages and
// enums by name below the package, fields by number over the whole message, oneofs by name. Imported types are compared
// where a field leads to them. Owns the path of one comparison; a pair of messages met again while it is being compared
// counts as equal.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Judges reader and writer schemas.</summary>
public sealed partial class ProtoCompatibility
{
    private readonly ProtoSchema _original;
    private readonly ProtoSchema _update;
    private readonly List<SchemaDifference> _found = [];
    private readonly List<string> _path = [];
    private readonly HashSet<(ProtoType, ProtoType)> _compared = [];

    private ProtoCompatibility(ProtoSchema original, ProtoSchema update)
    {
        _original = original;
        _update = update;
    }

    /// <summary>What stops the reader from reading the writer's data; empty when it can read all of it.</summary>
    public static IReadOnlyList<SchemaDifference> Check(ProtoSchema reader, ProtoSchema writer) =>
        [.. Differences(writer, reader).Where(difference => !ProtoDifferences.IsCompatible(difference.KindName))];

    /// <summary>Every difference, also those that readers cope with.</summary>
    /// <param name="original">The schema of the data.</param>
    /// <param name="update">The schema of its readers.</param>
    public static IReadOnlyList<SchemaDifference> Differences(ProtoSchema original, ProtoSchema update)
    {
        var comparison = new ProtoCompatibility(original, update);
        comparison.Compare();
        return comparison._found;
    }

    private void Compare()
    {
        if ((_original.File.Package ?? "") != (_update.File.Package ?? ""))
        {
            Report(ProtoDifferences.PackageChanged, "the package is another one");
        }

        CompareMessages([.. _original.File.AllMessages], [.. _update.File.AllMessages]);
        CompareEnums(_original.File.Enums, _update.File.Enums);
    }

    private void CompareMessages(IReadOnlyList<ProtoMessage> originals, IReadOnlyList<ProtoMessage> updates)
    {
        var byName = updates.ToDictionary(message => message.Name, StringComparer.Ordinal);
        foreach (var original in originals)
        {
            using var step = Step(original.Name);
            if (byName.TryGetValue(original.Name, out var update))
            {
                Compare(original, update);
            }
            else if (Moved(original) is { } moved)
            {
                Report(ProtoDifferences.MessageMoved, "the message stands in an imported file");
                Compare(original, moved);
            }
            else
            {
                Report(ProtoDifferences.MessageRemoved, "the message is gone");
            }
        }

        var known = new HashSet<string>(originals.Select(message => message.Name), StringComparer.Ordinal);
        foreach (var update in updates.Where(message => !known.Contains(message.Name)))
        {
            using var step = Step(update.Name);
            Report(ProtoDifferences.MessageAdded, "the message is new");
        }
    }

    /// <summary>The message of an imported file that has the name the original has in its package.</summary>
    private ProtoMessage? Moved(ProtoMessage original)
    {
        var package = _update.File.Package is { } name ? name + "." : "";
        return _update.FindType(package + LocalName(original, _original)) as ProtoMessage;
    }

    private void CompareEnums(IReadOnlyList<ProtoEnum> originals, IReadOnlyList<ProtoEnum> updates)
    {
        var byName = updates.ToDictionary(item => item.Name, StringComparer.Ordinal);
        foreach (var original in originals)
        {
            using var step = Step(original.Name);
            if (byName.TryGetValue(original.Name, out var update))
            {
                Compare(original, update);
            }
            else
            {
                Report(ProtoDifferences.EnumRemoved, "the enum is gone");
            }
        }

        var known = new HashSet<string>(originals.Select(item => item.Name), StringComparer.Ordinal);
        foreach (var update in updates.Where(item => !known.Contains(item.Name)))
        {
            using var step = Step(update.Name);
            Report(ProtoDifferences.EnumAdded, "the enum is new");
        }
    }

    private void Compare(ProtoEnum original, ProtoEnum update)
    {
        var updates = update.Values.GroupBy(value => value.Number)
            .ToDictionary(group => group.Key, group => group.First());
        var known = new HashSet<int>();
        foreach (var value in original.Values.Where(value => known.Add(value.Number)))
        {
            using var step = Step(Text(value.Number));
            if (!updates.TryGetValue(value.Number, out var other))
            {
                Report(ProtoDifferences.EnumConstRemoved, "the value is gone");
            }
            else if (other.Name != value.Name)
            {
                Report(ProtoDifferences.EnumConstChanged, "the value has another name");
            }
        }

        foreach (var number in updates.Keys.Where(number => !known.Contains(number)))
        {
            using var step = Step(Text(number));
            Report(ProtoDifferences.EnumConstAdded, "the value is new");
        }
    }

    private void Compare(ProtoMessage original, ProtoMessage update)
    {
        if (ReferenceEquals(original, update) || !_compared.Add((original, update)))
        {
            return;
        }

        CompareFields(original, update);
        CompareOneOfs(original, update);
        CompareMessages([.. original.AllMessages], [.. update.AllMessages]);
        CompareEnums(original.Enums, update.Enums);
    }

    private static string LocalName(ProtoType type, ProtoSchema schema)
    {
        var package = (type.File ?? schema.File).Package;
        return package is not null && type.FullName.StartsWith(package + ".", StringComparison.Ordinal)
            ? type.FullName.Substring(package.Length + 1)
            : type.FullName;
    }

    private void Report(string kind, string message) =>
        _found.Add(new SchemaDifference(kind, message, "#/" + string.Join("/", _path)));

    private PathStep Step(string step)
    {
        _path.Add(step);
        return new PathStep(_path);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly struct PathStep(List<string> path) : IDisposable
    {
        public void Dispose() => path.RemoveAt(path.Count - 1);
    }
}
