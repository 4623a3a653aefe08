namespace TypedStreams.Avro;

/// <summary>
/// How the items of an array are encoded: a struct without fields, so that the array's loop is compiled for it and
/// calls nothing indirectly. For generated codecs.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
public interface IAvroItem<T>
{
    /// <summary>Fewest bytes an item takes, at least 1: it bounds how many a reader allocates room for.</summary>
    static abstract int MinBytes { get; }

    /// <summary>Reads an item.</summary>
    /// <param name="reader">At the item; behind it afterwards.</param>
    static abstract T Read(ref AvroReader reader);

    /// <summary>Writes an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="writer">Where it goes.</param>
    static abstract void Write(T item, ref AvroWriter writer);
}

/// <summary>A string of an array.</summary>
public readonly struct AvroStringItem : IAvroItem<string>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static string Read(ref AvroReader reader) => reader.ReadString();

    /// <inheritdoc/>
    public static void Write(string item, ref AvroWriter writer) => writer.WriteString(item);
}

/// <summary>An int of an array.</summary>
public readonly struct AvroIntItem : IAvroItem<int>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static int Read(ref AvroReader reader) => reader.ReadInt();

    /// <inheritdoc/>
    public static void Write(int item, ref AvroWriter writer) => writer.WriteInt(item);
}

/// <summary>A long of an array.</summary>
public readonly struct AvroLongItem : IAvroItem<long>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static long Read(ref AvroReader reader) => reader.ReadLong();

    /// <inheritdoc/>
    public static void Write(long item, ref AvroWriter writer) => writer.WriteLong(item);
}

/// <summary>A double of an array.</summary>
public readonly struct AvroDoubleItem : IAvroItem<double>
{
    /// <inheritdoc/>
    public static int MinBytes => sizeof(double);

    /// <inheritdoc/>
    public static double Read(ref AvroReader reader) => reader.ReadDouble();

    /// <inheritdoc/>
    public static void Write(double item, ref AvroWriter writer) => writer.WriteDouble(item);
}

/// <summary>A Guid of an array, written as its text.</summary>
public readonly struct AvroGuidItem : IAvroItem<Guid>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static Guid Read(ref AvroReader reader) => reader.ReadGuid();

    /// <inheritdoc/>
    public static void Write(Guid item, ref AvroWriter writer) => writer.WriteGuid(item);
}
