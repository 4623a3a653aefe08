// What exactly-once handlers return goes through here into the partition's transaction. One a partition, used by its
// worker's task alone; handlers that run side by side return into StagedOutput first.

using System.Collections.Frozen;
using TypedStreams.Client;
using TypedStreams.Producing;

namespace TypedStreams.Pipelines;

internal sealed class PipelineOutput(FrozenDictionary<Type, MessageRoute> routes) : IPipelineOutput
{
    /// <summary>The producer with the open transaction.</summary>
    internal KafkaProducer? Producer { get; set; }

    /// <summary>How many messages were handed to the producer since the worker began.</summary>
    internal long Count { get; private set; }

    /// <summary>
    /// What the transaction answered to a message: tells an error of the transaction from one of the handler.
    /// </summary>
    internal Exception? Refusal { get; private set; }

    /// <summary>A place where what a handler returns is kept back.</summary>
    internal StagedOutput Stage() => new(routes);

    public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : IMessage<T>
    {
        RequireMessage(message);
        var route = routes[typeof(T)];
        var form = route.Form;
        var options = ClientOptions.OfHandler(form.Headers);
        if (form.IsDirect)
        {
            return PostAsync(route.Topic, new MessageRecord<T>(message, form), options, cancellationToken);
        }

        return form.Encode(message, route.Topic, out var record) is { } refusal
            ? new ValueTask(route.RefuseAsync(refusal, record, ClientOptions.OfHandler(), form))
            : PostAsync(route.Topic, record, options, cancellationToken);
    }

    /// <summary>Adds a record to the transaction.</summary>
    internal ValueTask PostAsync<TRecord>(
        string topic, in TRecord record, Client.SendOptions options, CancellationToken cancellationToken)
        where TRecord : IRecordWriter
    {
        Count++;
        try
        {
            var posting = Producer!.PostAsync(topic, record, options, cancellationToken);
            return posting.IsCompletedSuccessfully ? default : WaitAsync(posting);
        }
        catch (KafkaException refusal)
        {
            Refusal = refusal;
            throw;
        }
    }

    internal static void RequireMessage<T>(T message)
    {
        if (message is null)
        {
            throw new InvalidOperationException(
                $"The handler returned null instead of a {typeof(T).Name}. Return {typeof(T).Name}? to send nothing.");
        }
    }

    private async ValueTask WaitAsync(ValueTask posting)
    {
        try
        {
            await posting;
        }
        catch (KafkaException refusal)
        {
            Refusal = refusal;
            throw;
        }
    }
}
