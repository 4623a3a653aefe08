// The agreements of this folder as properties: FsCheck draws contracts and values, and shrinks what fails to the
// smallest contract that still does. Ten lots of 20 contracts with 50 values are 10,000 values a format.

using FsCheck;
using FsCheck.Fluent;

namespace TypedStreams.Generators.Tests.Evolution;

public class ContractProperties
{
    private const int Lots = 10;
    private const int Contracts = 20;
    private const int Values = 50;

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(Lots).WithStartSize(1);

    [Fact]
    public void Generated_reader_plan_and_own_reader_of_avro_agree() =>
        Prop.ForAll(ContractCase.Lots(Contracts, Values), lot =>
        {
            var pairs = ContractAssembly.Build([.. lot.Select((item, i) => ($"{i}", item.NewShape()))]);
            return lot.Zip(pairs).All(item => item.First.ValuesOf(item.Second.Old).All(value =>
            {
                var ways = item.Second.Pair.Read(value);
                return ways.Generated.SequenceEqual(ways.Planned) && ways.Straight.SequenceEqual(ways.Planned)
                    && item.Second.Pair.Rewrite(ways.Written).SequenceEqual(ways.Written);
            }));
        }).Check(Runs);

    [Fact]
    public void Protobuf_survives_a_round_trip_and_Google_agrees() =>
        Prop.ForAll(ContractCase.Lots(Contracts, Values), lot =>
        {
            var codecs = Codecs<ProtobufFormat>(lot);
            var parsers = GoogleMessages.Compile([.. codecs.Select((codec, i) => ($"p{i}", codec.Schema))]);
            return lot.Zip(codecs, parsers).All(item => item.First.ValuesOf(item.Second.Message).All(value =>
                FormatAgreementTests.AgreesWithGoogle(item.Second, item.Third, value) is null));
        }).Check(Runs);

    [Fact]
    public void Json_survives_a_round_trip_and_System_Text_Json_agrees() =>
        Prop.ForAll(ContractCase.Lots(Contracts, Values), lot => lot.Zip(Codecs<JsonFormat>(lot)).All(item =>
            item.First.ValuesOf(item.Second.Message).All(value =>
                FormatAgreementTests.AgreesWithSystemTextJson(item.Second, value) is null))).Check(Runs);

    [Theory]
    [InlineData("Guid", "Old record M(Guid? F0)")]
    [InlineData("List<", "Old record M(List<bool?>? F0)")]
    [InlineData("enum", "Old record M(E0? F0)")]
    public void Failing_lot_shrinks_to_the_smallest_contract_with_what_fails(string part, string smallest)
    {
        var failure = Record.Exception(() => Prop.ForAll(
            ContractCase.Lots(Contracts, values: 1),
            lot => lot.All(item => !Contract(item).Contains(part, StringComparison.Ordinal)))
            .Check(Config.QuickThrowOnFailure.WithReplay(1, 3)));

        // The message has the original and what it shrank to: the last contract. Of all members a nullable one is the
        // first that is drawn, so it is the smallest. From one start, because not every start leads down to it.
        Assert.NotNull(failure);
        Assert.Contains(smallest, Contract(failure.Message), StringComparison.Ordinal);
    }

    /// <summary>"Old record M(...)" and what follows it, of the last contract in a text.</summary>
    private static string Contract(object text)
    {
        var all = $"{text}".ReplaceLineEndings(" ");
        var start = all.LastIndexOf(".Old {", StringComparison.Ordinal);
        var end = all.IndexOf("namespace", start, StringComparison.Ordinal);
        var old = all[start..(end < 0 ? all.Length : end)];
        return "Old " + old[old.IndexOf("record M", StringComparison.Ordinal)..];
    }

    private static List<FormatCodec> Codecs<TFormat>(ContractCase[] lot)
        where TFormat : ISchemaFormat =>
    [
        .. ContractAssembly.BuildThreeFormats([.. lot.Select((item, i) => ($"{i}", item.NewShape()))])
            .Select(message => FormatCodec.Of(message, typeof(TFormat))),
    ];
}
