// A registry that answers what a test says, request by request, and writes down what it was asked.

using System.Net;
using System.Text;

namespace TypedStreams.Tests.Support;

internal sealed class ScriptedRegistry : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    public List<string> Asked { get; } = [];

    public ScriptedRegistry Answer(int status, string body)
    {
        _answers.Enqueue(() => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/vnd.schemaregistry.v1+json"),
        });
        return this;
    }

    public ScriptedRegistry Refuse()
    {
        _answers.Enqueue(() => throw new HttpRequestException("Connection refused"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_answers)
        {
            Asked.Add($"{request.Method} {request.RequestUri!.AbsoluteUri}{body}");
            return _answers.Dequeue()();
        }
    }
}
