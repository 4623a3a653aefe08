// Answers DescribeConfigs: every configuration of a resource with its value, source, type and synonyms.
using TypedStreams.Broker.Core.ClientMetrics;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;
using static TypedStreams.Protocol.Messages.CreateTopicsResponse;
using static TypedStreams.Protocol.Messages.DescribeConfigsRequest;
using static TypedStreams.Protocol.Messages.DescribeConfigsResponse;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>Describes the configuration of topics and brokers.</summary>
public sealed class ConfigDescriber(BrokerConfig atStart, int brokerId)
{
    /// <summary>Describes one resource of a request.</summary>
    public DescribeConfigsResult Describe(
        ClusterImage image, DescribeConfigsResource resource, bool includeSynonyms, bool includeDocumentation)
    {
        var result = new DescribeConfigsResult
        {
            ResourceType = resource.ResourceType,
            ResourceName = resource.ResourceName,
        };
        var options = new DescribeOptions(resource.ConfigurationKeys, includeSynonyms, includeDocumentation);
        switch ((ConfigResourceType)resource.ResourceType)
        {
            case ConfigResourceType.Topic when image.Topics.ContainsKey(resource.ResourceName):
                var broker = new BrokerConfigView(image, brokerId, atStart);
                AddTopic(result, TopicConfigView.Of(image, resource.ResourceName, broker), broker, options);
                break;
            case ConfigResourceType.Topic:
                Refuse(result, ErrorCode.UnknownTopicOrPartition, $"Topic '{resource.ResourceName}' does not exist.");
                break;
            case ConfigResourceType.Broker when resource.ResourceName == brokerId.ToString():
                AddBroker(result, new BrokerConfigView(image, brokerId, atStart), options);
                break;
            case ConfigResourceType.Broker when resource.ResourceName.Length == 0:
                AddAllBrokers(result, image, options);
                break;
            case ConfigResourceType.Broker:
                Refuse(
                    result,
                    ErrorCode.InvalidRequest,
                    $"Unexpected broker id '{resource.ResourceName}': ask that broker itself; this is {brokerId}.");
                break;
            case ConfigResourceType.Group when resource.ResourceName.Length > 0:
                AddGroup(result, image, new BrokerConfigView(image, brokerId, atStart), options);
                break;
            case ConfigResourceType.Group:
                Refuse(result, ErrorCode.InvalidRequest, "Group name must not be empty");
                break;
            case ConfigResourceType.ClientMetrics when resource.ResourceName.Length > 0:
                AddClientMetrics(result, image, options);
                break;
            case ConfigResourceType.ClientMetrics:
                Refuse(result, ErrorCode.InvalidRequest, "The name of a subscription must not be empty.");
                break;
            default:
                Refuse(
                    result,
                    ErrorCode.InvalidRequest,
                    $"Resource type {resource.ResourceType} has no configuration here; 2 (topic), 4 (broker), 16 "
                        + "(client metrics) and 32 (group) have.");
                break;
        }

        return result;
    }

    internal static List<CreatableTopicConfigs> ForNewTopic(BrokerConfigView broker, List<CreatableTopicConfig> set)
    {
        var overrides = new Dictionary<string, string>();
        foreach (CreatableTopicConfig config in set)
        {
            overrides[config.Name] = config.Value!;
        }

        var view = new TopicConfigView(overrides, broker);
        var described = new List<CreatableTopicConfigs>();
        foreach (ConfigDefinition definition in TopicConfigs.All)
        {
            (string? value, ConfigSource source) = view.Effective(definition);
            described.Add(new CreatableTopicConfigs
            {
                Name = definition.Name,
                Value = value,
                ConfigSource = (sbyte)source,
            });
        }

        return described;
    }

    private static void AddTopic(
        DescribeConfigsResult result, TopicConfigView view, BrokerConfigView broker, DescribeOptions options)
    {
        foreach (ConfigDefinition definition in TopicConfigs.All)
        {
            if (options.Wants(definition.Name))
            {
                (string? value, ConfigSource source) = view.Effective(definition);
                DescribeConfigsResourceResult described = Described(definition, value, source, options);
                if (options.IncludeSynonyms)
                {
                    AddTopicSynonyms(described.Synonyms, definition, value, source, broker);
                }

                result.Configs.Add(described);
            }
        }
    }

    private static void AddTopicSynonyms(
        List<DescribeConfigsSynonym> synonyms,
        ConfigDefinition definition,
        string? value,
        ConfigSource source,
        BrokerConfigView broker)
    {
        if (source == ConfigSource.DynamicTopic)
        {
            synonyms.Add(Synonym(definition.Name, value, source));
        }

        if (definition.BrokerName is { } name)
        {
            AddLayers(synonyms, BrokerConfig.Find(name)!, broker);
        }
    }

    private static void AddGroup(
        DescribeConfigsResult result, ClusterImage image, BrokerConfigView broker, DescribeOptions options)
    {
        var view = new GroupConfigView(image, result.ResourceName, broker);
        foreach (ConfigDefinition definition in GroupConfigs.All.Where(known => options.Wants(known.Name)))
        {
            (string? value, ConfigSource source) = view.Effective(definition);
            DescribeConfigsResourceResult described = Described(definition, value, source, options);
            if (options.IncludeSynonyms && source == ConfigSource.DynamicGroup)
            {
                described.Synonyms.Add(Synonym(definition.Name, value, source));
            }

            if (options.IncludeSynonyms && definition.BrokerName is { } name)
            {
                AddLayers(described.Synonyms, BrokerConfig.Find(name)!, broker);
            }
            else if (options.IncludeSynonyms)
            {
                described.Synonyms.Add(Synonym(definition.Name, definition.Default, ConfigSource.Default));
            }

            result.Configs.Add(described);
        }
    }

    // A subscription that was never set has all defaults, as Kafka answers.
    private static void AddClientMetrics(DescribeConfigsResult result, ClusterImage image, DescribeOptions options)
    {
        var own = image.ConfigsOf(new ConfigResource(ConfigResourceType.ClientMetrics, result.ResourceName));
        foreach (ConfigDefinition definition in ClientMetricsConfigs.All.Where(known => options.Wants(known.Name)))
        {
            const ConfigSource Source = ConfigSource.DynamicClientMetrics;
            bool isSet = own.TryGetValue(definition.Name, out string? value);
            DescribeConfigsResourceResult described = Described(
                definition, isSet ? value : definition.Default, isSet ? Source : ConfigSource.Default, options);
            if (options.IncludeSynonyms && isSet)
            {
                described.Synonyms.Add(Synonym(definition.Name, value, Source));
            }

            result.Configs.Add(described);
        }
    }

    private static void AddBroker(DescribeConfigsResult result, BrokerConfigView view, DescribeOptions options)
    {
        foreach (ConfigDefinition definition in BrokerConfig.All)
        {
            if (options.Wants(definition.Name))
            {
                (string? value, ConfigSource source) = view.Effective(definition);
                DescribeConfigsResourceResult described = Described(definition, value, source, options);
                described.ReadOnly = !definition.IsDynamic;
                if (options.IncludeSynonyms)
                {
                    AddLayers(described.Synonyms, definition, view);
                }

                result.Configs.Add(described);
            }
        }
    }

    // The resource of all brokers has what was set on it and nothing else, as Kafka answers.
    private static void AddAllBrokers(DescribeConfigsResult result, ClusterImage image, DescribeOptions options)
    {
        var resource = new ConfigResource(ConfigResourceType.Broker, BrokerConfigView.AllBrokers);
        foreach ((string name, string value) in image.ConfigsOf(resource))
        {
            if (options.Wants(name) && BrokerConfig.Find(name) is { } definition)
            {
                const ConfigSource Source = ConfigSource.DynamicDefaultBroker;
                DescribeConfigsResourceResult described = Described(definition, value, Source, options);
                if (options.IncludeSynonyms)
                {
                    described.Synonyms.Add(Synonym(name, value, Source));
                }

                result.Configs.Add(described);
            }
        }
    }

    private static void AddLayers(
        List<DescribeConfigsSynonym> synonyms, ConfigDefinition definition, BrokerConfigView view)
    {
        foreach ((string? value, ConfigSource source) in view.Layers(definition))
        {
            synonyms.Add(Synonym(definition.Name, value, source));
        }
    }

    private static DescribeConfigsResourceResult Described(
        ConfigDefinition definition, string? value, ConfigSource source, DescribeOptions options) => new()
        {
            Name = definition.Name,
            Value = value,
            ConfigSource = (sbyte)source,
            ConfigType = (sbyte)definition.Type,
            Documentation = options.IncludeDocumentation ? definition.Doc : null,
        };

    private static DescribeConfigsSynonym Synonym(string name, string? value, ConfigSource source) =>
        new() { Name = name, Value = value, Source = (sbyte)source };

    private static void Refuse(DescribeConfigsResult result, ErrorCode error, string message)
    {
        result.ErrorCode = error;
        result.ErrorMessage = message;
    }

    private readonly record struct DescribeOptions(
        List<string>? Names, bool IncludeSynonyms, bool IncludeDocumentation)
    {
        // No list asks for everything, and so does an empty one.
        internal bool Wants(string name) => Names is null or { Count: 0 } || Names.Contains(name);
    }
}
