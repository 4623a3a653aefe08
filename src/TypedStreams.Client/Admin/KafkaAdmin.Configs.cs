// Configuration of topics, brokers and groups.
using System.Globalization;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

public sealed partial class KafkaAdmin
{
    private const int DefaultSource = 5;

    /// <summary>Every configuration value of a resource.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="name">Topic name, broker id or group id.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<ConfigEntry>> DescribeConfigsAsync(
        ConfigResourceType type, string name, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            var request = new DescribeConfigsRequest
            {
                Resources =
                [
                    new DescribeConfigsRequest.DescribeConfigsResource
                    {
                        ResourceType = (sbyte)type,
                        ResourceName = name,
                        ConfigurationKeys = null,
                    },
                ],
            };
            DescribeConfigsResponse response = await AskOwnerAsync(type, name, request, floor: 1, token);
            DescribeConfigsResponse.DescribeConfigsResult result = response.Results.Single();
            if (result.ErrorCode == ErrorCode.UnknownTopicOrPartition)
                throw UnknownTopic(name);

            Check(result.ErrorCode, result.ErrorMessage, $"The configuration of {type} '{name}' cannot be read");
            return (IReadOnlyList<ConfigEntry>)[.. result.Configs.Select(config => new ConfigEntry(
                config.Name,
                config.Value,
                config.ReadOnly,
                config.ConfigSource == DefaultSource,
                config.IsSensitive,
                config.ConfigSource))];
        },
        ct);

    /// <summary>Changes single configuration values; the others stay (KIP-339).</summary>
    /// <param name="type">What it is.</param>
    /// <param name="name">Topic name, broker id or group id.</param>
    /// <param name="changes">The changes, all or none of them.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task AlterConfigsAsync(
        ConfigResourceType type,
        string name,
        IReadOnlyCollection<ConfigChange> changes,
        CancellationToken ct = default) =>
        _link.RetryAsync(
            async token =>
            {
                var request = new IncrementalAlterConfigsRequest
                {
                    Resources =
                    [
                        new IncrementalAlterConfigsRequest.AlterConfigsResource
                        {
                            ResourceType = (sbyte)type,
                            ResourceName = name,
                            Configs = [.. changes.Select(change => new IncrementalAlterConfigsRequest.AlterableConfig
                            {
                                Name = change.Name,
                                Value = change.Value,
                                ConfigOperation = (sbyte)change.Operation,
                            })],
                        },
                    ],
                };
                IncrementalAlterConfigsResponse response = await AskOwnerAsync(type, name, request, floor: 0, token);
                IncrementalAlterConfigsResponse.AlterConfigsResourceResponse result = response.Responses.Single();
                if (result.ErrorCode == ErrorCode.UnknownTopicOrPartition)
                    throw UnknownTopic(name);

                Check(result.ErrorCode, result.ErrorMessage, $"The configuration of {type} '{name}' was not changed");
                return true;
            },
            ct);

    // A broker knows its own configuration only.
    private Task<TResponse> AskOwnerAsync<TRequest, TResponse>(
        ConfigResourceType type, string name, IRequest<TRequest, TResponse> request, short floor, CancellationToken ct)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        bool isOneBroker = type is ConfigResourceType.Broker or ConfigResourceType.BrokerLogger;
        return isOneBroker
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && _link.Metadata.Current.Brokers.TryGetValue(id, out BrokerAddress address)
                ? _link.AskAsync(address, request, floor, ct: ct)
                : _link.AskAnyAsync(request, floor, ct: ct);
    }
}
