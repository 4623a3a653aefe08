// The files of a data directory beside the log itself: indexes, snapshots, checkpoints, identity. One is damaged where
// its structure is, after a clean stop or an unclean one; the directory then opens and every record can be read, or it
// says which file is damaged.
using System.Text;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Fuzz;

internal sealed class FileTarget : IFuzzTarget
{
    private const string Root = "/data";
    private static readonly TopicPartition Partition = new("fuzz", 0);
    private static readonly LogConfig Config = new() { SegmentBytes = 2_000, IndexIntervalBytes = 200 };
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly SortedDictionary<string, long> _damaged = new(StringComparer.Ordinal);

    public FileTarget()
    {
        var disk = new MemoryDisk();
        Fill(disk);
        foreach (string directory in new[] { Root, $"{Root}/{Partition}" })
        {
            foreach (string name in disk.List(directory).Where(name => disk.FileExists($"{directory}/{name}")))
                _files[$"{directory}/{name}"] = Read(disk, $"{directory}/{name}");
        }
    }

    public string Name => "files by structure";

    public string Coverage => string.Join(", ", _damaged.Select(kind => $"{kind.Key} {kind.Value}"));

    public bool IsRefusal(Exception e) => e is InvalidDataException;

    public FuzzInput Create(Random random)
    {
        string[] paths = [.. _files.Keys.Where(path => !path.EndsWith(".log", StringComparison.Ordinal)
            && !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string path = paths[random.Next(paths.Length)];
        string name = path[(path.LastIndexOf('/') + 1)..];
        string kind = name.Contains('.', StringComparison.Ordinal) && char.IsDigit(name[0])
            ? name[name.IndexOf('.', StringComparison.Ordinal)..] : name;
        _damaged[kind] = _damaged.GetValueOrDefault(kind) + 1;
        byte[] damaged = Entry(kind) is { } widths
            ? Binary(random, _files[path], widths)
            : Text(random, _files[path]);
        return new FuzzInput(path, (short)random.Next(2), damaged) { IsDamaged = true };
    }

    public void Decode(FuzzInput input)
    {
        var disk = new MemoryDisk();
        disk.CreateDirectory($"{Root}/{Partition}");
        foreach ((string path, byte[] content) in _files)
        {
            if (input.Version == 1 && path.EndsWith(".kafka_cleanshutdown", StringComparison.Ordinal))
                continue;
            using IDiskFile file = disk.Open(path, DiskOpen.CreateEmpty);
            file.Write(0, path == (string)input.Decoder ? input.Bytes : content);
        }

        using LogDirectory directory = LogDirectory.Open(disk, Root, "fuzz");
        _ = directory.ReadTopicId(Partition);
        PartitionLog log = directory.OpenLog(Partition, Config, nowMs: 1_000);
        ReadAll(log);
        _ = log.FindOffsetByTimestamp(1_020);
        _ = log.AbortedIn(0, log.LogEndOffset);
        _ = log.EndOffsetForEpoch(1);
        log.Dispose();
    }

    public long AllocationLimit(int inputLength) => 64L << 20;

    private static void ReadAll(PartitionLog log)
    {
        for (long from = log.LogStartOffset; from < log.LogEndOffset;)
        {
            using LogSlice? slice = log.Read(from, maxBytes: 1, log.LogEndOffset, minOneBatch: true).Slice;
            if (slice is null)
                break;
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            slice.WriteTo(output);
            long next = from;
            foreach (RecordBatch batch in new RecordBatchReader(output.WrittenMemory))
                next = batch.Header.NextOffset;
            if (next <= from)
                throw new InvalidOperationException($"Reading does not come past offset {from}.");
            from = next;
        }
    }

    // The widths of the fields of one entry; null for text.
    private static int[]? Entry(string kind) => kind switch
    {
        ".index" => [4, 4],
        ".timeindex" => [8, 4],
        ".txnindex" => [2, 8, 8, 8, 8],
        ".snapshot" => [8, 2, 4, 8, 4, 8, 4, 8],
        _ => null,
    };

    private static byte[] Binary(Random random, byte[] content, int[] widths)
    {
        var spots = new List<Spot>();
        int at = widths.Length == 8 ? SnapshotHead(spots) : 0;
        for (; at + widths.Sum() <= content.Length; at += 0)
        {
            spots.Add(new Spot(at, 0, SpotKind.Border));
            foreach (int width in widths)
            {
                spots.Add(new Spot(at, width, SpotKind.Number));
                at += width;
            }
        }

        byte[] damaged = new StructureMutation(random, [.. content], spots).Damage();
        if (widths.Length == 8 && damaged.Length > 6 && random.Next(4) != 0)
        {
            uint crc = Crc32C.Compute(damaged.AsSpan(6));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(damaged.AsSpan(2), crc);
        }

        return random.Next(6) == 0 ? damaged[..random.Next(damaged.Length + 1)] : damaged;
    }

    // Version, checksum, count.
    private static int SnapshotHead(List<Spot> spots)
    {
        spots.Add(new Spot(0, 2, SpotKind.Number));
        spots.Add(new Spot(6, 4, SpotKind.Count));
        return 10;
    }

    private static byte[] Text(Random random, byte[] content)
    {
        string[] words = ["", "-1", "0", "9223372036854775807", "99999999999999999999", "x", "1", "fuzz 0", "\0", "=",
            "version=1"];
        List<string> lines = [.. Encoding.UTF8.GetString(content).Split('\n')];
        int line = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(line);
                break;
            case 1:
                lines.Insert(line, lines[random.Next(lines.Count)]);
                break;
            case 2:
                lines[line] = words[random.Next(words.Length)];
                break;
            default:
                string[] parts = lines[line].Split(' ');
                parts[random.Next(parts.Length)] = words[random.Next(words.Length)];
                lines[line] = string.Join(' ', parts);
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] Read(MemoryDisk disk, string path)
    {
        using IDiskFile file = disk.Open(path, DiskOpen.Existing);
        byte[] content = new byte[file.Length];
        file.Read(0, content);
        return content;
    }

    // Several segments, producers, committed and aborted transactions, two epochs.
    private static void Fill(MemoryDisk disk)
    {
        LogDirectory directory = LogDirectory.Open(disk, Root, "fuzz");
        directory.WriteIdentity(new MetaProperties("fuzz", NodeId: 1, new Guid(1, 0, 0, new byte[8])));
        PartitionLog log = directory.OpenLog(Partition, Config, nowMs: 1_000);
        directory.WriteTopicId(Partition, new Guid(2, 0, 0, new byte[8]));
        using var builder = new RecordBatchBuilder();
        for (int i = 0; i < 40; i++)
        {
            builder.Reset();
            builder.Append(1_000 + i, "key"u8, isKeyNull: false, new byte[150], isValueNull: false, headers: []);
            bool isTransactional = i % 3 == 0;
            byte[] batch = builder.Build(new RecordBatchOptions
            {
                ProducerId = i % 3,
                ProducerEpoch = 0,
                BaseSequence = i / 3,
                IsTransactional = isTransactional,
            }).ToArray();
            long verification = isTransactional ? log.BeginVerification(0, 0) : 0;
            Require(log.Append(batch, i / 20, 1_000, verification: verification));
            if (isTransactional)
                Require(log.AppendMarker(new TransactionMarker(0, 0, 0, i % 2 == 0), false, i / 20, 1_000));
        }

        log.Close();
        directory.Checkpoint([LogCheckpoint.Of(Partition, log)]);
        directory.MarkCleanShutdown();
        directory.Dispose();
    }

    private static void Require(AppendResult appended)
    {
        if (!appended.IsAppended)
            throw new InvalidOperationException($"The log to damage cannot be written: {appended.Error}.");
    }
}
