// The key registry, /dek-registry/v1. Key encryption keys are everybody's who may come in: they hold no secret. To
// change them takes the permission for all subjects; data encryption keys take the one for theirs.
using System.Globalization;
using TypedStreams.Registry.Keys;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using TypedStreams.Registry.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Http;

internal sealed class KeyHandlers(Lazy<KeyStore> keys, RegistryStore schemas)
{
    /// <summary>The endpoint of what follows "/dek-registry/v1/keks"; null when there is none.</summary>
    internal Endpoint? Find(string[] rest) => rest switch
    {
        [] => new(Get: ListKeks, Post: CreateKek),
        [var name] => new(Get: r => GetKek(r, name), Put: r => AlterKek(r, name), Delete: r => DeleteKek(r, name)),
        [var name, "undelete"] => new(Post: r => UndeleteKek(r, name)),
        [var name, "test"] => new(Post: r => TestKek(r, name)),
        [var name, "deks"] => new(Get: r => ListSubjects(r, name), Post: r => CreateDek(r, name, subject: null)),
        [var name, "deks", var subject] => new(
            Get: r => GetDek(r, name, subject, "1"),
            Post: r => CreateDek(r, name, subject),
            Delete: r => DeleteDek(r, name, subject, version: null)),
        [var name, "deks", var subject, "undelete"] =>
            new(Post: r => UndeleteDek(r, name, subject, version: null)),
        [var name, "deks", var subject, "versions"] => new(Get: r => ListVersions(r, name, subject)),
        [var name, "deks", var subject, "versions", var version] => new(
            Get: r => GetDek(r, name, subject, version),
            Delete: r => DeleteDek(r, name, subject, version)),
        [var name, "deks", var subject, "versions", var version, "undelete"] =>
            new(Post: r => UndeleteDek(r, name, subject, version)),
        _ => null,
    };

    private async Task<RegistryReply> ListKeks(RegistryRequest request)
    {
        IReadOnlyList<string> prefixes = request.Texts("subjectPrefix");
        return Replies.Strings(await keys.Value.ReadAsync(
            machine => request.Page(machine.KekNames(prefixes, request.Flag("deleted")), int.MaxValue),
            request.Aborted));
    }

    private async Task<RegistryReply> GetKek(RegistryRequest request, string name) => Shown(Outcomes.Value(
        await keys.Value.ReadAsync(machine => machine.Kek(name, request.Flag("deleted")), request.Aborted)));

    private async Task<RegistryReply> CreateKek(RegistryRequest request)
    {
        request.Require(RegistryOperations.Write, subject: null);
        JsonValue body = await request.ReadBodyAsync();
        var kek = new Kek(
            Text(body, "name") ?? "",
            KmsType(Text(body, "kmsType") ?? ""),
            Text(body, "kmsKeyId") ?? "",
            Props(body["kmsProps"]),
            Text(body, "doc"),
            Flag(body, "shared"),
            Flag(body, "deleted"));
        RequireService(kek, request.Flag("testSharing"));
        Outcomes.Value(await keys.Value.WriteAsync(machine => machine.Create(kek), request.Aborted));
        return await GetWritten(request, kek.Name);
    }

    private async Task<RegistryReply> AlterKek(RegistryRequest request, string name)
    {
        request.Require(RegistryOperations.Write, subject: null);
        JsonValue body = await request.ReadBodyAsync();
        Kek Changed(Kek kek) => kek with
        {
            KmsProps = body["kmsProps"] is { } props ? Props(props) : kek.KmsProps,
            Doc = body["doc"] is null ? kek.Doc : Text(body, "doc"),
            IsShared = body["shared"] is null ? kek.IsShared : Flag(body, "shared"),
        };
        Kek before = Outcomes.Value(
            await keys.Value.ReadAsync(machine => machine.Kek(name, deleted: false), request.Aborted));
        RequireService(Changed(before), request.Flag("testSharing"));
        Outcomes.Value(await keys.Value.WriteAsync(machine => machine.Alter(name, Changed), request.Aborted));
        return await GetWritten(request, name);
    }

    private async Task<RegistryReply> DeleteKek(RegistryRequest request, string name)
    {
        request.Require(RegistryOperations.Write, subject: null);
        bool permanent = request.Flag("permanent");
        Outcomes.Value(await keys.Value.WriteAsync(machine => machine.DeleteKek(name, permanent), request.Aborted));
        return Replies.Nothing;
    }

    private async Task<RegistryReply> UndeleteKek(RegistryRequest request, string name)
    {
        request.Require(RegistryOperations.Write, subject: null);
        Outcomes.Value(await keys.Value.WriteAsync(machine => machine.UndeleteKek(name), request.Aborted));
        return Replies.Nothing;
    }

    private async Task<RegistryReply> TestKek(RegistryRequest request, string name)
    {
        Kek kek = Outcomes.Value(
            await keys.Value.ReadAsync(machine => machine.Kek(name, deleted: false), request.Aborted));
        throw new RegistryException(kek.IsShared ? KeyErrors.NoService(kek.KmsType) : KeyErrors.Invalid("shared"));
    }

    private async Task<RegistryReply> ListSubjects(RegistryRequest request, string name)
    {
        bool deleted = request.Flag("deleted");
        return Replies.Strings(await keys.Value.ReadAsync(
            machine =>
            {
                Outcomes.Value(machine.Kek(name, deleted));
                IEnumerable<string> subjects = machine.Deks(name, deleted).Select(dek => dek.Id.Subject).Distinct();
                return request.Page(subjects.Where(request.MayRead), int.MaxValue);
            },
            request.Aborted));
    }

    private async Task<RegistryReply> CreateDek(RegistryRequest request, string name, string? subject)
    {
        JsonValue body = await request.ReadBodyAsync();
        string of = await OwnerAsync(request, subject ?? Text(body, "subject") ?? "");
        request.Require(RegistryOperations.Write, of);
        var id = new DekId(name, of, Algorithm(Text(body, "algorithm")), Number(body, "version", byDefault: 1));
        bool rewrap = request.Flag("rewrap");
        Outcomes.Value(await keys.Value.WriteAsync(
            machine => machine.Create(id, Text(body, "encryptedKeyMaterial"), Flag(body, "deleted"), rewrap),
            request.Aborted));
        return await ShowDek(request, id, new VersionSelector(id.Version), deleted: true);
    }

    private async Task<RegistryReply> GetDek(RegistryRequest request, string name, string subject, string version)
    {
        string of = await OwnerAsync(request, subject);
        request.Require(RegistryOperations.Read, of);
        VersionSelector selector = Outcomes.Value(VersionSelector.Parse(version));
        var id = new DekId(name, of, Algorithm(request.Text("algorithm")), selector.Number);
        return await ShowDek(request, id, selector, request.Flag("deleted"));
    }

    private async Task<RegistryReply> ListVersions(RegistryRequest request, string name, string subject)
    {
        string of = await OwnerAsync(request, subject);
        request.Require(RegistryOperations.Read, of);
        DekAlgorithm algorithm = Algorithm(request.Text("algorithm"));
        bool deleted = request.Flag("deleted");
        return Replies.Numbers(await keys.Value.ReadAsync(
            machine =>
            {
                Outcomes.Value(machine.Kek(name, deleted));
                int[] versions = request.Page(
                    machine.Deks(name, of, algorithm, deleted).Select(dek => dek.Id.Version), int.MaxValue);
                return versions.Length > 0 ? versions : throw new RegistryException(KeyErrors.NotFound(of));
            },
            request.Aborted));
    }

    private async Task<RegistryReply> DeleteDek(
        RegistryRequest request, string name, string subject, string? version)
    {
        string of = await OwnerAsync(request, subject);
        request.Require(RegistryOperations.Write, of);
        VersionSelector? selector = version is null ? null : Outcomes.Value(VersionSelector.Parse(version));
        DekAlgorithm algorithm = Algorithm(request.Text("algorithm"));
        bool permanent = request.Flag("permanent");
        Outcomes.Value(await keys.Value.WriteAsync(
            machine => machine.DeleteDek(name, of, algorithm, selector, permanent), request.Aborted));
        return Replies.Nothing;
    }

    private async Task<RegistryReply> UndeleteDek(
        RegistryRequest request, string name, string subject, string? version)
    {
        string of = await OwnerAsync(request, subject);
        request.Require(RegistryOperations.Write, of);
        VersionSelector? selector = version is null ? null : Outcomes.Value(VersionSelector.Parse(version));
        DekAlgorithm algorithm = Algorithm(request.Text("algorithm"));
        Outcomes.Value(await keys.Value.WriteAsync(
            machine => machine.UndeleteDek(name, of, algorithm, selector), request.Aborted));
        return Replies.Nothing;
    }

    /// <summary>The subject whose keys are meant: another one where the configuration says aliasForDeks.</summary>
    private ValueTask<string> OwnerAsync(RegistryRequest request, string subject) => schemas.ReadAsync(
        machine => machine.Index.Config(subject)?.AliasForDeks ?? subject, request.Aborted);

    private async Task<RegistryReply> GetWritten(RegistryRequest request, string name) => Shown(Outcomes.Value(
        await keys.Value.ReadAsync(machine => machine.Kek(name, deleted: true), request.Aborted)));

    private async Task<RegistryReply> ShowDek(RegistryRequest request, DekId id, VersionSelector version, bool deleted)
    {
        Dek dek = Outcomes.Value(await keys.Value.ReadAsync(
            machine => machine.Dek(id.KekName, id.Subject, id.Algorithm, version, deleted), request.Aborted));
        return Replies.Object(text =>
        {
            KeyLogCodec.Write(text, dek);
            End(text, dek.TimestampMs, dek.IsDeleted);
        });
    }

    private static RegistryReply Shown(Kek kek) => Replies.Object(text =>
    {
        KeyLogCodec.Write(text, kek);
        End(text, kek.TimestampMs, kek.IsDeleted);
    });

    private static void End(JsonText text, long timestampMs, bool isDeleted)
    {
        text.Member("ts", timestampMs);
        if (isDeleted)
        {
            text.Member("deleted", isDeleted);
        }
    }

    // A registry that cannot reach a service cannot test whether it may use one.
    private static void RequireService(Kek kek, bool isAsked)
    {
        if (kek.IsShared && isAsked)
        {
            throw new RegistryException(KeyErrors.NoService(kek.KmsType));
        }
    }

    private static string KmsType(string written) => written.ToLowerInvariant() switch
    {
        ['a', 'w', 's', ..] => "aws-kms",
        ['a', 'z', 'u', 'r', 'e', ..] => "azure-kms",
        ['g', 'c', 'p', ..] => "gcp-kms",
        _ => written,
    };

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Props(JsonValue? json)
    {
        try
        {
            return KeyLogCodec.Props(json);
        }
        catch (FormatException)
        {
            throw new RegistryException(KeyErrors.Invalid("kmsProps"));
        }
    }

    private static DekAlgorithm Algorithm(string? name) =>
        DekAlgorithms.Find(name) ?? throw new RegistryException(KeyErrors.Invalid("algorithm"));

    private static string? Text(JsonValue body, string name) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => null,
        { Kind: JsonKind.String } value => value.Text,
        _ => throw new RegistryException(KeyErrors.Invalid(name)),
    };

    private static bool Flag(JsonValue body, string name) => body[name] is { Kind: JsonKind.True };

    private static int Number(JsonValue body, string name, int byDefault) => body[name] switch
    {
        null or { Kind: JsonKind.Null } => byDefault,
        { Kind: JsonKind.Number } value when int.TryParse(
            value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => number,
        _ => throw new RegistryException(KeyErrors.Invalid(name)),
    };
}
