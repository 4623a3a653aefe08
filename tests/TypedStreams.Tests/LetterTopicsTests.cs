using TypedStreams.Consuming.Letters;

namespace TypedStreams.Tests;

public class LetterTopicsTests
{
    [Fact]
    public void Names_are_made_of_topic_and_group()
    {
        Assert.Equal("orders.billing.retry.2", LetterTopics.Retry("orders", "billing", 2));
        Assert.Equal("orders.billing.dead", LetterTopics.Dead("orders", "billing"));
    }

    [Fact]
    public void Group_with_characters_that_no_topic_has_gets_a_legal_name_of_its_own()
    {
        var slash = LetterTopics.Dead("orders", "team/billing");
        var space = LetterTopics.Dead("orders", "team billing");

        Assert.Matches("^orders\\.team_billing\\.[0-9a-f]{8}\\.dead$", slash);
        Assert.NotEqual(slash, space);
        Assert.NotEqual(slash, LetterTopics.Dead("orders", "team_billing"));
    }

    [Theory]
    [InlineData(100, 143)]
    [InlineData(100, 144)]
    [InlineData(249, 255)]
    public void Long_names_keep_to_the_limit_and_stay_apart(int topicLength, int groupLength)
    {
        var topic = new string('t', topicLength);
        var group = new string('g', groupLength);
        string[] names =
        [
            LetterTopics.Dead(topic, group), LetterTopics.Dead(topic, group + "x"),
            LetterTopics.Retry(topic, group, 1), LetterTopics.Retry(topic, group, 10),
        ];

        Assert.All(names, name => Assert.InRange(name.Length, 1, LetterTopics.MaxNameLength));
        Assert.Equal(names.Length, names.Distinct().Count());
    }
}
