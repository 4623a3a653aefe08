// Options as the bytes of their messages in descriptor.proto. A name in parentheses is an extension that the file sees;
// the value is written by the field's type, as protoc's interpreter does: one entry an option, nested names one inside
// the other. Used for descriptors, and to check that options exist and fit.

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoOptionEncoder(ProtoNames names, string scope, bool isLenient = false)
{
    internal const string DescriptorPath = "google/protobuf/descriptor.proto";

    /// <summary>The options of one element.</summary>
    /// <param name="kind">The message of descriptor.proto, for example FieldOptions.</param>
    /// <param name="options">The options; <c>default</c> and <c>json_name</c> of fields are no part of it.</param>
    /// <exception cref="SchemaParseException">An option is unknown or does not fit; never when lenient.</exception>
    internal ProtoWireWriter Encode(string kind, IReadOnlyList<ProtoOption> options)
    {
        var writer = new ProtoWireWriter();
        var seen = new List<string>();
        foreach (var option in options)
        {
            if (kind == "FieldOptions" && option.Name is "default" or "json_name")
            {
                continue;
            }

            try
            {
                Encode(writer, OptionsMessage(kind), option.Parts(), 0, option, seen);
            }
            catch (SchemaParseException) when (isLenient)
            {
                // What an older registry let in: the element is described without the option.
            }
        }

        return writer;
    }

    /// <summary>The message of descriptor.proto that holds options of a kind.</summary>
    internal static ProtoMessage OptionsMessage(string kind) =>
        ProtoWellKnown.Find(DescriptorPath)!.Messages.First(message => message.Name == kind);

    /// <summary>Throws for the first option of a file that is unknown or does not fit.</summary>
    internal static void CheckAll(ProtoFile file, ProtoNames names) =>
        ProtoDescriptorEncoder.Encode(file, names, "", false);

    private void Encode(
        ProtoWireWriter writer,
        ProtoMessage message,
        List<string> parts,
        int index,
        ProtoOption option,
        List<string> seen)
    {
        var field = FieldOf(message, parts[index])
            ?? throw Error($"The option \"{option.Name}\" is not known; import the file that defines it", option);
        if (index == parts.Count - 1)
        {
            RequireOnce(option, field, seen);
            try
            {
                new ProtoValueEncoder(names, scope).Encode(writer, field, option.Value);
            }
            catch (FormatException problem) when (problem is not SchemaParseException)
            {
                throw Error($"The value of option \"{option.Name}\" does not fit: {problem.Message}", option);
            }

            return;
        }

        if (field.Target is not ProtoMessage inner || field.Label == ProtoLabel.Repeated || field.IsMap)
        {
            throw Error($"\"{parts[index]}\" in \"{option.Name}\" is no single message and has no parts", option);
        }

        var nested = new ProtoWireWriter();
        Encode(nested, inner, parts, index + 1, option, seen);
        ProtoValueEncoder.WriteMessage(writer, field, nested);
    }

    private static void RequireOnce(ProtoOption option, ProtoField field, List<string> seen)
    {
        if (field.Label != ProtoLabel.Repeated &&
            seen.Any(name => name == option.Name || name.StartsWith(option.Name + ".", StringComparison.Ordinal)))
        {
            throw Error($"The option \"{option.Name}\" is set twice; set it once", option);
        }

        // The other way round, a part after the whole, adds to it.
        seen.Add(option.Name);
    }

    private ProtoField? FieldOf(ProtoMessage message, string part)
    {
        if (part[0] != '(')
        {
            return message.AllFields.FirstOrDefault(field => field.WireName == part);
        }

        var name = part.Substring(1, part.Length - 2);
        var field = names.ResolveExtension(scope, name);
        return field is not null && names.Extensions.Any(symbol =>
            ReferenceEquals(symbol.Field, field) && symbol.Extend.Target!.FullName == message.FullName)
            ? field
            : null;
    }

    private static SchemaParseException Error(string problem, ProtoOption option) => new(problem + ".", option.Place);
}
