using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Batches;

public sealed partial class BatchTests
{
    [Fact]
    public async Task Batch_that_fails_is_called_again_with_the_same_messages()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddSparing());
        Hook(app).OnEnter = (call, _) => call.Context[0].Attempt == 1
            ? throw new InvalidOperationException("Not yet.")
            : default;

        await SendAsync(app, 0, 10);
        await Hook(app).HandledAsync(10);
        await app.StopAsync();

        Assert.Equal(
            [Range(0, 10).Select(i => ((long)i, 1)), Range(0, 10).Select(i => ((long)i, 2))],
            Hook(app).Calls.Select(call => call.Attempts));
        Assert.Empty(await app.ReadAllAsync("numbers.sparing.dead", Letter.Of));
        Assert.Equal(10, (await app.CommittedAsync("sparing", "numbers"))[0]);
    }

    [Fact]
    public async Task Culprit_that_the_handler_names_is_put_aside_and_nothing_else_is_called_again_before_it()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddSparing());
        Hook(app).OnEnter = (call, _) => Values(call).ToList().IndexOf(4) is >= 0 and var index
            ? throw new BatchFailedException(index, new FormatException("Not a four."))
            : default;

        await SendAsync(app, 0, 10);
        await Hook(app).HandledAsync(5);
        await app.StopAsync();

        // Four messages before it are handled by the first call; it has two attempts; then what is behind it.
        Assert.Equal([(0, 10), (4, 6), (5, 5)], Hook(app).Calls.Select(call => (call.Offsets[0], call.Offsets.Length)));
        Assert.Equal([(5L, 3), (6L, 3), (7L, 3), (8L, 3), (9L, 3)], Hook(app).Calls.Last().Attempts);
        var dead = Assert.Single(await app.ReadAllAsync("numbers.sparing.dead", Letter.Of));
        Assert.Equal("4", dead.Header(LetterHeaders.OriginOffset));
        Assert.Equal("2", dead.Header(LetterHeaders.Attempt));
        Assert.Equal("System.FormatException", dead.Header(LetterHeaders.ErrorType));
        Assert.Equal("Not a four.", dead.Header(LetterHeaders.ErrorMessage));
        Assert.Equal(10, (await app.CommittedAsync("sparing", "numbers"))[0]);
    }

    [Fact]
    public async Task Batch_that_fails_for_good_is_handled_one_by_one_and_only_the_culprits_are_put_aside()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddSparing());
        Hook(app).OnEnter = (call, _) => Values(call).Any(value => value is 3 or 7)
            ? throw new InvalidOperationException("One of these.")
            : default;

        await SendAsync(app, 0, 20);
        await Hook(app).HandledAsync(18);
        await app.StopAsync();

        Assert.Equal(
            [10, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10], Hook(app).Calls.Select(call => call.Messages.Count));
        Assert.Equal(Range(0, 20).Except([3, 7]), Hook(app).Handled.SelectMany(Values));
        var dead = await app.ReadAllAsync("numbers.sparing.dead", Letter.Of);
        Assert.Equal(["3", "7"], dead.Select(letter => letter.Header(LetterHeaders.OriginOffset)));
        Assert.All(dead, letter => Assert.Equal("3", letter.Header(LetterHeaders.Attempt)));
        Assert.Equal(20, (await app.CommittedAsync("sparing", "numbers"))[0]);
    }

    [Fact]
    public async Task Index_outside_of_the_batch_is_a_failure_like_any_other()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddPacker());
        Hook(app).OnEnter = (_, _) => throw new BatchFailedException(10, new FormatException("No such message."));

        await SendAsync(app, 0, 10);
        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(0, failure.Offset);
        Assert.Contains("Message 10 of the batch failed: No such message.", failure.Message);
    }

    [Fact]
    public async Task Without_dead_letters_the_partition_stops_at_the_first_message_of_the_batch()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await StartAsync(prefix, groups => groups.AddPacker()))
        {
            Hook(app).OnEnter = (call, _) => Values(call).Contains(15)
                ? throw new InvalidOperationException("Not fifteen.")
                : default;
            await SendAsync(app, 0, 20);

            var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

            Assert.Equal(10, failure.Offset);
            Assert.Equal(10, (await app.CommittedAsync("packer", "numbers"))[0]);
        }

        await using var again = await StartAsync(prefix, groups => groups.AddPacker());
        await Hook(again).HandledAsync(10);
        await again.StopAsync();
        Assert.Equal(Range(10, 10), Hook(again).Handled.SelectMany(Values));
    }

    [Fact]
    public async Task Without_dead_letters_the_partition_stops_at_the_culprit_that_is_named()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddPacker());
        Hook(app).OnEnter = (_, _) => throw new BatchFailedException(7, new FormatException("Not seven."));
        await SendAsync(app, 0, 10);

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(7, failure.Offset);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Single(Hook(app).Calls);
        Assert.Equal(7, (await app.CommittedAsync("packer", "numbers"))[0]);
    }

    [Fact]
    public async Task Record_that_cannot_be_read_is_dead_once_what_is_before_it_is_handled()
    {
        var prefix = TestApp.NewPrefix();
        await using (var source = await StartAsync(prefix, _ => { }))
        {
            await SendAsync(source, 0, 3);
            await source.SendRawAsync("numbers", 0, "plain"u8.ToArray());
            await SendAsync(source, 4, 14);
        }

        await using var app = await StartAsync(prefix, groups => groups.AddSparing());
        await Hook(app).HandledAsync(13);
        await app.StopAsync();

        Assert.Equal([(0, 3), (4, 10)], Hook(app).Calls.Select(call => (call.Offsets[0], call.Offsets.Length)));
        var dead = Assert.Single(await app.ReadAllAsync("numbers.sparing.dead", Letter.Of));
        Assert.Equal("3", dead.Header(LetterHeaders.OriginOffset));
        Assert.Equal("TypedStreams.UnreadableMessageException", dead.Header(LetterHeaders.ErrorType));
        Assert.Equal(14, (await app.CommittedAsync("sparing", "numbers"))[0]);
    }

    [Fact]
    public async Task Record_that_cannot_be_read_stops_the_partition_once_what_is_before_it_is_handled()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddPacker());
        await SendAsync(app, 0, 3);
        await app.SendRawAsync("numbers", 0, "plain"u8.ToArray());

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(3, failure.Offset);
        Assert.Equal(Range(0, 3), Hook(app).Handled.SelectMany(Values));
        Assert.Equal(3, (await app.CommittedAsync("packer", "numbers"))[0]);
    }

    [Fact]
    public async Task Culprit_comes_back_by_its_retry_topic_in_a_batch_of_those_that_are_due()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddSparing(),
            settings: [("Groups:sparing:RetryAfter", "1ms"), ("Groups:sparing:Batch:MaxWait", "10ms")]);
        Hook(app).OnEnter = (call, _) => call.Context.Topic.EndsWith("numbers", StringComparison.Ordinal)
            && Values(call).ToList().IndexOf(4) is >= 0 and var index
                ? throw new BatchFailedException(index, new FormatException("Not now."))
                : default;

        await SendAsync(app, 0, 10);
        await Hook(app).HandledAsync(6);
        await app.StopAsync();

        var late = Assert.Single(Hook(app).Handled, call => Values(call).Contains(4));
        Assert.EndsWith("numbers.sparing.retry.1", late.Context.Topic);
        Assert.Equal((3, 4L), (late.Context[0].Attempt, late.Context[0].Origin.Offset));
        Assert.Empty(await app.ReadAllAsync("numbers.sparing.dead", Letter.Of));
    }
}
