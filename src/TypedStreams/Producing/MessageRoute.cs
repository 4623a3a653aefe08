using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Rules;

namespace TypedStreams.Producing;

/// <summary>Where a type's messages go, and in which form.</summary>
/// <param name="topic">The topic, as the cluster knows it.</param>
/// <param name="forms">The form of values.</param>
/// <param name="producer">The application's producer, which is in no transaction.</param>
/// <param name="connection">Creates the topics that rules name for what they refuse.</param>
internal sealed class MessageRoute(
    string topic, ValueForms forms, KafkaProducer producer, StreamsConnection connection)
{
    internal string Topic => topic;

    internal KafkaProducer Producer => producer;

    /// <summary>The form of the next value. Take it once a message.</summary>
    internal ValueForm Form => forms.Current;

    /// <summary>Settles all that the type's messages need: topic, schema, keys.</summary>
    internal static async Task<MessageRoute> OpenAsync<T>(
        StreamsConnection connection, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var servers = await connection.OpenAsync(cancellationToken);
        var topic = connection.NameOf(T.Topic);
        var ensured = connection.EnsureTopicAsync(topic, cancellationToken);
        var first = await ChooseAsync(cancellationToken);
        await ensured;
        var forms = new ValueForms(
            first,
            typeof(T).Name,
            connection.Options.Producer.LatestCacheFor,
            () => ChooseAsync(CancellationToken.None),
            connection.Time,
            connection.Loggers.CreateLogger<StreamsConnection>());
        return new MessageRoute(topic, forms, servers.Producer, connection);

        async Task<ValueForm> ChooseAsync(CancellationToken cancellationToken)
        {
            var settings = connection.Options.Producer;
            var since = connection.Time.GetTimestamp();
            var schema = await ChosenSchema.OfAsync<T>(connection, servers.Registry, cancellationToken);
            var rules = connection.RulesOf(schema.Subject, schema.Schema);
            if (rules is not null)
            {
                await rules.PrepareAsync(cancellationToken);
            }

            return new ValueForm(schema, settings.SchemaIdIn, rules, settings.TakesLatest ? since : null);
        }
    }

    /// <summary>
    /// Ends a send that rules refused: puts the message where they say, if they say so, and throws the refusal.
    /// </summary>
    /// <exception cref="RuleException">Always, unless the message could not be put there.</exception>
    /// <exception cref="InvalidOperationException">It could not be.</exception>
    internal async Task RefuseAsync(
        RuleException refusal, EncodedRecord record, SendOptions options, ValueForm form)
    {
        if (refusal.DeadLetterTopic is { } letters)
        {
            try
            {
                await connection.EnsureTopicAsync(letters, CancellationToken.None);
                var sent = ClientOptions.Of(options, form.Headers);
                await producer.SendAsync(letters, record, new Client.SendOptions
                {
                    Timestamp = sent.Timestamp,
                    Headers = [.. sent.Headers ?? [], .. RuleHeaders.Of(refusal, topic)],
                });
            }
            catch (KafkaException failure)
            {
                throw new InvalidOperationException(
                    $"{refusal.Message} The message was to be put aside to topic '{letters}', which failed as well: "
                    + failure.Message,
                    refusal);
            }
        }

        throw refusal;
    }
}
