// Types the compiler needs and netstandard2.0 lacks. Internal, so that nobody outside sees them.

#if NETSTANDARD2_0
#pragma warning disable IDE0130 // The compiler looks for these names in these namespaces.

namespace System.Runtime.CompilerServices
{
    /// <summary>Lets <c>init</c> accessors and records compile.</summary>
    internal static class IsExternalInit;
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Marks a method that always throws.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class DoesNotReturnAttribute : Attribute;
}

#endif
