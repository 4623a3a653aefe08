// What a client asks of the server itself, and of its contexts.
using TypedStreams.Registry.Formats;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry.Http;

internal sealed class ServerHandlers(RegistryStore store, RegistryOptions options)
{
    private static readonly string ProductVersion =
        typeof(ServerHandlers).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    internal Task<RegistryReply> Root(RegistryRequest request) => Task.FromResult(Replies.Empty);

    /// <summary>The types that can be registered.</summary>
    internal Task<RegistryReply> Types(RegistryRequest request) =>
        Task.FromResult(Replies.Strings(SchemaFormats.Names));

    internal async Task<RegistryReply> Contexts(RegistryRequest request)
    {
        string prefix = request.Text("contextPrefix") ?? "";
        return Replies.Strings(await store.ReadAsync(
            machine => request.Page(
                machine.Index.Contexts.Where(context => context.StartsWith(prefix, StringComparison.Ordinal)),
                maxLimit: int.MaxValue),
            request.Aborted));
    }

    internal async Task<RegistryReply> DeleteContext(RegistryRequest request, string context)
    {
        string name = RegistryRequest.ContextName(context);
        Outcomes.Value(await store.WriteAsync(machine => machine.DeleteContext(name), request.Aborted));
        return Replies.Nothing;
    }

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

    internal Task<RegistryReply> Deployment(RegistryRequest request) => Task.FromResult(Replies.Object(text =>
        text.Name("attributes").Open('[').Close(']')));
}
