using TypedStreams.Server.Verbs.Application;

namespace TypedStreams.Server.Verbs.Schemas;

/// <summary>The schema of a message in a built assembly.</summary>
/// <param name="Subject">Where it is registered.</param>
/// <param name="Format">"Avro", "Protobuf" or "Json".</param>
/// <param name="Text">The schema.</param>
internal sealed record BuiltSchema(string Subject, string Format, string Text)
{
    /// <summary>One a message, in the order of the assembly; types that protoc has made carry none.</summary>
    /// <exception cref="UsageException">The file is no assembly.</exception>
    internal static IReadOnlyList<BuiltSchema> Read(string assembly) =>
    [
        .. BuiltAssembly.Read(assembly).Messages.Where(message => message.Schema is not null)
            .Select(message => new BuiltSchema(message.Subject, message.Format, message.Schema!)),
    ];
}
