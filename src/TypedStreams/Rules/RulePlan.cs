// The rules of one schema version, ready to run: compiled once, then used for every value of it by any number of
// threads. Domain rules see the value taken apart, encoding rules its bytes; on the way in everything runs backwards.

using System.Buffers;
using TypedStreams.Rules.Cel;
using TypedStreams.Rules.Encryption;
using TypedStreams.Rules.Execution;
using TypedStreams.Rules.Values;
using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Rules;

internal sealed class RulePlan : IPayloadRules
{
    /// <summary>Most keys that are fetched for one value; one more version of a key than that is an error.</summary>
    internal const int MaxFetches = 64;

    /// <summary>Largest buffer, in bytes, that a thread keeps for the next value.</summary>
    private const int MaxKept = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _kept;

    private readonly string _subject;
    private readonly RuleOptions _options;
    private readonly RuleContract _contract;
    private readonly IValueFormat? _format;
    private readonly CompiledRule[] _domainWrite;
    private readonly CompiledRule[] _encodingWrite;
    private readonly CompiledRule[] _domainRead;
    private readonly CompiledRule[] _encodingRead;
    private readonly CipherRule[] _ciphers;

    private RulePlan(string subject, RegisteredSchema schema, RuleContract contract, RuleOptions options)
    {
        _subject = subject;
        _options = options;
        _contract = contract;
        var compiler = new RuleCompiler(subject, contract, options);
        _domainWrite = compiler.Compile(contract.Domain, RuleMode.Write, isDomain: true);
        _encodingWrite = compiler.Compile(contract.Encoding, RuleMode.Write, isDomain: false);
        _domainRead = compiler.Compile(contract.Domain, RuleMode.Read, isDomain: true);
        _encodingRead = compiler.Compile(contract.Encoding, RuleMode.Read, isDomain: false);
        _ciphers = [.. _domainWrite.Concat(_encodingWrite).OfType<CipherRule>()];
        if (_domainWrite.Length + _domainRead.Length > 0)
        {
            _format = FormatOf(schema, contract);
        }
    }

    /// <inheritdoc/>
    public bool IsDue => Array.Exists(_ciphers, cipher => cipher.IsDue);

    private bool IsIdle => _domainWrite.Length + _encodingWrite.Length + _domainRead.Length + _encodingRead.Length == 0;

    /// <summary>The rules of a schema; null when nothing of its rule set concerns reading or writing.</summary>
    /// <param name="subject">The subject that the values are of; data keys are kept by it.</param>
    /// <param name="schema">The schema, with its rules and metadata.</param>
    /// <param name="options">Keys and clock.</param>
    /// <exception cref="RuleException">The schema is none that rules can look into.</exception>
    internal static IPayloadRules? Create(string subject, RegisteredSchema schema, RuleOptions options)
    {
        if (RuleContract.Of(schema) is not { } contract)
        {
            return null;
        }

        try
        {
            var plan = new RulePlan(subject, schema, contract, options);
            return plan.IsIdle ? null : plan;
        }
        catch (Exception misfit) when (misfit is SchemaParseException or NotSupportedException)
        {
            throw new RuleException(
                contract.Domain[0].Name,
                subject,
                RuleMode.Read,
                RuleFailure.Unsupported,
                $"The rules of subject '{subject}' cannot look into its schema: {misfit.Message}.",
                misfit);
        }
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var cipher in _ciphers)
        {
            if (!cipher.IsDue)
            {
                continue;
            }

            try
            {
                await cipher.PrepareAsync(cancellationToken);
            }
            catch (KeyException failure)
            {
                throw Refusal(cipher.Definition, RuleMode.Write, RuleFailure.Key, failure, field: null);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> payload, in RuleCall call, IBufferWriter<byte> output)
    {
        if (_domainWrite.Length + _encodingWrite.Length == 0)
        {
            output.Write(payload);
            return;
        }

        // Taken out while in use, and given back only without what was in it.
        var changed = _kept ?? new ArrayBufferWriter<byte>();
        _kept = null;
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        try
        {
            payload.CopyTo(rented);
            var run = new RuleRun(RuleMode.Write, keys: null) { Spare = changed };
            var value = RunDomain(_domainWrite, rented.AsMemory(0, payload.Length), call, run);
            output.Write(RunEncoding(_encodingWrite, value, run).Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            changed.Clear();
            _kept = changed.Capacity <= MaxKept ? changed : null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<byte> payload, RuleCall call, CancellationToken cancellationToken)
    {
        if (_domainRead.Length + _encodingRead.Length == 0)
        {
            return new(payload);
        }

        var run = new RuleRun(RuleMode.Read, NeedsKeys ? _options.Keys : null);
        var value = Read(payload, call, run);
        return run.Missing is null ? new(value) : FetchAsync(this, payload, call, run, cancellationToken);

        static async ValueTask<ReadOnlyMemory<byte>> FetchAsync(
            RulePlan plan,
            ReadOnlyMemory<byte> payload,
            RuleCall call,
            RuleRun run,
            CancellationToken cancellationToken)
        {
            var value = payload;
            for (var i = 0; run.Missing is not null; i++)
            {
                if (i == MaxFetches)
                {
                    throw new MalformedDataException($"the value names more than {MaxFetches} versions of keys", 0);
                }

                await run.FetchAsync(cancellationToken);
                value = plan.Read(payload, call, run);
            }

            return value;
        }
    }

    private bool NeedsKeys => Array.Exists(_domainRead, rule => rule is CipherRule)
        || Array.Exists(_encodingRead, rule => rule is CipherRule);

    private ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> payload, in RuleCall call, RuleRun run)
    {
        var value = RunEncoding(_encodingRead, payload, run);
        return run.Missing is null ? RunDomain(_domainRead, value, call, run) : value;
    }

    private ReadOnlyMemory<byte> RunDomain(
        CompiledRule[] rules, ReadOnlyMemory<byte> payload, in RuleCall call, RuleRun run)
    {
        if (rules.Length == 0)
        {
            return payload;
        }

        var tree = _format!.Read(payload, call.MessageIndex);
        foreach (var rule in rules)
        {
            // A rule that may fail without consequence must not leave half of its work behind.
            var mayFail = rule.Definition.ActionIn(run.Mode, isSuccess: false) == "NONE";
            var before = mayFail ? BytesOf(tree, payload, spare: null) : default;
            if (Fails(rule, run, () => rule.Run(tree, run)))
            {
                tree = _format.Read(before, call.MessageIndex);
                payload = before;
            }

            if (run.Missing is not null)
            {
                return payload;
            }
        }

        return BytesOf(tree, payload, run.Spare);
    }

    private ReadOnlyMemory<byte> RunEncoding(CompiledRule[] rules, ReadOnlyMemory<byte> payload, RuleRun run)
    {
        foreach (var rule in rules)
        {
            var after = payload;
            if (!Fails(rule, run, () => after = rule.Run(payload.Span, run)))
            {
                payload = after;
            }

            if (run.Missing is not null)
            {
                break;
            }
        }

        return payload;
    }

    private static ReadOnlyMemory<byte> BytesOf(
        ValueTree tree, ReadOnlyMemory<byte> payload, ArrayBufferWriter<byte>? spare)
    {
        if (!tree.IsChanged)
        {
            return payload;
        }

        var output = spare ?? new ArrayBufferWriter<byte>(payload.Length + 256);
        tree.WriteTo(output);
        return output.WrittenMemory;
    }

    /// <summary>Runs a rule; true when it failed and its action is to go on as if it were not there.</summary>
    private bool Fails(CompiledRule rule, RuleRun run, Action attempt)
    {
        run.Field = null;
        try
        {
            attempt();
        }
        catch (Exception failure) when (KindOf(failure) is not null)
        {
            var action = rule.Definition.ActionIn(run.Mode, isSuccess: false);
            return action == "NONE"
                ? true
                : throw Refusal(rule.Definition, run.Mode, KindOf(failure)!.Value, failure, run.Field);
        }

        if (run.Missing is null
            && rule.Definition.ActionIn(run.Mode, isSuccess: true) is { } success && success != "NONE")
        {
            var asked = new RuleFailedException(RuleFailure.Action, $"its action on success is {success}");
            throw Refusal(rule.Definition, run.Mode, RuleFailure.Action, asked, field: null, isSuccess: true);
        }

        return false;
    }

    private static RuleFailure? KindOf(Exception failure) => failure switch
    {
        RuleFailedException failed => failed.Failure,
        CelException => RuleFailure.Expression,
        ValueMisfitException => RuleFailure.Value,
        KeyException => RuleFailure.Key,
        _ => null,
    };

    private RuleException Refusal(
        RuleDefinition rule, RuleMode mode, RuleFailure kind, Exception failure, string? field, bool isSuccess = false)
    {
        var action = rule.ActionIn(mode, isSuccess) ?? "ERROR";
        var topic = action == "DLQ" ? _contract.Parameter(rule, "dlq.topic") : null;
        var hint = action switch
        {
            "ERROR" => "",
            "DLQ" when topic is null => " Its action is DLQ, but it has no parameter dlq.topic.",
            "DLQ" => "",
            _ => $" Its action '{action}' is none of NONE, ERROR and DLQ.",
        };
        var place = field is null ? "" : $" at the field {field}";
        var verb = mode == RuleMode.Write ? "writing to" : "reading from";
        return new RuleException(
            rule.Name,
            _subject,
            mode,
            kind,
            $"The rule '{rule.Name}' ({rule.Type}) failed{place} when {verb} subject '{_subject}': "
                + $"{failure.Message.TrimEnd('.')}.{hint}",
            failure)
        {
            Field = field,
            DeadLetterTopic = topic,
        };
    }

    internal static IValueFormat FormatOf(RegisteredSchema schema, RuleContract contract) => schema.Format switch
    {
        SchemaFormat.Avro => new AvroShapes(
            AvroParser.Parse(schema.Text, schema.ReferencedTexts, validate: false), contract),
        SchemaFormat.Json => new JsonShapes(
            JsonSchemaParser.Parse(schema.Text, schema.ReferencedByName, validate: false), contract),
        _ => new ProtoShapes(ProtoParser.Parse(schema.Text, schema.ReferencedByName, validate: false), contract),
    };
}
