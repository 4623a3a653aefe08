namespace TypedStreams.Benchmarks.Pipelines;

[Message("readings")]
public sealed partial record Reading([property: Key] string Sensor, double Celsius, long AtMs);

[Message("warnings")]
public sealed partial record Warning([property: Key] string Sensor, double Fahrenheit, long AtMs);

/// <summary>One message out for each that comes in.</summary>
[ConsumerGroup("typed")]
public sealed class Converter
{
    [Handle(ExactlyOnce = true)]
    public Warning On(Reading reading) => Convert(reading);

    internal static Warning Convert(Reading reading) =>
        new(reading.Sensor, (reading.Celsius * 9 / 5) + 32, reading.AtMs);
}
