// The quotas there are, by Kafka's names, and which values are legal for them.
namespace TypedStreams.Broker.Core.Quotas;

/// <summary>The kinds of quota and their rules.</summary>
public static class QuotaKinds
{
    /// <summary>Bytes of produce requests a second.</summary>
    public const string ProducerBytes = "producer_byte_rate";

    /// <summary>Bytes of fetch responses a second.</summary>
    public const string ConsumerBytes = "consumer_byte_rate";

    /// <summary>Per cent of one thread's time.</summary>
    public const string RequestPercentage = "request_percentage";

    /// <summary>Partitions created or deleted a second (KIP-599).</summary>
    public const string ControllerMutations = "controller_mutation_rate";

    /// <summary>Connections a second (KIP-612).</summary>
    public const string Connections = "connection_creation_rate";

    // A fraction this small is a rounding error of whoever computed the value.
    private const double Epsilon = 1e-6;

    /// <summary>Null when a value is legal for a quota of an entity, else what is wrong with it.</summary>
    public static string? Check(QuotaEntity entity, string quota, double value)
    {
        bool isOfIp = entity.Ip is not null;
        bool isKnown = isOfIp
            ? quota == Connections
            : quota is ProducerBytes or ConsumerBytes or RequestPercentage or ControllerMutations;
        if (!isKnown)
        {
            return $"Invalid configuration key {quota}: "
                + (isOfIp
                    ? $"an ip has only {Connections}."
                    : "users and clients have "
                        + $"{ProducerBytes}, {ConsumerBytes}, {RequestPercentage} and {ControllerMutations}.");
        }

        if (!double.IsFinite(value) || value <= 0)
        {
            return $"Quota {quota} must be a finite number greater than 0; to lift it, remove it.";
        }

        double most = quota switch
        {
            Connections => int.MaxValue,
            ProducerBytes or ConsumerBytes => long.MaxValue,
            _ => double.MaxValue,
        };
        bool isWhole = most < double.MaxValue;
        return value > most ? $"Quota {quota} is too large: it is at most {most:F0}."
            : isWhole && Math.Abs(value - Math.Round(value)) > Epsilon ? $"Quota {quota} must be a whole number."
            : null;
    }
}
