namespace TypedStreams;

/// <summary>
/// Adjusts how a member appears in the schema. Optional: without it the member's own name is the field.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>Field name in the schema. Default: the member's name as written in C#.</summary>
    public string? Name { get; set; }

    /// <summary>Former names, so that data written under them is still read into this member.</summary>
    public string[]? Aliases { get; set; }

    /// <summary>
    /// Value a reader takes when the writer had no such field: a constant of the member's type. Default: the
    /// parameter's default value, if it has one.
    /// </summary>
    public object? Default { get; set; }

    /// <summary>
    /// Protobuf field number, 1 to 536,870,911 without 19,000 to 19,999. Default 0: the member's place, from 1, or the
    /// next number that no other member claims. Give it when a member is inserted before others or removed.
    /// </summary>
    public int Number { get; set; }

    /// <summary>
    /// What Avro counts a TimeOnly, DateTime or DateTimeOffset in (time-micros or time-millis, timestamp-micros or
    /// timestamp-millis). Finer parts are cut off. Default <see cref="TimeUnit.Microseconds"/>. Protobuf and JSON have
    /// one form for each.
    /// </summary>
    public TimeUnit Unit { get; set; }

    /// <summary>
    /// True puts Avro's null behind the value in a nullable member's union, false in front. Default: behind when the
    /// member has a default that is a value, as readers older than Avro 1.12 want it.
    /// </summary>
    public bool NullLast { get; set; }

    /// <summary>
    /// True leaves a nullable member out of JSON where it is null; its JSON Schema then says that it may lack, and not
    /// that it may be null. Needs null as the default. Default false: null is written.
    /// </summary>
    public bool OmitNull { get; set; }

    /// <summary>Documentation text in the schema. Default: the summary of the member's XML documentation.</summary>
    public string? Doc { get; set; }
}
