// Definitions to rules that run. What is wrong with one is an error of its runs, so that its failure action decides.

using TypedStreams.Rules.Cel;
using TypedStreams.Rules.Encryption;

namespace TypedStreams.Rules.Execution;

internal sealed class RuleCompiler(string subject, RuleContract contract, RuleOptions options)
{
    /// <summary>The rules of a list for a mode, in the order in which they run.</summary>
    internal CompiledRule[] Compile(IReadOnlyList<RuleDefinition> list, RuleMode mode, bool isDomain)
    {
        var rules = list
            .Where((rule, i) => rule.RunsIn(mode) && !(IsOfFields(rule) && HasAlternative(list.Take(i), rule)))
            .Select(rule => Compile(rule, isDomain));
        return [.. mode == RuleMode.Read ? rules.Reverse() : rules];
    }

    private static bool HasAlternative(IEnumerable<RuleDefinition> before, RuleDefinition rule) =>
        before.Any(other => !other.IsDisabled && other.IsAlternativeTo(rule));

    private static bool IsOfFields(RuleDefinition rule) => rule.Type is "CEL_FIELD" or "ENCRYPT";

    private CompiledRule Compile(RuleDefinition rule, bool isDomain)
    {
        try
        {
            return (rule.Type, isDomain) switch
            {
                ("CEL", true) => new CelRule(rule, ScriptOf(rule)),
                ("CEL_FIELD", true) => new CelFieldRule(rule, ScriptOf(rule)),
                ("ENCRYPT", true) => new FieldCipherRule(rule, SettingsOf(rule), subject, options),
                ("ENCRYPT_PAYLOAD", false) => new PayloadCipherRule(rule, SettingsOf(rule), subject, options),
                ("ENCRYPT_PAYLOAD", true) => new FailingRule(
                    rule, RuleFailure.Unsupported, "ENCRYPT_PAYLOAD works on bytes; put the rule under encodingRules"),
                ("CEL" or "CEL_FIELD" or "ENCRYPT", false) => new FailingRule(
                    rule, RuleFailure.Unsupported, $"{rule.Type} works on values; put the rule under domainRules"),
                _ => new FailingRule(
                    rule,
                    RuleFailure.Unsupported,
                    $"rules of type '{rule.Type}' are not run by this client, which runs CEL, CEL_FIELD, ENCRYPT and "
                    + "ENCRYPT_PAYLOAD; disable the rule, or give it the failure action NONE"),
            };
        }
        catch (CelException wrong)
        {
            return new FailingRule(rule, RuleFailure.Expression, $"its expression is wrong: {wrong.Message}");
        }
        catch (FormatException wrong)
        {
            return new FailingRule(rule, RuleFailure.Key, wrong.Message);
        }
    }

    private static CelScript ScriptOf(RuleDefinition rule) => new(rule.Expr ?? "");

    private KeySettings SettingsOf(RuleDefinition rule) => KeySettings.Read(name => contract.Parameter(rule, name));
}
