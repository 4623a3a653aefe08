// Tags in Protobuf schemas: Confluent's options (confluent.message_meta).tags and (confluent.field_meta).tags, in each
// way they can be written. Changes a parsed file in place, before it is linked; one instance a file.

namespace TypedStreams.Schemas.Protobuf;

/// <summary>Finds tags of messages and fields, puts them on and takes them off.</summary>
public sealed class ProtoTags
{
    private const string MessageMeta = "(confluent.message_meta)";
    private const string FieldMeta = "(confluent.field_meta)";
    private const string Declarations = "confluent/meta.proto";
    private const string Tags = "tags";

    private readonly ProtoFile _file;

    /// <summary>For one file that was parsed and not linked.</summary>
    public ProtoTags(ProtoFile file) => _file = file;

    /// <summary>The tagged messages and fields of a file, by their names below the package, in written order.</summary>
    public static IEnumerable<(string Path, bool IsMessage, IReadOnlyList<string> Tags)> Of(ProtoFile file) =>
        file.Messages.SelectMany(message => Of(message, message.Name));

    /// <summary>Puts tags on a message or field.</summary>
    /// <param name="path">
    /// Its name, of a field behind its message's and a dot; the package and a dot before it may be there or not.
    /// </param>
    /// <param name="isMessage">Whether a message is meant, not a field.</param>
    /// <param name="tags">What to put on beside what is there.</param>
    /// <returns>False when there is no such message or field.</returns>
    public bool Add(string path, bool isMessage, IReadOnlyList<string> tags)
    {
        if (!TryChange(path, isMessage, before => [.. before.Union(tags)]))
        {
            return false;
        }

        // Without the import the option would mean nothing to protoc.
        if (_file.Imports.All(import => import.Path != Declarations))
        {
            _file.Imports = [.. _file.Imports, new ProtoImport(Declarations, "")];
        }

        return true;
    }

    /// <summary>Takes tags off a message or field; what is not there is passed over.</summary>
    public void Remove(string path, bool isMessage, IReadOnlyList<string> tags) =>
        TryChange(path, isMessage, before => [.. before.Except(tags)]);

    private static IEnumerable<(string Path, bool IsMessage, IReadOnlyList<string> Tags)> Of(
        ProtoMessage message, string path)
    {
        if (TagsOf(message.Options, MessageMeta) is { Count: > 0 } own)
        {
            yield return (path, true, own);
        }

        foreach (var field in message.AllFields)
        {
            if (TagsOf(field.Options, FieldMeta) is { Count: > 0 } tags)
            {
                yield return ($"{path}.{field.Name}", false, tags);
            }
        }

        foreach (var tagged in message.Messages.SelectMany(inner => Of(inner, $"{path}.{inner.Name}")))
        {
            yield return tagged;
        }
    }

    private bool TryChange(string path, bool isMessage, Func<IReadOnlyList<string>, List<string>> change)
    {
        var name = path.TrimStart('.');
        if (_file.Package is { } package && name.StartsWith(package + ".", StringComparison.Ordinal))
        {
            name = name.Substring(package.Length + 1);
        }

        var steps = name.Split('.');
        var message = Find(isMessage ? steps : [.. steps.Take(steps.Length - 1)]);
        if (isMessage && message is not null)
        {
            message.Options = Changed(message.Options, MessageMeta, change);
            return true;
        }

        if (message?.AllFields.FirstOrDefault(member => member.Name == steps[steps.Length - 1]) is { } field)
        {
            field.Options = Changed(field.Options, FieldMeta, change);
            return true;
        }

        return false;
    }

    private ProtoMessage? Find(string[] steps)
    {
        IReadOnlyList<ProtoMessage> around = _file.Messages;
        ProtoMessage? found = null;
        foreach (var step in steps)
        {
            found = around.FirstOrDefault(message => message.Name == step);
            around = found?.Messages ?? [];
        }

        return found;
    }

    private static List<string> TagsOf(IReadOnlyList<ProtoOption> options, string meta) =>
    [
        .. MembersOf(options, meta).Where(member => member.Key == Tags)
            .SelectMany(member => member.Value.Kind == ProtoValueKind.List ? member.Value.Items : [member.Value])
            .Select(value => value.Text),
    ];

    /// <summary>What an option of that extension says, whether it was written whole or in parts.</summary>
    private static IEnumerable<KeyValuePair<string, ProtoValue>> MembersOf(
        IReadOnlyList<ProtoOption> options, string meta)
    {
        foreach (var option in options.Where(option => IsOf(option, meta)))
        {
            var parts = option.Parts();
            if (parts.Count == 1)
            {
                foreach (var member in option.Value.Members)
                {
                    yield return member;
                }

                continue;
            }

            var value = option.Value;
            for (var i = parts.Count - 1; i > 1; i--)
            {
                value = ProtoValue.Message([new KeyValuePair<string, ProtoValue>(parts[i], value)]);
            }

            yield return new KeyValuePair<string, ProtoValue>(parts[1], value);
        }
    }

    private static List<ProtoOption> Changed(
        IReadOnlyList<ProtoOption> options, string meta, Func<IReadOnlyList<string>, List<string>> change)
    {
        var before = TagsOf(options, meta);
        var after = change(before);
        if (after.SequenceEqual(before))
        {
            return [.. options];
        }

        List<KeyValuePair<string, ProtoValue>> members =
            [.. MembersOf(options, meta).Where(member => member.Key != Tags)];
        if (after.Count > 0)
        {
            var list = after.ConvertAll(tag => ProtoValue.String(System.Text.Encoding.UTF8.GetBytes(tag)));
            members.Add(new KeyValuePair<string, ProtoValue>(Tags, ProtoValue.List(list)));
        }

        List<ProtoOption> others = [.. options.Where(option => !IsOf(option, meta))];
        if (members.Count > 0)
        {
            others.Add(new ProtoOption(meta, ProtoValue.Message(members)));
        }

        return others;
    }

    private static bool IsOf(ProtoOption option, string meta) =>
        option.Name.Replace("(.", "(") is var name
        && (name == meta || name.StartsWith(meta + ".", StringComparison.Ordinal));
}
