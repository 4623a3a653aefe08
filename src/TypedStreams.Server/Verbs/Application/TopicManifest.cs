// The topics that an application needs, for whoever creates them: those of its messages, and those that its groups put
// messages aside to.
using System.Text.Json.Nodes;
using TypedStreams.Consuming.Letters;

namespace TypedStreams.Server.Verbs.Application;

internal static class TopicManifest
{
    internal static JsonObject Write(BuiltApplication application)
    {
        var topics = new JsonArray();
        foreach (var topic in application.Messages.GroupBy(message => message.Topic))
        {
            HashSet<string> types = [.. topic.Select(message => message.Type)];
            topics.Add((JsonNode)new JsonObject
            {
                ["topic"] = topic.Key,
                ["messages"] = new JsonArray([.. topic.Select(Message)]),
                ["groups"] = Texts(application.Groups.Where(group => group.Handles.Keys.Any(types.Contains))
                    .Select(group => group.Name)),
                ["sentBy"] = Texts(
                [
                    .. application.Groups.Where(group => group.Sends.Any(types.Contains)).Select(group => group.Name),
                    .. application.Sends.Any(types.Contains) ? ["producers"] : Array.Empty<string>(),
                ]),
            });
        }

        foreach (string name in Aside(application))
        {
            topics.Add((JsonNode)new JsonObject { ["topic"] = name });
        }

        return new JsonObject { ["topics"] = topics };
    }

    /// <summary>Retry topics and dead letters, with the names that the groups give them.</summary>
    private static IEnumerable<string> Aside(BuiltApplication application) =>
        application.Groups.SelectMany(group => group.Handles
            .Where(handled => handled.Value is not null && application.Find(handled.Key) is not null)
            .GroupBy(handled => application.Find(handled.Key)!.Topic)
            .SelectMany(topic => Enumerable.Range(1, topic.Max(handled => handled.Value!.Value))
                .Select(level => LetterTopics.Retry(topic.Key, group.Name, level))
                .Append(LetterTopics.Dead(topic.Key, group.Name))));

    private static JsonNode Message(BuiltMessage message) => new JsonObject
    {
        ["type"] = message.Type,
        ["subject"] = message.Subject,
        ["format"] = message.Format,
        ["key"] = message.Key?.Field,
    };

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
