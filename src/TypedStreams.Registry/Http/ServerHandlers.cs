// What a client asks of the server itself.
using TypedStreams.Registry.Formats;

namespace TypedStreams.Registry.Http;

internal sealed class ServerHandlers(RegistryOptions options)
{
    private static readonly string ProductVersion =
        typeof(ServerHandlers).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    internal Task<RegistryReply> Root(RegistryRequest request) => Task.FromResult(Replies.Empty);

    /// <summary>The types that can be registered.</summary>
    internal Task<RegistryReply> Types(RegistryRequest request) =>
        Task.FromResult(Replies.Strings(SchemaFormats.Names));

    internal Task<RegistryReply> Contexts(RegistryRequest request) => Task.FromResult(Replies.Strings(["."]));

    internal Task<RegistryReply> Id(RegistryRequest request) => Task.FromResult(Replies.Object(text => text
        .Member("id", "")
        .Name("scope").Open('{')
        .Name("path").Open('[').Close(']')
        .Name("clusters").Open('{')
        .Member("kafka-cluster", options.ClusterId ?? "")
        .Member("schema-registry-cluster", "schema-registry")
        .Close('}')
        .Close('}')));

    internal Task<RegistryReply> Version(RegistryRequest request) => Task.FromResult(Replies.Object(text => text
        .Member("version", ProductVersion)
        .Member("commitId", "")));
}
