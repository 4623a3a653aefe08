// AlterConfigs and IncrementalAlterConfigs: changes of configuration while the cluster runs.
// A resource is changed whole or not at all; the resources of one request are independent of each other.
using TypedStreams.Broker.Core.ClientMetrics;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.AlterConfigsResponse;
using static TypedStreams.Protocol.Messages.IncrementalAlterConfigsRequest;
using AlterConfigsResource = TypedStreams.Protocol.Messages.AlterConfigsRequest.AlterConfigsResource;
using IncrementalResource = TypedStreams.Protocol.Messages.IncrementalAlterConfigsRequest.AlterConfigsResource;
using IncrementalResponse = TypedStreams.Protocol.Messages.IncrementalAlterConfigsResponse;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    private enum ConfigOperation : sbyte
    {
        Set = 0,
        Delete = 1,
        Append = 2,
        Subtract = 3,
    }

    /// <summary>Changes single entries of resources (KIP-339); each resource is answered for itself.</summary>
    public ControllerResult<IncrementalResponse> AlterConfigs(
        ClusterImage image, IncrementalAlterConfigsRequest request)
    {
        var records = new List<object>();
        var response = new IncrementalResponse();
        HashSet<ConfigResource> repeated = Repeated(
            request.Resources.Select(asked => ResourceOf(asked.ResourceType, asked.ResourceName)));
        foreach (IncrementalResource wanted in request.Resources)
        {
            ConfigResource resource = ResourceOf(wanted.ResourceType, wanted.ResourceName);
            ConfigRefusal? refusal = repeated.Contains(resource)
                ? NamedTwice($"Resource '{resource.Name}'")
                : Change(image, resource, wanted.Configs, records);
            response.Responses.Add(new IncrementalResponse.AlterConfigsResourceResponse
            {
                ResourceType = wanted.ResourceType,
                ResourceName = wanted.ResourceName,
                ErrorCode = refusal?.Error ?? ErrorCode.None,
                ErrorMessage = refusal?.Message,
            });
        }

        return new ControllerResult<IncrementalResponse>(request.ValidateOnly ? [] : records, response);
    }

    /// <summary>
    /// Replaces everything that is set on resources: what the request leaves out goes back to its default. Each
    /// resource is answered for itself.
    /// </summary>
    public ControllerResult<AlterConfigsResponse> AlterConfigs(ClusterImage image, AlterConfigsRequest request)
    {
        var records = new List<object>();
        var response = new AlterConfigsResponse();
        HashSet<ConfigResource> repeated = Repeated(
            request.Resources.Select(asked => ResourceOf(asked.ResourceType, asked.ResourceName)));
        foreach (AlterConfigsResource wanted in request.Resources)
        {
            ConfigResource resource = ResourceOf(wanted.ResourceType, wanted.ResourceName);
            ConfigRefusal? refusal = repeated.Contains(resource)
                ? NamedTwice($"Resource '{resource.Name}'")
                : Change(image, resource, Replacement(image, resource, wanted), records);
            response.Responses.Add(new AlterConfigsResourceResponse
            {
                ResourceType = wanted.ResourceType,
                ResourceName = wanted.ResourceName,
                ErrorCode = refusal?.Error ?? ErrorCode.None,
                ErrorMessage = refusal?.Message,
            });
        }

        return new ControllerResult<AlterConfigsResponse>(request.ValidateOnly ? [] : records, response);
    }

    private static List<AlterableConfig> Replacement(
        ClusterImage image, ConfigResource resource, AlterConfigsResource wanted)
    {
        List<AlterableConfig> changes = wanted.Configs.ConvertAll(set => new AlterableConfig
        {
            Name = set.Name,
            ConfigOperation = (sbyte)ConfigOperation.Set,
            Value = set.Value,
        });
        IEnumerable<string> left = image.ConfigsOf(resource).Keys
            .Where(name => !wanted.Configs.Exists(set => set.Name == name));
        changes.AddRange(left.Select(name => new AlterableConfig
        {
            Name = name,
            ConfigOperation = (sbyte)ConfigOperation.Delete,
            Value = null,
        }));
        return changes;
    }

    private ConfigRefusal? Change(
        ClusterImage image, ConfigResource resource, List<AlterableConfig> changes, List<object> records)
    {
        if (CheckResource(image, resource) is { } refusal)
        {
            return refusal;
        }

        var decided = new List<object>();
        HashSet<string> repeated = Repeated(changes.Select(change => change.Name));
        foreach (AlterableConfig change in changes)
        {
            if (repeated.Contains(change.Name))
            {
                return NamedTwice($"Configuration {change.Name}");
            }

            if (Decide(image, resource, change, decided) is { } fault)
            {
                return fault;
            }
        }

        records.AddRange(decided);
        return null;
    }

    private ConfigRefusal? Decide(
        ClusterImage image, ConfigResource resource, AlterableConfig change, List<object> decided)
    {
        var operation = (ConfigOperation)change.ConfigOperation;
        ConfigDefinition? definition = resource.Type switch
        {
            ConfigResourceType.Topic => TopicConfigs.Find(change.Name),
            ConfigResourceType.Group => GroupConfigs.Find(change.Name),
            ConfigResourceType.ClientMetrics => ClientMetricsConfigs.Find(change.Name),
            _ => BrokerConfig.Find(change.Name),
        };
        if (definition is null && operation != ConfigOperation.Delete)
        {
            bool isOfMetrics = resource.Type == ConfigResourceType.ClientMetrics;
            string kind = isOfMetrics ? "client metrics" : resource.Type.ToString().ToLowerInvariant();
            return new ConfigRefusal(
                isOfMetrics ? ErrorCode.InvalidRequest : ErrorCode.InvalidConfig,
                $"Unknown {kind} config name: {change.Name}.");
        }

        if (resource.Type == ConfigResourceType.Broker && definition is { IsDynamic: false })
        {
            return new ConfigRefusal(
                ErrorCode.InvalidRequest,
                $"Configuration {change.Name} cannot be changed while the broker runs; set it at its start.");
        }

        string? value = null;
        if (operation != ConfigOperation.Delete)
        {
            if (NewValue(image, resource, definition!, operation, change.Value, out value) is { } refusal)
            {
                return refusal;
            }
        }

        decided.Add(new ConfigRecord
        {
            ResourceType = (sbyte)resource.Type,
            ResourceName = resource.Name,
            Name = change.Name,
            Value = value,
        });
        return null;
    }

    private ConfigRefusal? NewValue(
        ClusterImage image,
        ConfigResource resource,
        ConfigDefinition definition,
        ConfigOperation operation,
        string? given,
        out string? value)
    {
        value = given;
        if (given is null)
        {
            return new ConfigRefusal(
                ErrorCode.InvalidRequest, $"Configuration {definition.Name} has no value; to unset it, delete it.");
        }

        switch (operation)
        {
            case ConfigOperation.Set:
                break;
            case ConfigOperation.Append or ConfigOperation.Subtract when definition.Type == ConfigType.List:
                value = Combine(PresentList(image, resource, definition), given, operation);
                break;
            case ConfigOperation.Append or ConfigOperation.Subtract:
                return new ConfigRefusal(
                    ErrorCode.InvalidConfig,
                    $"Configuration {definition.Name} is no list: it can be set, not appended to or subtracted from.");
            default:
                return new ConfigRefusal(
                    ErrorCode.InvalidRequest,
                    $"Operation {(sbyte)operation} is not known; 0 sets, 1 deletes, 2 appends, 3 subtracts.");
        }

        string? fault = definition.Check(value);
        if (fault is null && resource.Type == ConfigResourceType.Group)
        {
            fault = GroupConfigs.CheckRange(definition, value!, _config);
        }

        bool isOutOfRange = resource.Type == ConfigResourceType.ClientMetrics
            && ClientMetricsConfigs.IsOutOfRange(definition, value!);
        ErrorCode error = isOutOfRange ? ErrorCode.InvalidRequest : ErrorCode.InvalidConfig;
        return fault is null ? null : new ConfigRefusal(error, fault);
    }

    private string[] PresentList(ClusterImage image, ConfigResource resource, ConfigDefinition definition)
    {
        var broker = new BrokerConfigView(image, brokerId, _config);
        string? present = resource.Type switch
        {
            ConfigResourceType.Topic => TopicConfigView.Of(image, resource.Name, broker).Effective(definition).Value,
            ConfigResourceType.Group =>
                new GroupConfigView(image, resource.Name, broker).Effective(definition).Value,
            ConfigResourceType.ClientMetrics =>
                image.ConfigsOf(resource).GetValueOrDefault(definition.Name) ?? definition.Default,
            _ => broker.Effective(definition).Value,
        };
        return Split(present ?? "");
    }

    private static string Combine(string[] present, string given, ConfigOperation operation) => string.Join(
        ',',
        operation == ConfigOperation.Append ? present.Union(Split(given)) : present.Except(Split(given)));

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static ConfigRefusal? CheckResource(ClusterImage image, ConfigResource resource) => resource.Type switch
    {
        ConfigResourceType.Topic => image.Topics.ContainsKey(resource.Name)
            ? null
            : new ConfigRefusal(
                ErrorCode.UnknownTopicOrPartition, $"Topic '{resource.Name}' does not exist."),
        ConfigResourceType.Broker when resource.Name == BrokerConfigView.AllBrokers => null,
        ConfigResourceType.Broker =>
            int.TryParse(resource.Name, out int id) && image.Brokers.ContainsKey(id)
                ? null
                : new ConfigRefusal(
                    ErrorCode.InvalidRequest,
                    $"Broker '{resource.Name}' is not registered; an empty name stands for all brokers."),
        ConfigResourceType.Group => resource.Name.Length > 0
            ? null
            : new ConfigRefusal(ErrorCode.InvalidRequest, "Default group resources are not allowed."),
        ConfigResourceType.ClientMetrics => resource.Name.Length > 0
            ? null
            : new ConfigRefusal(ErrorCode.InvalidRequest, "A subscription needs a name; it must not be empty."),
        _ => new ConfigRefusal(
            ErrorCode.InvalidRequest,
            $"Resource type {(sbyte)resource.Type} has no configuration here; 2 (topic), 4 (broker), 16 "
                + "(client metrics) and 32 (group) have."),
    };

    private static ConfigResource ResourceOf(sbyte type, string name) => new((ConfigResourceType)type, name);

    private static HashSet<T> Repeated<T>(IEnumerable<T> all)
    {
        var seen = new HashSet<T>();
        return [.. all.Where(one => !seen.Add(one))];
    }

    private static ConfigRefusal NamedTwice(string what) =>
        new(ErrorCode.InvalidRequest, $"{what} is named more than once.");

    private readonly record struct ConfigRefusal(ErrorCode Error, string Message);
}
