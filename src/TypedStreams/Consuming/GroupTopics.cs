// The topics of a group and what is done with the records of each: those of its message types, and the retry topics
// that it puts messages aside to. Settled when the group starts, so that a missing topic is told then.

using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using TypedStreams.Consuming.Letters;

namespace TypedStreams.Consuming;

internal static class GroupTopics
{
    /// <exception cref="InvalidOperationException">Topics are missing, or types contradict each other.</exception>
    internal static async Task<FrozenDictionary<string, TopicHandling<THandler>>> OpenAsync<THandler>(
        GroupDefinition<THandler> definition,
        StreamsConnection connection,
        HandlerSource<THandler> handlers,
        bool isRelayed,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
        where THandler : class
    {
        var servers = await connection.OpenAsync(cancellationToken);
        var settings = connection.Options.SettingsOf(definition.Name);
        var concurrency = definition.Progress == Progress.InDatabase
            ? 1 // a database transaction takes one statement at a time
            : definition.HasBatches
            ? ConcurrencyOfBatches(definition, settings)
            : settings.ConcurrencyOf(definition.DeclaredConcurrency, connection.Options.Consumer);
        var producer = definition.Progress == Progress.WithOffsets ? servers.Producer : null;
        var topics = definition.Types.GroupBy(type => connection.NameOf(type.Topic)).ToArray();
        await Task.WhenAll(topics.Select(topic => connection.EnsureTopicAsync(topic.Key, cancellationToken)));

        var opened = new Dictionary<string, TopicHandling<THandler>>();
        foreach (var topic in topics)
        {
            foreach (var type in topic)
            {
                type.Policy = settings.Apply(type.Policy);
                type.Batch = type.IsBatch ? settings.Apply(type.Batch) : type.Batch;
            }

            MessageType<THandler>[] types = [.. topic];
            var bindings = new SchemaBindings<THandler>(topic.Key, types, connection, servers.Registry);
            var dispatcher = new MessageDispatcher<THandler>(
                connection.NameOf(definition.Name), handlers, bindings);
            var addresses = LetterAddresses.Of(topic.Key, definition.Name, types.Select(type => type.Policy));
            opened[topic.Key] = Handling(delivery: 0);
            if (addresses is not null)
            {
                RequireOutbox(definition, isRelayed);
                await addresses.EnsureAsync(connection, topic.Key, definition.Name, cancellationToken);
                for (var delivery = 1; delivery <= addresses.Retries.Count; delivery++)
                {
                    opened[addresses.Retries[delivery - 1]] = Handling(delivery);
                }
            }

            TopicHandling<THandler> Handling(int delivery) => new(
                dispatcher,
                types,
                concurrency,
                addresses is null ? null : new LetterBox(
                    connection.NameOf(definition.Name), addresses, delivery, producer, time, logger),
                topicOfRules => connection.EnsureTopicAsync(topicOfRules, CancellationToken.None),
                time);
        }

        return opened.ToFrozenDictionary();
    }

    /// <summary>One batch of a partition after the other, whatever is said for all groups (decisions/008).</summary>
    private static int ConcurrencyOfBatches<THandler>(GroupDefinition<THandler> definition, GroupSettings settings)
        where THandler : class =>
        (settings.Concurrency ?? definition.DeclaredConcurrency) <= 1
            ? 1
            : throw new InvalidOperationException(
                $"Consumer group '{definition.Name}' is configured with Concurrency "
                + $"{settings.Concurrency ?? definition.DeclaredConcurrency} and has batch handlers, which "
                + "take one batch of a partition after the other. Take the setting out, or handle one message a "
                + "call.");

    private static void RequireOutbox<THandler>(GroupDefinition<THandler> definition, bool isRelayed)
        where THandler : class
    {
        if (definition.Progress == Progress.InDatabase && !isRelayed)
        {
            throw new InvalidOperationException(
                $"Consumer group '{definition.Name}' is configured to put messages aside, which leave its database "
                + "through the outbox, and the application has none. Call AddTypedStreams().AddOutbox().");
        }
    }
}
