// Emits the file of one message: the IMessage members and the codec as a nested class.

using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal static class MessageEmitter
{
    internal const string GeneratedCode =
        "[global::System.CodeDom.Compiler.GeneratedCode(\"TypedStreams.Generators\", \"0.1.0\")]";

    private const string Format = "global::TypedStreams.SchemaFormat";
    private const string Output = "global::System.Buffers.IBufferWriter<byte> output";

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
        code.Open($"{message.Declarations[message.Declarations.Count - 1]} : {self}");
        Members(code, contract, self);
        Codec(code, contract);
        foreach (var _ in message.Declarations)
        {
            code.Close();
        }

        return code.ToString();
    }

    /// <summary>The hint name of a message's file: its full name, readable and unique.</summary>
    internal static string FileName(string csharp) => csharp.Replace("global::", "").Replace("@", "") + ".g.cs";

    private static void Members(CodeWriter code, ContractModel contract, string self)
    {
        var message = contract.Message;
        var record = message.Records[0];
        Property(code, "string", self, "Topic", Quote(message.Topic));
        Property(code, "string", self, "Subject", Quote(message.Subject));
        Property(code, Format, self, "SchemaFormat", Format + ".Avro");
        Property(code, "string", self, "SchemaText", $"{message.CodecName}.SchemaText");
        Property(code, "ulong", self, "SchemaFingerprint", $"0x{contract.Fingerprint:X16}UL");
        Property(code, "bool", self, "HasKey", message.Key is null ? "false" : "true");

        code.Line(GeneratedCode);
        code.Open($"static void {self}.Write({message.CSharp} message, {Output})");
        code.Line("var writer = new global::TypedStreams.Avro.AvroWriter(output);");
        code.Line($"{message.CodecName}.Write{record.MethodName}(message, ref writer);");
        code.Line("writer.Flush();");
        code.Close();
        code.Line();
        code.Line(GeneratedCode);
        code.Open($"static {message.CSharp} {self}.Read(global::System.ReadOnlySpan<byte> payload)");
        code.Line("var reader = new global::TypedStreams.Avro.AvroReader(payload);");
        code.Line($"var message = {message.CodecName}.Read{record.MethodName}(ref reader);");
        code.Line("reader.EnsureEnd();");
        code.Line("return message;");
        code.Close();
        code.Line();
        code.Line(GeneratedCode);
        code.Open($"static void {self}.WriteKey({message.CSharp} message, {Output})");
        if (message.Key is { } key)
        {
            code.Line($"global::TypedStreams.MessageKey.Write({KeyExpression(key)}, output);");
        }

        code.Close();
        code.Line();

        void Property(CodeWriter writer, string type, string owner, string name, string value)
        {
            writer.Line(GeneratedCode);
            writer.Line($"static {type} {owner}.{name} => {value};");
            writer.Line();
        }
    }

    private static void Codec(CodeWriter code, ContractModel contract)
    {
        var message = contract.Message;
        var names = new CodecNames(message);
        var write = new AvroWriteEmitter(code, names);
        var read = new AvroReadEmitter(code, names, message);
        code.Line(GeneratedCode);
        code.Open($"private static class {message.CodecName}");
        code.Line($"internal const string SchemaText = {Quote(contract.SchemaText)};");
        code.Line();
        foreach (var record in message.Records)
        {
            write.Record(record);
            read.Record(record);
        }

        foreach (var symbols in message.Enums)
        {
            write.Enum(symbols);
            read.Enum(symbols);
        }

        foreach (var collection in Collections(message))
        {
            write.Collection(collection);
            read.Collection(collection);
        }

        code.Close();
    }

    /// <summary>Every list and map type of the message once, inner ones too.</summary>
    private static IEnumerable<TypeModel> Collections(MessageModel message)
    {
        var found = new List<TypeModel>();
        foreach (var field in message.Records.SelectMany(record => record.Fields))
        {
            for (var type = field.Type; type is not null; type = type.Inner)
            {
                if (type.Inner is not null && !type.IsNullable && type.Shape != Shape.Wrapper && !found.Contains(type))
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

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
