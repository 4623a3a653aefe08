namespace TypedStreams.Schemas.Recorded;

/// <summary>One version of a recorded subject.</summary>
/// <param name="Number">The version, from 1.</param>
/// <param name="Format">"Avro", "Protobuf" or "Json".</param>
/// <param name="Text">The schema.</param>
public sealed record RecordedVersion(int Number, string Format, string Text)
{
    /// <summary>The format that a file name's end stands for.</summary>
    /// <param name="extension">avsc, proto or json, without a dot.</param>
    public static string FormatOf(string extension) => extension switch
    {
        "avsc" => "Avro",
        "proto" => "Protobuf",
        _ => "Json",
    };

    /// <summary>How the files of a format end, without a dot.</summary>
    public static string ExtensionOf(string format) => format switch
    {
        "Avro" => "avsc",
        "Protobuf" => "proto",
        _ => "json",
    };
}
