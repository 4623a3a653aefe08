namespace TypedStreams.Registry;

/// <summary>The generation of Confluent's registry whose answers are given where the generations differ.</summary>
public enum RegistryApiLevel
{
    /// <summary>
    /// 5.5 to 7.9: <c>schemaType</c> is left out for Avro, a registration is answered with the id alone, and an
    /// incompatible schema has the error code 409.
    /// </summary>
    Seven = 7,

    /// <summary>8.0 and later: type, guid and time are given, an incompatible schema has the code 40901.</summary>
    Eight = 8,
}
