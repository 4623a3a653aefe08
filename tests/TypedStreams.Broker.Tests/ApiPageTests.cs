// The page of APIs in the Protocol's README is made from what a node answers: with UPDATE_API_PAGE=1 this test writes
// it, otherwise it compares. Every API of Kafka 4.4 is there, with its versions or with the reason why it is not
// served.
using System.Text;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

public sealed class ApiPageTests
{
    private const string Begin = "<!-- apis: written by ApiPageTests -->";
    private const string End = "<!-- end of apis -->";

    // What a client does who asks for one of these is told by its absence from ApiVersions, so each needs a reason.
    private static readonly (string Reason, ApiKey[] Apis)[] NotServed =
    [
        ("gone since Kafka 4.0", [ApiKey.LeaderAndIsr, ApiKey.StopReplica, ApiKey.UpdateMetadata,
            ApiKey.ControlledShutdown]),
        ("one node has no other: replication, elections of controllers, registration of brokers",
            [ApiKey.Vote, ApiKey.BeginQuorumEpoch, ApiKey.EndQuorumEpoch, ApiKey.AlterPartition, ApiKey.Envelope,
            ApiKey.FetchSnapshot, ApiKey.BrokerRegistration, ApiKey.BrokerHeartbeat, ApiKey.UnregisterBroker,
            ApiKey.AllocateProducerIds, ApiKey.ControllerRegistration, ApiKey.AssignReplicasToDirs,
            ApiKey.AddRaftVoter, ApiKey.RemoveRaftVoter, ApiKey.UpdateRaftVoter, ApiKey.UnregisterController]),
        ("there are no users: no authentication by SASL, no access rules, no delegation tokens",
            [ApiKey.SaslHandshake, ApiKey.SaslAuthenticate, ApiKey.DescribeAcls, ApiKey.CreateAcls, ApiKey.DeleteAcls,
            ApiKey.CreateDelegationToken, ApiKey.RenewDelegationToken, ApiKey.ExpireDelegationToken,
            ApiKey.DescribeDelegationToken, ApiKey.DescribeUserScramCredentials, ApiKey.AlterUserScramCredentials]),
        ("one node keeps the state of share groups itself",
            [ApiKey.InitializeShareGroupState, ApiKey.ReadShareGroupState, ApiKey.WriteShareGroupState,
            ApiKey.DeleteShareGroupState, ApiKey.ReadShareGroupStateSummary]),
    ];

    private static string Readme => Path.Combine(Root, "src", "TypedStreams.Protocol", "README.md");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "TypedStreams.sln")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }

    [Fact]
    public async Task Page_of_apis_says_what_a_node_answers()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        ApiVersionsResponse answer = await AskAsync(client);
        string page = PageOf(answer);
        string readme = await File.ReadAllTextAsync(Readme);
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal);
        int end = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{Readme} has no place for the page: {Begin} and {End}");
        string there = readme[(begin + Begin.Length)..end];
        if (Environment.GetEnvironmentVariable("UPDATE_API_PAGE") == "1")
        {
            await File.WriteAllTextAsync(Readme, readme[..(begin + Begin.Length)] + page + readme[end..]);
            there = page;
        }

        Assert.Equal(page, there);
    }

    [Fact]
    public async Task Every_api_is_served_or_has_one_reason()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        ApiVersionsResponse answer = await AskAsync(client);
        var named = answer.ApiKeys.Select(api => api.ApiKey).Concat(NotServed.SelectMany(item => item.Apis));

        Assert.Equal(Enum.GetValues<ApiKey>().Order(), named.Order());
    }

    private static Task<ApiVersionsResponse> AskAsync(WireClient client) =>
        client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" }, version: 4);

    private static string PageOf(ApiVersionsResponse answer)
    {
        var page = new StringBuilder("\n| API | number | versions |\n|---|---|---|\n");
        foreach (var api in answer.ApiKeys.OrderBy(api => api.ApiKey))
        {
            page.Append($"| {api.ApiKey} | {(short)api.ApiKey} | {api.MinVersion} to {api.MaxVersion} |\n");
        }

        page.Append("\nNot served, and not advertised:\n\n");
        foreach ((string reason, ApiKey[] apis) in NotServed)
        {
            page.Append($"- {reason}:");
            int width = 1000;
            foreach (ApiKey api in apis.Order())
            {
                string name = $"{api} ({(short)api}){(api == apis.Max() ? "" : ",")}";
                page.Append(width + name.Length > 100 ? "\n  " : " ").Append(name);
                width = width + name.Length > 100 ? name.Length : width + name.Length + 1;
            }

            page.Append('\n');
        }

        return page.ToString();
    }
}
