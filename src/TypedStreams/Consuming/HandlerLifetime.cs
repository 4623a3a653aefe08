// Whether a handler class needs a scope of its own for each message: only when something scoped is behind one of its
// constructor parameters. What cannot be seen (a factory, a keyed service) counts as scoped, which is slower but right.
// Runs once a group when the host starts; reads the descriptors, creates nothing.

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TypedStreams.Consuming;

internal static class HandlerLifetime
{
    internal static bool NeedsScope(
        IServiceCollection services,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler)
    {
        var registered = Find(services, handler);
        return registered?.Lifetime switch
        {
            ServiceLifetime.Singleton => false,
            ServiceLifetime.Scoped => true,
            _ => ConstructorNeedsScope(services, handler, []),
        };
    }

    private static bool ConstructorNeedsScope(
        IServiceCollection services,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type,
        HashSet<Type> above)
    {
        if (!above.Add(type))
        {
            return false;
        }

        foreach (var constructor in type.GetConstructors())
        {
            foreach (var parameter in constructor.GetParameters())
            {
                if (parameter.IsDefined(typeof(FromKeyedServicesAttribute), inherit: false)
                    || ServiceNeedsScope(services, parameter.ParameterType, above))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool ServiceNeedsScope(IServiceCollection services, Type service, HashSet<Type> above)
    {
        if (service == typeof(IServiceProvider))
        {
            return true;
        }

        if (service.IsConstructedGenericType && service.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            var item = service.GenericTypeArguments[0];
            return services.Any(descriptor => IsFor(descriptor, item) && NeedsScope(services, descriptor, above));
        }

        return Find(services, service) is { } found && NeedsScope(services, found, above);
    }

    private static bool NeedsScope(IServiceCollection services, ServiceDescriptor descriptor, HashSet<Type> above) =>
        descriptor.Lifetime switch
        {
            ServiceLifetime.Singleton => false,
            ServiceLifetime.Scoped => true,
            _ => descriptor.ImplementationType is not { } implementation
                || ConstructorNeedsScope(services, implementation, above),
        };

    private static ServiceDescriptor? Find(IServiceCollection services, Type service) =>
        services.LastOrDefault(descriptor => IsFor(descriptor, service));

    private static bool IsFor(ServiceDescriptor descriptor, Type service) =>
        !descriptor.IsKeyedService
        && (descriptor.ServiceType == service
            || (service.IsConstructedGenericType && descriptor.ServiceType == service.GetGenericTypeDefinition()));
}
