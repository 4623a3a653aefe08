// An application as an AsyncAPI 3.0 document: a channel a topic, an operation for each message that a group handles and
// for each that is sent, the schemas of the messages, and the Kafka bindings 0.5.0.
using System.Text.Json.Nodes;

namespace TypedStreams.Server.Verbs.Application;

internal static class AsyncApiDocument
{
    private const string BindingVersion = "0.5.0";

    /// <param name="application">What was built.</param>
    /// <param name="title">The application's name.</param>
    /// <param name="version">The application's version.</param>
    internal static JsonObject Write(BuiltApplication application, string title, string version)
    {
        var names = NamesOf(application);
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = version },
            ["channels"] = Channels(application, names),
            ["operations"] = Operations(application, names),
            ["components"] = new JsonObject
            {
                ["messages"] = Members(application.Messages.Select(message =>
                    (names[message.Type], (JsonNode)Message(message)))),
            },
        };
    }

    /// <summary>What messages are called: their own names, with a number behind one that several have.</summary>
    private static Dictionary<string, string> NamesOf(BuiltApplication application) => application.Messages
        .GroupBy(message => message.Name)
        .SelectMany(same => same.Select((message, index) =>
            (message.Type, Name: index == 0 ? message.Name : $"{message.Name}{index + 1}")))
        .ToDictionary(item => item.Type, item => item.Name);

    private static JsonObject Channels(BuiltApplication application, Dictionary<string, string> names) => Members(
        application.Messages.GroupBy(message => message.Topic).Select(topic => (topic.Key, (JsonNode)new JsonObject
        {
            ["address"] = topic.Key,
            ["messages"] = Members(topic.Select(message => (
                names[message.Type], (JsonNode)Reference($"#/components/messages/{names[message.Type]}")))),
            ["bindings"] = Kafka(("topic", topic.Key)),
        })));

    private static JsonObject Operations(BuiltApplication application, Dictionary<string, string> names)
    {
        var operations = new JsonObject();
        foreach (BuiltGroup group in application.Groups)
        {
            foreach (string type in group.Handles.Keys)
            {
                var kafka = Kafka(("groupId", new JsonObject
                {
                    ["type"] = "string",
                    ["enum"] = new JsonArray(group.Name),
                }));
                Add($"{group.Name}-receives", "receive", type, kafka, $"{group.Name}, {group.Delivery}");
            }

            foreach (string type in group.Sends)
            {
                Add($"{group.Name}-sends", "send", type, bindings: null, $"{group.Name}, {group.Delivery}");
            }
        }

        foreach (string type in application.Sends)
        {
            Add("sends", "send", type, bindings: null, summary: null);
        }

        return operations;

        void Add(string name, string action, string type, JsonObject? bindings, string? summary)
        {
            if (application.Find(type) is not { } message)
            {
                return; // of an assembly that is not there
            }

            string channel = $"#/channels/{Pointer(message.Topic)}";
            var operation = new JsonObject
            {
                ["action"] = action,
                ["channel"] = Reference(channel),
                ["messages"] = new JsonArray(Reference($"{channel}/messages/{names[type]}")),
            };
            if (summary is not null)
            {
                operation["summary"] = summary;
            }

            if (bindings is not null)
            {
                operation["bindings"] = bindings;
            }

            operations[$"{name}-{names[type]}"] = operation;
        }
    }

    private static JsonObject Message(BuiltMessage message)
    {
        var kafka = Kafka(
            ("schemaIdLocation", "payload"), ("schemaIdPayloadEncoding", "confluent"));
        if (message.Key is { } key)
        {
            kafka["kafka"]!["key"] = new JsonObject
            {
                ["type"] = key.Type switch
                {
                    "Int" or "Long" => "integer",
                    _ => "string",
                },
                ["description"] = $"The field {key.Field}.",
            };
        }

        var written = new JsonObject
        {
            ["name"] = message.Name,
            ["contentType"] = message.Format switch
            {
                "Protobuf" => "application/x-protobuf",
                "Json" => "application/json",
                _ => "application/vnd.apache.avro+binary",
            },
            ["bindings"] = kafka,
            ["x-subject"] = message.Subject,
        };
        if (message.Schema is { } schema)
        {
            written["payload"] = Payload(message.Format, schema);
        }

        return written;
    }

    private static JsonObject Payload(string format, string schema) => new()
    {
        ["schemaFormat"] = format switch
        {
            "Protobuf" => "application/vnd.google.protobuf;version=3",
            "Json" => "application/schema+json;version=draft-07",
            _ => "application/vnd.apache.avro+json;version=1.9.0",
        },
        ["schema"] = format == "Protobuf" ? schema : JsonNode.Parse(schema),
    };

    private static JsonObject Kafka(params (string Name, JsonNode Value)[] members)
    {
        var binding = Members(members);
        binding["bindingVersion"] = BindingVersion;
        return new JsonObject { ["kafka"] = binding };
    }

    private static JsonObject Reference(string pointer) => new() { ["$ref"] = pointer };

    private static string Pointer(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonObject Members(IEnumerable<(string Name, JsonNode Value)> members) =>
        new(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Value)));
}
