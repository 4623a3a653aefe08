// Rules that a schema carries, run by typed producers and groups against a real registry: what is encrypted lies so in
// the topic, and what a condition refuses does not get there.

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Rules;
using TypedStreams.Rules.Encryption;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class DataContractTests(TestServers servers)
{
    private const string Secret = "a secret note";

    private const string Encrypted = """
        ,"metadata":{"tags":{"**.note":["PII"]}},"ruleSet":{"domainRules":[{"name":"hide","kind":"TRANSFORM",
        "type":"ENCRYPT","mode":"WRITEREAD","tags":["PII"],"params":{"encrypt.kek.name":"KEK",
        "encrypt.kms.type":"local-kms","encrypt.kms.key.id":"mykey"},"onFailure":"ERROR,ERROR"}]}
        """;

    private const string Positive = """
        ,"ruleSet":{"domainRules":[{"name":"positive","kind":"CONDITION","type":"CEL","mode":"WRITE",
        "expr":"message.Price > 0.0"}]}
        """;

    [Fact]
    public async Task Encrypted_field_is_read_with_the_key_alone()
    {
        var prefix = TestApp.NewPrefix();
        await RegisterAsync<Contracts.V2.Parcel>(
            prefix + "parcels-value", Encrypted.Replace("KEK", $"kek-{Guid.NewGuid():N}", StringComparison.Ordinal));
        await using (var app = await StartAsync(prefix, "the secret"))
        {
            var parcel = new Contracts.V2.Parcel("p-1", 7, Secret);
            await app.Producer<Contracts.V2.Parcel>().SendAsync(parcel);
            Assert.Equal(parcel, (await app.Inbox.NextAsync()).Message);
            var value = Assert.Single(await app.ReadAllAsync("parcels", record => record.Value!.Value.ToArray()));
            Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(value));
            Assert.Contains("p-1", Encoding.UTF8.GetString(value));
            await app.StopAsync();
        }

        // Another member of the application, which was given another secret.
        await using var other = await StartAsync(prefix, "another secret");
        await SendRawCopyAsync(other);
        var failure = await other.StopsByItselfAsync();
        Assert.Equal("hide", Assert.IsType<RuleException>(failure?.InnerException).Rule);
        Assert.DoesNotContain(Secret, failure.ToString());
    }

    [Fact]
    public async Task Message_that_a_condition_refuses_is_not_sent_and_the_next_one_is()
    {
        var prefix = TestApp.NewPrefix();
        await RegisterAsync<Quote>(prefix + "quotes-value", Positive, "JSON");
        await using var app = await StartAsync(prefix, "the secret");
        var quotes = app.Producer<Quote>();

        var refusal = await Assert.ThrowsAsync<RuleException>(
            async () => await quotes.SendAsync(new Quote("q-1", -1, "EUR")));
        await quotes.SendAsync(new Quote("q-2", 1, "EUR"));

        Assert.Equal((RuleFailure.Condition, "positive"), (refusal.Failure, refusal.Rule));
        Assert.Equal("q-2", (await app.Inbox.NextAsync()).As<Quote>().QuoteId);
        await app.StopAsync();
    }

    private static async Task SendRawCopyAsync(TestApp app)
    {
        var value = (await app.ReadAllAsync("parcels", record => record.Value!.Value.ToArray()))[0];
        await app.SendRawAsync("parcels", 0, value);
    }

    private Task<TestApp> StartAsync(string prefix, string secret) =>
        TestApp.StartAsync(
            servers,
            prefix,
            groups => groups.AddDepot(),
            services => services.AddSingleton<IKeyProvider>(new LocalKeyProvider(secret)),
            ("Partitions", "1"));

    private Task RegisterAsync<T>(string subject, string also, string type = "PROTOBUF")
        where T : IMessage<T> => RegistryAdmin.RegisterAsync(servers, subject, T.SchemaText, type, also);
}
