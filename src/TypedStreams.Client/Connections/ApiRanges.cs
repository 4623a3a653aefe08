// What a broker serves, as it said when the connection was opened (KIP-35, KIP-511), and the version to use: the
// highest that both sides know.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client.Connections;

/// <summary>Version ranges of one broker. Immutable.</summary>
internal sealed class ApiRanges
{
    private readonly (short Min, short Max)?[] _ranges = new (short, short)?[128];
    private readonly Dictionary<string, short> _features = new(StringComparer.Ordinal);

    public ApiRanges(ApiVersionsResponse response)
    {
        foreach (ApiVersionsResponse.ApiVersion api in response.ApiKeys)
        {
            if ((uint)api.ApiKey < (uint)_ranges.Length)
                _ranges[(int)api.ApiKey] = (api.MinVersion, api.MaxVersion);
        }

        foreach (ApiVersionsResponse.FinalizedFeatureKey feature in response.FinalizedFeatures)
            _features[feature.Name] = feature.MaxVersionLevel;
    }

    /// <summary>The level that the cluster has agreed on; 0 for a feature it does not name.</summary>
    public short FinalizedLevel(string feature) => _features.GetValueOrDefault(feature);

    /// <summary>True when the broker serves <paramref name="version"/> of the API.</summary>
    public bool Offers(ApiKey key, short version) =>
        (uint)key < (uint)_ranges.Length && _ranges[(int)key] is { } theirs
        && version >= theirs.Min && version <= theirs.Max;

    /// <summary>The version to send; <paramref name="cap"/> is the highest whose meaning the caller serves.</summary>
    /// <exception cref="KafkaException">The broker does not serve the API, or no common version.</exception>
    public short Choose(ApiKey key, short floor, short cap, BrokerAddress broker)
    {
        if ((uint)key >= (uint)_ranges.Length || _ranges[(int)key] is not { } theirs)
            throw new KafkaException(ErrorCode.UnsupportedVersion, $"Broker {broker} does not serve {key}");

        short version = Math.Min(cap, theirs.Max);
        if (version < Math.Max(floor, theirs.Min))
        {
            throw new KafkaException(
                ErrorCode.UnsupportedVersion,
                $"Broker {broker} serves {key} in versions {theirs.Min} to {theirs.Max}, this client {floor} to {cap}");
        }

        return version;
    }
}
