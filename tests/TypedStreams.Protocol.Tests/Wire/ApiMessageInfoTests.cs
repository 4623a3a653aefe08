namespace TypedStreams.Protocol.Tests.Wire;

public class ApiMessageInfoTests
{
    [Theory]
    [InlineData(ApiKey.Produce, 3, 13, 9)]
    [InlineData(ApiKey.Fetch, 4, 18, 12)]
    [InlineData(ApiKey.Metadata, 0, 13, 9)]
    [InlineData(ApiKey.JoinGroup, 0, 9, 6)]
    [InlineData(ApiKey.ApiVersions, 0, 5, 3)]
    [InlineData(ApiKey.InitProducerId, 0, 5, 2)]
    [InlineData(ApiKey.TxnOffsetCommit, 0, 6, 3)]
    [InlineData(ApiKey.SaslHandshake, 0, 1, short.MaxValue)]
    public void Table_has_the_ranges_of_Kafka(ApiKey key, short min, short max, short flexibleFrom)
    {
        Assert.True(ApiMessageInfo.TryGet(key, out ApiMessageInfo? info));
        Assert.Equal(new ApiMessageInfo(key, min, max, flexibleFrom), info);
    }

    [Theory]
    [InlineData((ApiKey)(-1))]
    [InlineData(ApiKey.LeaderAndIsr)]
    [InlineData((ApiKey)1000)]
    public void Api_without_types_is_not_in_the_table(ApiKey key) => Assert.False(ApiMessageInfo.TryGet(key, out _));

    [Fact]
    public void ApiVersions_response_always_has_the_plain_header() =>
        Assert.All(Enumerable.Range(0, 6), version =>
        {
            ApiMessageInfo.TryGet(ApiKey.ApiVersions, out ApiMessageInfo? info);
            Assert.Equal(0, info!.ResponseHeaderVersion((short)version));
        });

    [Fact]
    public void Flexible_requests_have_the_flexible_headers()
    {
        ApiMessageInfo.TryGet(ApiKey.Fetch, out ApiMessageInfo? info);
        Assert.Equal((1, 0), (info!.RequestHeaderVersion(11), info.ResponseHeaderVersion(11)));
        Assert.Equal((2, 1), (info.RequestHeaderVersion(12), info.ResponseHeaderVersion(12)));
    }

    [Fact]
    public void Error_table_has_a_row_for_every_code_at_its_place() =>
        Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.Equal(code, ErrorTable.Get(code).Code));

    [Theory]
    [InlineData(ErrorCode.UnknownTopicOrPartition, "UNKNOWN_TOPIC_OR_PARTITION", true)]
    [InlineData(ErrorCode.ProducerFenced, "PRODUCER_FENCED", false)]
    [InlineData(ErrorCode.UnknownServerError, "UNKNOWN_SERVER_ERROR", false)]
    [InlineData((ErrorCode)500, "UNKNOWN_ERROR_500", false)]
    public void Error_has_the_name_and_retriability_of_Kafka(ErrorCode code, string name, bool retriable) =>
        Assert.Equal((name, retriable), (ErrorTable.Name(code), ErrorTable.IsRetriable(code)));
}
