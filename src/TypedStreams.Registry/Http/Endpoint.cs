namespace TypedStreams.Registry.Http;

/// <summary>What a path serves, by method; null where the method is not allowed.</summary>
internal readonly record struct Endpoint(
    Func<RegistryRequest, Task<RegistryReply>>? Get = null,
    Func<RegistryRequest, Task<RegistryReply>>? Post = null,
    Func<RegistryRequest, Task<RegistryReply>>? Put = null,
    Func<RegistryRequest, Task<RegistryReply>>? Delete = null)
{
    internal Func<RegistryRequest, Task<RegistryReply>>? For(string method) => method switch
    {
        "GET" or "HEAD" => Get,
        "POST" => Post,
        "PUT" => Put,
        "DELETE" => Delete,
        _ => null,
    };
}
