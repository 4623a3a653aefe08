// Emits the file of one message: the IMessage members, and for each of its formats the IMessageCodec members and the
// codec as a nested class.

using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal static class MessageEmitter
{
    /// <summary>
    /// Stands on classes of the generator's own. On each of a message's explicit members it would cost a build a tenth
    /// of its compilation; the file's first line already tells analyzers that nobody wrote them.
    /// </summary>
    internal const string GeneratedCode =
        "[global::System.CodeDom.Compiler.GeneratedCode(\"TypedStreams.Generators\", \"0.1.0\")]";

    private const string Format = "global::TypedStreams.SchemaFormat";
    private const string Output = "global::System.Buffers.IBufferWriter<byte> output";
    private const string Write = ".Write(message, output)";
    private const string Payload = "global::System.ReadOnlySpan<byte> payload";

    internal static string Emit(ContractModel contract)
    {
        var message = contract.Message;
        var code = new CodeWriter();
        code.Header(message.Namespace);
        foreach (var declaration in message.Declarations.Take(message.Declarations.Count - 1))
        {
            code.Open(declaration);
        }

        var self = $"global::TypedStreams.IMessage<{message.CSharp}>";
        var codecs = message.Formats.Select(format => CodecInterface(message, format)).ToArray();
        var isSingle = codecs.Length == 1;
        code.Open($"{message.Declarations[message.Declarations.Count - 1]} : " + (isSingle
            ? SingleInterface(message)
            : string.Join(", ", [self, .. codecs])));
        Members(code, contract, self);
        for (var i = 0; i < codecs.Length; i++)
        {
            if (!isSingle)
            {
                CodecMembers(code, message, contract.Schemas[i].Format, codecs[i]);
            }

            Codec(code, contract, contract.Schemas[i]);
        }

        foreach (var _ in message.Declarations)
        {
            code.Close();
        }

        return code.ToString();
    }

    /// <summary>The hint name of a message's file: its full name, readable and unique.</summary>
    internal static string FileName(string csharp) => csharp.Replace("global::", "").Replace("@", "") + ".g.cs";

    private static string CodecInterface(MessageModel message, string format) =>
        $"global::TypedStreams.IMessageCodec<{message.CSharp}, global::TypedStreams.{format}Format>";

    /// <summary>What a message of one format implements; it has the members that would say the same.</summary>
    internal static string SingleInterface(MessageModel message) =>
        $"global::TypedStreams.I{message.Formats[0]}Message<{message.CSharp}>";

    private static void Members(CodeWriter code, ContractModel contract, string self)
    {
        var message = contract.Message;
        var format = message.Formats[0];
        var codec = message.Codec(format);
        Head(code, message, self, hasKey: message.Key is not null);
        if (IsEntered(contract))
        {
            CodecMembers(code, message, format, self);
        }
        else
        {
            Schema(code, codec, self, Fingerprint(contract.Schemas[0]));
            Entry(code, message, format, returned => $"static {returned} {self}.", codec + ".");
        }

        if (message.Formats.Count > 1)
        {
            Property(code, Format, self, "SchemaFormat", $"{Format}.{format}");
            Formats(code, message, self);
        }

        if (contract.Versions.Count > 0)
        {
            Method(code, $"static bool {self}.Reads(ulong writtenFingerprint)", $"{codec}.Reads(writtenFingerprint)");
            Method(
                code,
                $"static {message.CSharp} {self}.Read(ulong writtenFingerprint, {Payload})",
                $"{codec}.Read(writtenFingerprint, payload)");
        }

        if (message.Key is { } key)
        {
            Key(code, message, self, KeyExpression(key));
        }
    }

    /// <summary>Topic and subject; what is as the interface has it is left out.</summary>
    internal static void Head(CodeWriter code, MessageModel message, string self, bool hasKey)
    {
        Property(code, "string", self, "Topic", Quote(message.Topic));
        if (message.Subject != message.Topic + "-value")
        {
            Property(code, "string", self, "Subject", Quote(message.Subject));
        }

        if (message.HasOwnSubject)
        {
            Property(code, "bool", self, "HasOwnSubject", "true");
        }

        if (hasKey)
        {
            Property(code, "bool", self, "HasKey", "true");
        }
    }

    internal static void Key(CodeWriter code, MessageModel message, string self, string expression) => Method(
        code,
        $"static void {self}.WriteKey({message.CSharp} message, {Output})",
        $"global::TypedStreams.MessageKey.Write({expression}, output)");

    private static void Formats(CodeWriter code, MessageModel message, string self)
    {
        var all = string.Join(" or ", message.Formats.Select(format => $"{Format}.{format}"));
        Method(code, $"static bool {self}.Reads({Format} format)", $"format is {all}");
        code.Line($"static {message.CSharp} {self}.Read({Format} format, {Payload}) => format switch");
        code.Open();
        foreach (var format in message.Formats)
        {
            code.Line($"{Format}.{format} => {message.Codec(format)}.Read(payload),");
        }

        code.Line("_ => throw new global::System.NotSupportedException("
            + "$\"There is no {format} codec; add it to AlsoFormats.\"),");
        code.Close(";");
        code.Line();
    }

    /// <summary>True when more than one member writes or reads a whole value, by entries of the codec.</summary>
    private static bool IsEntered(ContractModel contract) =>
        contract.Message.Formats.Count > 1 || contract.Versions.Count > 0;

    /// <summary>The members that <c>IMessage</c> and <c>IMessageCodec</c> both have.</summary>
    internal static void CodecMembers(CodeWriter code, MessageModel message, string format, string owner)
    {
        var codec = message.Codec(format);
        Schema(code, codec, owner, $"{codec}.SchemaFingerprint");
        Method(code, $"static void {owner}.Write({message.CSharp} message, {Output})", codec + Write);
        Method(code, $"static {message.CSharp} {owner}.Read({Payload})", $"{codec}.Read(payload)");
    }

    private static void Schema(CodeWriter code, string codec, string owner, string fingerprint)
    {
        Property(code, "string", owner, "SchemaText", $"{codec}.SchemaText");
        Property(code, "ulong", owner, "SchemaFingerprint", fingerprint);
    }

    private static string Fingerprint(SchemaModel schema) => $"0x{schema.Fingerprint:X16}UL";

    private static void Codec(CodeWriter code, ContractModel contract, SchemaModel schema)
    {
        var message = contract.Message;
        var names = new CodecNames(message);
        code.Line(GeneratedCode);
        code.Open($"private static class {message.Codec(schema.Format)}");
        if (schema.Format == message.Formats[0])
        {
            ContractNotes.Message(code, message, message.Key?.Name, message.Key?.Type.Unwrapped.Shape.ToString());
        }

        code.Line($"internal const string SchemaText = {Quote(schema.Text)};");
        code.Line();
        if (IsEntered(contract))
        {
            code.Line($"internal const ulong SchemaFingerprint = {Fingerprint(schema)};");
            code.Line();
            Entry(code, message, schema.Format, returned => $"internal static {returned} ", codec: "");
        }

        var halves = Halves(code, names, message, schema.Format);
        Each(halves, message.Records, (half, record) => half.Record(record));
        Each(halves, message.Enums, (half, symbols) => half.Enum(symbols));
        Each(halves, message.Unions, (half, union) => half.Union(union));
        Each(halves, Collections(message), (half, collection) => half.Collection(collection));
        if (schema.Format == message.Formats[0])
        {
            Array.ForEach([.. halves.OfType<AvroReadEmitter>()], own => AvroVersions.Emit(code, names, contract, own));
        }

        code.Close();
        code.Line();
    }

    /// <summary>The two methods that write and read a whole value.</summary>
    /// <param name="code">Where they go.</param>
    /// <param name="message">Whose they are.</param>
    /// <param name="format">Which codec.</param>
    /// <param name="head">What stands before their names, by what they return.</param>
    /// <param name="codec">What stands before the names of the codec's methods.</param>
    private static void Entry(
        CodeWriter code, MessageModel message, string format, Func<string, string> head, string codec)
    {
        var record = message.Records[0];
        var primitives = $"global::TypedStreams.{format}.{format}";
        code.Open($"{head("void")}Write({message.CSharp} message, {Output})");
        code.Line($"var writer = new {primitives}Writer(output);");
        code.Line($"{codec}Write{record.MethodName}(message, ref writer);");
        code.Line("writer.Flush();");
        code.Close();
        code.Line();
        code.Open($"{head(message.CSharp)}Read({Payload})");
        code.Line($"var reader = new {primitives}Reader(payload);");
        code.Line($"var message = {codec}Read{record.MethodName}(ref reader);");
        if (format != "Protobuf")
        {
            code.Line("reader.EnsureEnd();");
        }

        code.Line("return message;");
        code.Close();
        code.Line();
    }

    private static ICodecEmitter[] Halves(CodeWriter code, CodecNames names, MessageModel message, string format) =>
        format switch
        {
            "Avro" => [new AvroWriteEmitter(code, names), new AvroReadEmitter(code, names, message)],
            "Protobuf" => [new ProtobufWriteEmitter(code, names), new ProtobufReadEmitter(code, names)],
            _ => [new JsonWriteEmitter(code, names), new JsonReadEmitter(code, names, message)],
        };

    private static void Each<T>(ICodecEmitter[] halves, IEnumerable<T> items, Action<ICodecEmitter, T> emit)
    {
        foreach (var item in items)
        {
            foreach (var half in halves)
            {
                emit(half, item);
            }
        }
    }

    /// <summary>Every list and map type of the message once, inner ones too.</summary>
    private static List<TypeModel> Collections(MessageModel message)
    {
        var found = new List<TypeModel>();
        foreach (var field in message.Records.SelectMany(record => record.Fields))
        {
            for (var type = field.Type; type is not null; type = type.Inner)
            {
                if (type.IsCollection && !found.Contains(type))
                {
                    found.Add(type);
                }
            }
        }

        return found;
    }

    private static string KeyExpression(FieldModel key)
    {
        var expression = "message." + Symbols.Identifier(key.Member);
        for (var type = key.Type; type.Shape == Shape.Wrapper; type = type.Inner!)
        {
            expression += "." + Symbols.Identifier(type.Member);
        }

        return expression;
    }

    internal static void Property(CodeWriter code, string type, string owner, string name, string value)
    {
        code.Line($"static {type} {owner}.{name} => {value};");
        code.Line();
    }

    private static void Method(CodeWriter code, string head, string body)
    {
        code.Line($"{head} => {body};");
        code.Line();
    }

    internal static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
