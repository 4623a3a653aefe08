// What connections and groups cost: 5,000 connections that are idle, then beat every three seconds; 1,000 groups of one
// member each.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Scale;

internal static class ClientFigures
{
    private const int Beats = 4;
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(3);

    internal static async Task RunAsync(string server, bool isQuick)
    {
        Console.WriteLine("| clients | figure |");
        Console.WriteLine("|---|---:|");
        await OnFreshNodeAsync(server, node => ConnectionsAsync(node, isQuick ? 500 : 5_000));
        await OnFreshNodeAsync(server, node => GroupsAsync(node, isQuick ? 100 : 1_000));
    }

    // Memory that closed connections gave back would be taken for that of groups.
    private static async Task OnFreshNodeAsync(string server, Func<MeasuredServer, Task> measure)
    {
        string data = Directory.CreateTempSubdirectory("tstreams-scale-").FullName;
        try
        {
            await using MeasuredServer node = await ScaleFigures.StartAsync(server, data);
            await measure(node);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task ConnectionsAsync(MeasuredServer node, int count)
    {
        double before = node.ResidentBytes;
        long started = Stopwatch.GetTimestamp();
        var sockets = new List<Socket>();
        for (int i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, node.Port);
            sockets.Add(socket);
            await BeatAsync(socket);
        }

        Print($"{count:N0} connections opened, each with a first request, s", Seconds(started));
        Print("resident memory a connection, idle, KB", (node.ResidentBytes - before) / count / 1e3);
        double cpu = node.CpuSeconds;
        started = Stopwatch.GetTimestamp();
        using var beat = new PeriodicTimer(BeatInterval);
        for (int i = 0; i < Beats; i++)
        {
            await Task.WhenAll(sockets.Select(BeatAsync));
            await beat.WaitForNextTickAsync();
        }

        Print("resident memory a connection, beating, KB", (node.ResidentBytes - before) / count / 1e3);
        Print($"processor, one beat a connection every {BeatInterval.TotalSeconds} s, % of one core",
            (node.CpuSeconds - cpu) / Seconds(started) * 100);
        sockets.ForEach(socket => socket.Dispose());
    }

    // ApiVersions in its oldest form: the smallest request there is.
    private static async Task BeatAsync(Socket socket)
    {
        byte[] request = new byte[14];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - sizeof(int));
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(4), 18);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(12), -1);
        await socket.SendAsync(request);
        byte[] answer = new byte[4096];
        int got = await socket.ReceiveAsync(answer);
        while (got < sizeof(int) || got < sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(answer))
        {
            got += await socket.ReceiveAsync(answer.AsMemory(got));
        }
    }

    private static async Task GroupsAsync(MeasuredServer node, int count)
    {
        await using KafkaClient client = await ScaleFigures.ConnectAsync(node);
        await client.Admin.CreateTopicAsync(new TopicSpec("grouped") { Partitions = 1 });
        await using (KafkaProducer producer = client.CreateProducer())
        {
            await producer.SendAsync("grouped", null, new byte[10]);
        }

        double before = node.ResidentBytes;
        long started = Stopwatch.GetTimestamp();
        var consumers = new List<KafkaConsumer>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                KafkaConsumer consumer = client.CreateConsumer(
                    new KafkaConsumerOptions { GroupId = $"g{i}", OffsetReset = OffsetReset.Earliest });
                consumer.Subscribe("grouped");
                consumers.Add(consumer);
            }

            await Task.WhenAll(consumers.Select(ReadOneAsync)).WaitAsync(TimeSpan.FromMinutes(3));
            Print($"{count:N0} groups joined and reading, s", Seconds(started));
            Print("resident memory a group with its member, KB", (node.ResidentBytes - before) / count / 1e3);
            double cpu = node.CpuSeconds;
            started = Stopwatch.GetTimestamp();
            using var quiet = new PeriodicTimer(TimeSpan.FromSeconds(10));
            await quiet.WaitForNextTickAsync();
            Print("processor, all of them idle (heartbeats and long polls), % of one core",
                (node.CpuSeconds - cpu) / Seconds(started) * 100);
        }
        finally
        {
            await Task.WhenAll(consumers.Select(consumer => consumer.DisposeAsync().AsTask()));
        }
    }

    private static async Task ReadOneAsync(KafkaConsumer consumer)
    {
        using ConsumedBatch? batch = await consumer.ReceiveAsync();
    }

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;

    private static void Print(string name, double value) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {value:0.##} |"));
}
