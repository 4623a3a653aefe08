using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Consuming;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class HandlerLifetimeTests(TestServers servers)
{
    [Fact]
    public void Handler_of_singletons_needs_no_scope() =>
        Assert.False(NeedsScope<OnService>(services => services.AddSingleton<Service>()));

    [Fact]
    public void Handler_of_a_scoped_service_needs_one() =>
        Assert.True(NeedsScope<OnService>(services => services.AddScoped<Service>()));

    [Fact]
    public void Handler_of_a_transient_on_a_scoped_service_needs_one() =>
        Assert.True(NeedsScope<OnOuter>(services => services.AddTransient<Outer>().AddScoped<Service>()));

    [Fact]
    public void Handler_of_a_transient_on_a_singleton_needs_none() =>
        Assert.False(NeedsScope<OnOuter>(services => services.AddTransient<Outer>().AddSingleton<Service>()));

    [Fact]
    public void Handler_of_a_transient_made_by_a_factory_needs_one() =>
        Assert.True(NeedsScope<OnService>(services => services.AddTransient(_ => new Service())));

    [Fact]
    public void Handler_of_a_list_with_a_scoped_item_needs_one() =>
        Assert.True(NeedsScope<OnList>(services => services.AddSingleton<Service>().AddScoped<Service>()));

    [Fact]
    public void Handler_of_the_service_provider_needs_one() => Assert.True(NeedsScope<OnProvider>(_ => { }));

    [Fact]
    public void Handlers_own_registration_decides()
    {
        Assert.True(NeedsScope<OnService>(services => services.AddSingleton<Service>().AddScoped<OnService>()));
        Assert.False(NeedsScope<OnService>(services => services.AddScoped<Service>().AddSingleton<OnService>()));
    }

    [Fact]
    public async Task Each_message_gets_a_scope_that_ends_with_it()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddScopedHandler(),
            services => services.AddScoped<ScopedHandler.Work>());

        for (var i = 0; i < 3; i++)
        {
            await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced($"{i}", i, DateTimeOffset.UnixEpoch));
        }

        await app.Inbox.NextAsync(3);
        await app.StopAsync();

        Assert.Equal([1, 1, 1], app.Inbox.Notes);
    }

    private static bool NeedsScope<THandler>(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        return HandlerLifetime.NeedsScope(services, typeof(THandler));
    }

    public sealed class Service;

    public sealed class Outer(Service service)
    {
        public Service Service { get; } = service;
    }

    public sealed class OnService(Service service)
    {
        public Service Service { get; } = service;
    }

    public sealed class OnOuter(Outer outer)
    {
        public Outer Outer { get; } = outer;
    }

    public sealed class OnList(IEnumerable<Service> services)
    {
        public IEnumerable<Service> Services { get; } = services;
    }

    public sealed class OnProvider(IServiceProvider services)
    {
        public IServiceProvider Services { get; } = services;
    }
}
