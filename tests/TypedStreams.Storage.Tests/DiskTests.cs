using TypedStreams.Storage.Simulation;

namespace TypedStreams.Storage.Tests;

public sealed class DiskTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("typedstreams-").FullName;

    public static TheoryData<string> Kinds => ["native", "memory", "simulated"];

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void File_written_in_parts_reads_back_whole(string kind)
    {
        var (disk, root) = Make(kind);
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        using var file = disk.Open($"{root}/f", DiskOpen.OpenOrCreate);
        for (int at = 0, part = 1; at < content.Length; at += part, part = (part * 3 % 5000) + 1)
        {
            part = Math.Min(part, content.Length - at);
            Assert.Equal(at, file.Append(content.AsSpan(at, part)));
        }

        var read = new byte[content.Length + 10];
        Assert.Equal(content.Length, file.Read(0, read));
        Assert.Equal(content, read[..content.Length]);
        Assert.Equal(3, file.Read(content.Length - 3, read));
        Assert.Equal(0, file.Read(content.Length + 5, read));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void File_that_was_cut_and_grown_again_has_zeros_between(string kind)
    {
        var (disk, root) = Make(kind);
        using var file = disk.Open($"{root}/f", DiskOpen.CreateEmpty);
        file.Write(0, Enumerable.Repeat((byte)9, 70_000).ToArray());
        file.Truncate(3);
        file.Write(5, [1]);

        var read = new byte[6];
        Assert.Equal(6, file.Read(0, read));
        Assert.Equal([9, 9, 9, 0, 0, 1], read);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rename_replaces_and_deleted_file_stays_readable_for_its_holder(string kind)
    {
        var (disk, root) = Make(kind);
        using var a = disk.Open($"{root}/a", DiskOpen.CreateEmpty);
        a.Append([1]);
        disk.Open($"{root}/b", DiskOpen.CreateEmpty).Dispose();
        disk.Rename($"{root}/a", $"{root}/b");
        Assert.Equal(["b"], disk.List(root));
        disk.Delete($"{root}/b");
        disk.Delete($"{root}/b");

        Assert.False(disk.FileExists($"{root}/b"));
        Assert.Equal(1, a.Read(0, new byte[4]));
        Assert.Throws<FileNotFoundException>(() => disk.Open($"{root}/b", DiskOpen.Existing));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Directory_is_listed_renamed_synced_and_deleted_with_its_content(string kind)
    {
        var (disk, root) = Make(kind);
        disk.CreateDirectory($"{root}/t-0");
        disk.Open($"{root}/t-0/x", DiskOpen.CreateEmpty).Dispose();
        disk.SyncDirectory(root);
        disk.Rename($"{root}/t-0", $"{root}/t-0-delete");
        Assert.Equal(["t-0-delete"], disk.List(root));
        Assert.Equal(["x"], disk.List($"{root}/t-0-delete"));
        disk.DeleteDirectory($"{root}/t-0-delete");
        Assert.False(disk.DirectoryExists($"{root}/t-0-delete"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Second_owner_of_a_directory_is_told_who_has_it(string kind)
    {
        var (disk, root) = Make(kind);
        using (LogDirectory.Open(disk, $"{root}/data", "process 4711"))
        {
            var error = Assert.Throws<DirectoryLockedException>(
                () => LogDirectory.Open(disk, $"{root}/data", "process 2"));
            Assert.Equal("process 4711", error.Holder);
        }

        LogDirectory.Open(disk, $"{root}/data", "process 2").Dispose();
    }

    [Fact]
    public void Native_sync_of_a_directory_that_is_gone_fails_the_disk_for_good()
    {
        var disk = new NativeDisk();
        using var file = disk.Open($"{_scratch}/f", DiskOpen.CreateEmpty);
        file.Append([1]);
        file.Sync();

        var error = Assert.Throws<DiskFailedException>(() => disk.SyncDirectory($"{_scratch}/missing"));

        Assert.Equal(2, error.ErrorNumber);
        Assert.Same(error, disk.Failure);
        Assert.Throws<DiskFailedException>(() => file.Append([2]));
        Assert.Throws<DiskFailedException>(file.Sync);
        Assert.Equal(1, file.Length);
    }

    [Fact]
    public void Simulated_crash_keeps_what_was_synced_and_loses_entries_that_were_not()
    {
        var lost = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new SimulatedDisk();
            disk.CreateDirectory("/d");
            disk.SyncDirectory("/");
            var synced = disk.Open("/d/synced", DiskOpen.CreateEmpty);
            synced.Append(new byte[2000]);
            synced.Sync();
            disk.SyncDirectory("/d");
            synced.Append(new byte[2000]);
            disk.Open("/d/loose", DiskOpen.CreateEmpty).Sync();
            disk.Crash(seed);

            Assert.InRange(disk.Open("/d/synced", DiskOpen.Existing).Length, 2000, 4000);
            lost += disk.FileExists("/d/loose") ? 0 : 1;
            Assert.Throws<InvalidOperationException>(() => synced.Append([1]));
        }

        Assert.InRange(lost, 5, 45);
    }

    private (IDisk Disk, string Root) Make(string kind)
    {
        if (kind == "native")
        {
            return (new NativeDisk(), _scratch);
        }

        IDisk disk = kind == "memory" ? new MemoryDisk() : new SimulatedDisk();
        disk.CreateDirectory("/d");
        return (disk, "/d");
    }
}
