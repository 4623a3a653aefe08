// One request as handlers see it: path segments decoded exactly once from the raw target, flags and numbers as real
// clients write them ("True", "limit=0"), and the body as JSON.
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

/// <summary>An HTTP request to the registry.</summary>
internal sealed class RegistryRequest
{
    private readonly HttpContext _context;

    internal RegistryRequest(HttpContext context)
    {
        _context = context;
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Segments = RawTarget.Split(target);
    }

    /// <summary>GET, POST, PUT or DELETE.</summary>
    internal string Method => _context.Request.Method;

    /// <summary>The path between its slashes, decoded; a subject may be empty or hold slashes.</summary>
    internal string[] Segments { get; private set; }

    /// <summary>The context that the path says everything is in, with its dot; null when it says none.</summary>
    internal string? Context { get; private set; }

    /// <summary>Ends when the client is gone.</summary>
    internal CancellationToken Aborted => _context.RequestAborted;

    /// <summary>
    /// Takes "/contexts/CONTEXT" off the front of the path, when more follows it; every name without a context is then
    /// one of that context.
    /// </summary>
    /// <exception cref="RegistryException">400: the context has a colon.</exception>
    internal void EnterContext()
    {
        if (Segments is not ["contexts", { Length: > 0 } context, { Length: > 0 }, ..])
        {
            return;
        }

        Context = ContextName(context);
        Segments = Segments[2..];
    }

    /// <summary>A context as the path writes it, with or without its dot.</summary>
    /// <exception cref="RegistryException">400: it has a colon.</exception>
    internal static string ContextName(string written) =>
        written.Contains(':')
            ? throw new RegistryException(new RegistryError(400, $"The context '{written}' must not have a colon"))
        : written.StartsWith('.') ? written
        : "." + written;

    /// <summary>The full name of a subject that the path or the query names.</summary>
    internal string Subject(string written) =>
        SubjectName.In(Context ?? SubjectName.DefaultContext, SubjectName.Normalize(written));

    /// <summary>What a setting is for: a subject, a context, or (null) the default context.</summary>
    internal string? Scope(string? written)
    {
        string? context = SubjectName.ScopeOf(Context ?? SubjectName.DefaultContext);
        return written is null or ":.:" ? context : Subject(written);
    }

    /// <summary>The subject that the query names; a context alone when only the path names one; else null.</summary>
    internal string? QuerySubject()
    {
        string? written = Text("subject");
        return string.IsNullOrEmpty(written) ? SubjectName.ScopeOf(Context ?? SubjectName.DefaultContext)
            : Subject(written);
    }

    /// <summary>Which subjects a list shows, by the query's <c>subjectPrefix</c>.</summary>
    /// <param name="byDefault">The prefix when neither query nor path says one.</param>
    internal Func<string, bool> SubjectFilter(string byDefault)
    {
        string prefix = Text("subjectPrefix") ?? (Context is null ? byDefault : "");
        if (prefix.StartsWith(SubjectName.AllContexts, StringComparison.Ordinal))
        {
            string name = prefix[SubjectName.AllContexts.Length..];
            return subject => SubjectName.LocalOf(subject).StartsWith(name, StringComparison.Ordinal);
        }

        string full = Subject(prefix);
        string context = SubjectName.ContextOf(full);
        return subject => subject.StartsWith(full, StringComparison.Ordinal) &&
            SubjectName.ContextOf(subject) == context;
    }

    /// <summary>The values of a text that the query has many times, in order.</summary>
    internal IReadOnlyList<string> Texts(string name) =>
        _context.Request.Query.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : [];

    /// <summary>A boolean of the query; true for "true" in any case.</summary>
    internal bool Flag(string name) => bool.TryParse(Text(name), out bool value) && value;

    /// <summary>A text of the query; null when it is absent.</summary>
    internal string? Text(string name) => _context.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A number of the query; <paramref name="byDefault"/> when it is absent.</summary>
    /// <exception cref="RegistryException">404, as Confluent answers what is not a number.</exception>
    internal int Number(string name, int byDefault) =>
        string.IsNullOrEmpty(Text(name)) ? byDefault
        : int.TryParse(Text(name), out int value) ? value
        : throw RegistryException.NotFound();

    /// <summary>The page of a list that <c>offset</c> and <c>limit</c> ask for; a limit of 0 or less is none.</summary>
    internal T[] Page<T>(IEnumerable<T> all, int maxLimit)
    {
        int limit = Number("limit", byDefault: -1);
        return [.. all.Skip(Math.Max(0, Number("offset", byDefault: 0)))
            .Take(limit <= 0 || limit > maxLimit ? maxLimit : limit)];
    }

    /// <summary>Reads the body as a JSON object.</summary>
    /// <exception cref="RegistryException">400: not JSON; 415: another content type; 422: empty.</exception>
    internal async Task<JsonValue> ReadBodyAsync()
    {
        MediaTypes.RequireReadable(_context.Request.ContentType);
        PipeReader body = _context.Request.BodyReader;
        ReadResult read = await body.ReadAsync(Aborted);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(Aborted);
        }

        ReadOnlySequence<byte> buffer = read.Buffer;
        string text = Encoding.UTF8.GetString(buffer);
        body.AdvanceTo(buffer.End);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RegistryException(new RegistryError(422, "The request body must not be empty"));
        }

        try
        {
            JsonValue json = JsonValue.Parse(text);
            return json.Kind == JsonKind.Object
                ? json
                : throw new RegistryException(new RegistryError(400, "The request body must be a JSON object"));
        }
        catch (SchemaParseException fault)
        {
            throw new RegistryException(new RegistryError(400, fault.Message));
        }
    }

    /// <summary>Sends a reply with the headers every reply has.</summary>
    internal async Task AnswerAsync(RegistryReply reply)
    {
        HttpResponse response = _context.Response;
        response.StatusCode = reply.Status;
        response.Headers["X-XSS-Protection"] = "1; mode=block";
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers.Vary = "Accept-Encoding";
        if (reply.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        response.ContentType = reply.Status == StatusCodes.Status406NotAcceptable
            ? MediaTypes.Json
            : MediaTypes.Negotiate(_context.Request.Headers.Accept.ToString()) ?? MediaTypes.Json;
        response.ContentLength = reply.Body.Length;
        await response.Body.WriteAsync(reply.Body, Aborted);
    }

    /// <summary>406 unless the client takes one of the types that are answered.</summary>
    internal void RequireAcceptable()
    {
        if (MediaTypes.Negotiate(_context.Request.Headers.Accept.ToString()) is null)
        {
            throw new RegistryException(new RegistryError(406, "HTTP 406 Not Acceptable"));
        }
    }
}

/// <summary>An answer: status and JSON (or schema text) in UTF-8.</summary>
internal readonly record struct RegistryReply(int Status, ReadOnlyMemory<byte> Body);

/// <summary>Ends a request with an error.</summary>
internal sealed class RegistryException(RegistryError error) : Exception(error.Message)
{
    internal RegistryError Error { get; } = error;

    internal static RegistryException NotFound() => new(new RegistryError(404, "HTTP 404 Not Found"));
}
