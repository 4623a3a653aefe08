using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using TypedStreams.Client;
using TypedStreams.Consuming;

namespace TypedStreams;

/// <summary>Adds TypedStreams to an application's health checks.</summary>
public static class TypedStreamsHealth
{
    /// <summary>How long brokers may take to answer: less than a probe usually waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds a check that is unhealthy when a consumer group of this application has stopped, all of it or one of its
    /// partitions (<see cref="FailureAction.StopPartition"/>), or when no broker answers within 5 s.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="name">The check's name. Default <c>typedstreams</c>.</param>
    /// <param name="tags">Choose the check at an endpoint. Default: none.</param>
    public static IHealthChecksBuilder AddTypedStreams(
        this IHealthChecksBuilder builder, string name = "typedstreams", IEnumerable<string>? tags = null) =>
        builder.Add(new HealthCheckRegistration(
            name,
            static provider => new Check(
                provider.GetRequiredService<StreamsConnection>(),
                provider.GetServices<IHostedService>().OfType<IGroupState>()),
            failureStatus: null,
            tags,
            Patience));

    private sealed class Check(StreamsConnection connection, IEnumerable<IGroupState> groups) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var failed = groups.Where(group => group.Failure is not null).ToList();
            if (failed.Count > 0)
            {
                return new HealthCheckResult(
                    context.Registration.FailureStatus,
                    string.Join(" ", failed.Select(group => group.Failure!.Message)),
                    failed[0].Failure);
            }

            try
            {
                var kafka = await connection.GetKafkaAsync(cancellationToken);
                var cluster = await kafka.Admin.DescribeClusterAsync(cancellationToken);
                return HealthCheckResult.Healthy($"{cluster.Brokers.Count} brokers, {groups.Count()} consumer groups.");
            }
            catch (KafkaException away)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, away.Message, away);
            }
        }
    }
}
