// The whole surface as one table: path segments to endpoints. Requests run on Kestrel's threads; there is no state.
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TypedStreams.Registry.Access;
using TypedStreams.Registry.Keys;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Http;

/// <summary>Finds and runs the handler of a request; turns every failure into an error body.</summary>
internal sealed partial class Router(RegistryStore store, Lazy<KeyStore> keys, RegistryOptions options)
{
    private readonly AccessGuard _guard = new(options.Access);
    private readonly ILogger _logger = options.Loggers.CreateLogger<Router>();
    private readonly SchemaShapes _shapes = new(options.ApiLevel);
    private readonly ServerHandlers _server = new(store, options);
    private readonly SchemaHandlers _schemas = new(store, options, new SchemaShapes(options.ApiLevel));
    private readonly SubjectHandlers _subjects = new(store, new SchemaShapes(options.ApiLevel));
    private readonly RegistrationHandlers _registrations = new(store, new SchemaShapes(options.ApiLevel));
    private readonly SettingHandlers _settings = new(store);
    private readonly KeyHandlers _keys = new(keys, store);

    /// <summary>Answers one request.</summary>
    internal async Task ServeAsync(HttpContext context)
    {
        var request = new RegistryRequest(context);
        RegistryReply reply;
        try
        {
            request.RequireAcceptable();
            Admit(request);
            reply = await RunAsync(request);
        }
        catch (RegistryException refused)
        {
            reply = _shapes.Error(refused.Error);
        }
        catch (BadHttpRequestException fault)
        {
            reply = _shapes.Error(new RegistryError(fault.StatusCode, fault.Message));
        }
        catch (TimeoutException)
        {
            reply = _shapes.Error(
                RegistryError.TimedOut("schemas are loading, or a change is not durable yet; try again"));
        }
        catch (SchemaLogException fault)
        {
            reply = _shapes.Error(RegistryError.StoreFailed(fault.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            LogFault(_logger, request.Method, string.Join('/', request.Segments), fault);
            reply = _shapes.Error(new RegistryError(500, "Internal Server Error"));
        }

        await request.AnswerAsync(reply);
    }

    private Task<RegistryReply> RunAsync(RegistryRequest request)
    {
        request.EnterContext();
        string[] segments = request.Segments;
        Endpoint? endpoint = Find(segments);
        if (endpoint?.For(request.Method) is null && segments is [.., ""])
        {
            // "/subjects/" is "/subjects", unless the empty last segment is a subject.
            endpoint = Find(segments[..^1]) ?? endpoint;
        }

        if (endpoint is not { } found)
        {
            throw RegistryException.NotFound();
        }

        Func<RegistryRequest, Task<RegistryReply>> handler = found.For(request.Method)
            ?? throw new RegistryException(new RegistryError(405, "HTTP 405 Method Not Allowed"));
        request.Operation = OperationOf(request.Method, segments);
        return handler(request);
    }

    // Whether anybody is there may be asked by anybody; everything else by those who say who they are.
    private void Admit(RegistryRequest request)
    {
        Grant? grant = request.Authenticate(_guard);
        if (grant is null && request.Segments.Length > 0)
        {
            throw new RegistryException(RegistryError.Unauthorized());
        }

        request.Grant = grant ?? new Grant("", []);
    }

    private static RegistryOperations OperationOf(string method, string[] segments) => (method, segments) switch
    {
        ("PUT" or "DELETE", ["config" or "mode" or "contexts", ..]) => RegistryOperations.Configure,
        ("DELETE", _) or ("POST", ["subjects", _, "versions", ..]) => RegistryOperations.Write,
        _ => RegistryOperations.Read,
    };

    private Endpoint? Find(string[] segments) => segments switch
    {
        [] => new(Get: _server.Root, Post: _server.Root),
        ["contexts"] => new(Get: _server.Contexts),
        ["contexts", { Length: > 0 } context] => new(Delete: r => _server.DeleteContext(r, context)),
        ["v1", "metadata", "id"] => new(Get: _server.Id),
        ["v1", "metadata", "version"] => new(Get: _server.Version),
        ["v1", "metadata", "deployment"] => new(Get: _server.Deployment),
        ["schemas", .. var rest] => FindSchemas(rest),
        ["subjects", .. var rest] => FindSubjects(rest),
        ["compatibility", "subjects", var subject, "versions"] => new(Post: r => _registrations.CheckAll(r, subject)),
        ["compatibility", "subjects", var subject, "versions", var version] =>
            new(Post: r => _registrations.Check(r, subject, version)),
        ["config"] => Config(subject: null),
        ["config", var subject] => Config(subject),
        ["mode"] => Mode(subject: null),
        ["mode", var subject] => Mode(subject),
        ["dek-registry", "v1", "keks", .. var rest] => _keys.Find(rest),
        _ => null,
    };

    private Endpoint? FindSchemas(string[] rest) => rest switch
    {
        [] => new(Get: _schemas.List),
        ["types"] => new(Get: _server.Types),
        ["ids", var id] => new(Get: r => _schemas.ById(r, id)),
        ["ids", var id, "schema"] => new(Get: r => _schemas.TextById(r, id)),
        ["ids", var id, "subjects"] => new(Get: r => _schemas.SubjectsOfId(r, id)),
        ["ids", var id, "versions"] => new(Get: r => _schemas.VersionsOfId(r, id)),
        ["guids", var guid] => new(Get: r => _schemas.ByGuid(r, guid)),
        ["guids", var guid, "ids"] => new(Get: r => _schemas.IdsOfGuid(r, guid)),
        _ => null,
    };

    private Endpoint? FindSubjects(string[] rest) => rest switch
    {
        [] => new(Get: _subjects.List),
        [var subject] => new(Post: r => _subjects.LookUp(r, subject), Delete: r => _subjects.Delete(r, subject)),
        [var subject, "metadata"] => new(Get: r => _subjects.GetByMetadata(r, subject)),
        [var subject, "versions"] =>
            new(Get: r => _subjects.Versions(r, subject), Post: r => _registrations.Register(r, subject)),
        [var subject, "versions", var version] =>
            new(
                Get: r => _subjects.Get(r, subject, version),
                Delete: r => _subjects.DeleteVersion(r, subject, version)),
        [var subject, "versions", var version, "schema"] => new(Get: r => _subjects.GetText(r, subject, version)),
        [var subject, "versions", var version, "tags"] =>
            new(Post: r => _registrations.ChangeTags(r, subject, version)),
        [var subject, "versions", var version, "referencedby"] =>
            new(Get: r => _subjects.ReferencedBy(r, subject, version)),
        _ => null,
    };

    private Endpoint Config(string? subject) => new(
        Get: r => _settings.GetConfig(r, subject),
        Put: r => _settings.PutConfig(r, subject),
        Delete: r => _settings.DeleteConfig(r, subject));

    private Endpoint Mode(string? subject) => new(
        Get: r => _settings.GetMode(r, subject),
        Put: r => _settings.PutMode(r, subject),
        Delete: r => _settings.DeleteMode(r, subject));

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFault(ILogger logger, string method, string path, Exception fault);
}
