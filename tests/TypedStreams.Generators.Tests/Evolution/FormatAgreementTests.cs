// Random messages in Protobuf and JSON against implementations that are not ours: what we write they read and write
// again, and reading that gives the same message; nothing of ours is unknown to them.

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace TypedStreams.Generators.Tests.Evolution;

public class FormatAgreementTests
{
    private const int Contracts = 200;
    private const int Values = 50;

    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCases } },
    };

    private static readonly Lazy<List<(int Seed, Type Message)>> Messages = new(() =>
    [
        .. Enumerable.Range(1, Contracts).Chunk(50)
            .SelectMany(seeds => seeds.Zip(ContractAssembly.BuildThreeFormats(seeds))),
    ]);

    [Fact]
    public void Protobuf_agrees_with_Google_on_10_000_values_of_200_messages()
    {
        var wrong = new List<string>();
        var codecs = Messages.Value
            .Select(item => (item.Seed, item.Message, Codec: FormatCodec.Of(item.Message, typeof(ProtobufFormat))))
            .ToArray();
        var parsers = GoogleMessages.Compile([.. codecs.Select(item => ($"p{item.Seed}", item.Codec.Schema))]);
        foreach (var ((seed, message, codec), parser) in codecs.Zip(parsers))
        {
            wrong.AddRange(Random(seed, message).Select(value => AgreesWithGoogle(codec, parser, value))
                .OfType<string>().Select(both => $"seed {seed}: {both}\n{codec.Schema}"));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ, the first:\n{wrong.FirstOrDefault()}");
    }

    [Fact]
    public void Json_agrees_with_System_Text_Json_on_10_000_values_of_200_messages()
    {
        var wrong = new List<string>();
        foreach (var (seed, message) in Messages.Value)
        {
            var codec = FormatCodec.Of(message, typeof(JsonFormat));
            wrong.AddRange(Random(seed, message).Select(value => AgreesWithSystemTextJson(codec, value))
                .OfType<string>().Select(both => $"seed {seed}:\n{both}"));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ, the first:\n{wrong.FirstOrDefault()}");
    }

    /// <summary>Null when what we write is the same message to Google.Protobuf, and what it writes to us.</summary>
    internal static string? AgreesWithGoogle(FormatCodec codec, MessageParser parser, object value)
    {
        var ours = codec.Write(value);
        var theirs = parser.WithDiscardUnknownFields(discardUnknownFields: true).ParseFrom(ours).ToByteArray();
        return theirs.Length == parser.ParseFrom(ours).CalculateSize()
            && codec.Write(codec.Read(theirs)).SequenceEqual(ours)
                ? null
                : $"{Convert.ToHexString(ours)} and {Convert.ToHexString(theirs)}";
    }

    /// <summary>The same of System.Text.Json.</summary>
    internal static string? AgreesWithSystemTextJson(FormatCodec codec, object value)
    {
        var ours = codec.Write(value);
        var read = JsonSerializer.Deserialize(ours, codec.Message, Options)!;
        var theirs = JsonSerializer.SerializeToUtf8Bytes(value, codec.Message, Options);
        return codec.Write(read).SequenceEqual(ours) && codec.Write(codec.Read(theirs)).SequenceEqual(ours)
            ? null
            : $"{Encoding.UTF8.GetString(ours)}\n{Encoding.UTF8.GetString(theirs)}";
    }

    private static IEnumerable<object> Random(int seed, Type message)
    {
        var values = new RandomValue(new Random(seed));
        return Enumerable.Range(0, Values).Select(_ => values.Of(message));
    }

    private static void NameCases(JsonTypeInfo type)
    {
        if (type.Type.IsAbstract && type.Type.GetNestedTypes() is { Length: > 0 } cases)
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions();
            foreach (var item in cases)
            {
                type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(item, item.Name));
            }
        }
    }
}
