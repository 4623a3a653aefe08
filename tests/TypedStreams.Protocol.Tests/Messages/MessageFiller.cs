// Sets every field that a version has, from a source of values. Works on the annotations alone, so it shares nothing
// with the generated code it tests.
using System.Collections;
using System.Globalization;
using System.Reflection;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Tests.Messages;

public sealed class MessageFiller(IValueSource values)
{
    public object Fill(Type type, short version)
    {
        object target = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.GetCustomAttribute<FieldAttribute>() is { } field && Contains(field.Versions, version))
                property.SetValue(target, Value(property, field, version));
        }

        return target;
    }

    private object? Value(PropertyInfo property, FieldAttribute field, short version)
    {
        string name = property.Name.ToLowerInvariant();
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        bool nullable = field.NullableVersions is { } range && Contains(range, version);
        if (nullable && values.IsNull())
            return type.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null
                ? Activator.CreateInstance(type)
                : null;

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            return List(name, type, version);

        return Scalar(name, type, version);
    }

    private IList List(string name, Type type, short version)
    {
        Type element = type.GetGenericArguments()[0];
        var list = (IList)Activator.CreateInstance(type)!;
        int count = values.Count(IsStruct(element));
        for (int i = 0; i < count; i++)
            list.Add(Scalar(name, element, version));
        return list;
    }

    private object Scalar(string name, Type type, short version) => type.Name switch
    {
        _ when type.IsEnum => Enum.ToObject(type, values.Number(name) & 0x7fff),
        nameof(Boolean) => values.Bool(),
        nameof(SByte) => (sbyte)(values.Number(name) & 0x7f),
        nameof(Int16) => (short)(values.Number(name) & 0x7fff),
        nameof(UInt16) => (ushort)values.Number(name),
        nameof(Int32) => (int)(values.Number(name) & 0x7fffffff),
        nameof(UInt32) => values.Number(name),
        nameof(Int64) => (long)((ulong)values.Number(name) * 0x9E3779B97F4A7C15) & long.MaxValue,
        nameof(Double) => (values.Number(name) & 0xffff) / 4.0,
        nameof(Guid) => values.Uuid(name),
        nameof(String) => values.Text(name),
        nameof(RecordsPayload) => new RecordsPayload(values.Bytes(name)),
        "ReadOnlyMemory`1" => new ReadOnlyMemory<byte>(values.Bytes(name)),
        _ when IsStruct(type) => Fill(type, version),
        _ => throw new InvalidOperationException($"No value for {type}."),
    };

    private static bool IsStruct(Type type) => type.IsNested;

    private static bool Contains(string range, short version)
    {
        string[] ends = range.TrimEnd('+').Split('-');
        int low = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int high = range.EndsWith('+') ? short.MaxValue : int.Parse(ends[^1], CultureInfo.InvariantCulture);
        return version >= low && version <= high;
    }
}
