package io.bulwark.proxy;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Profile;
import io.bulwark.proxy.admin.AdminServer;
import io.bulwark.proxy.admin.Lifecycle;
import io.bulwark.proxy.admin.Studied;
import io.bulwark.proxy.config.ControlPlaneConfig;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.control.ControlPlane;
import io.bulwark.proxy.control.Denials;
import io.bulwark.proxy.control.Learning;
import io.bulwark.proxy.control.PolicyFile;
import io.bulwark.proxy.control.PolicyOpening;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.EventDelivery;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.event.EventSink;
import io.bulwark.proxy.event.NdjsonSink;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.inspect.Rates;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.net.DataPlane;
import io.bulwark.proxy.net.Transport;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProcessMeters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.Matcher;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A running proxy: the composition root, where every part is made and handed to those who need it. */
final class ProxyProcess implements Lifecycle, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProxyProcess.class.getName());

    private final ProxyConfig config;
    private final Closing closing = new Closing();
    private final Meters meters = new Meters();
    private final RecentEvents recent = new RecentEvents();
    private final EventQueue queue = new EventQueue(meters);
    private final Rates rates = new Rates(System::nanoTime);
    private final List<Workbench> benches = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile State state = State.STARTING;
    private Optional<ControlPlane> controlPlane = Optional.empty();
    private Supplier<Profile> learned = Profile::none;
    private Supplier<PolicySnapshot> policyInForce = PolicySnapshot::open;
    private Running running = new Running(List.of(), new InetSocketAddress(0), Optional.empty(), Transport.NIO);

    /** What is known once everything runs. */
    record Running(
            List<InetSocketAddress> listeners,
            InetSocketAddress admin,
            Optional<InetSocketAddress> status,
            Transport transport) {}

    private ProxyProcess(ProxyConfig config) {
        this.config = config;
    }

    /** Starts everything, or leaves nothing running. */
    static Started start(ProxyConfig config) {
        var process = new ProxyProcess(config);
        var reasons = process.assemble();
        if (reasons.isEmpty()) {
            return new Started.Running(process);
        }
        process.close();
        return new Started.Refused(reasons);
    }

    /**
     * Makes the parts in the order in which they need each other; returns why it cannot be done. The engine's databases load on a thread
     * of their own while the transport's library and the policy do here: together they are most of the start.
     */
    private List<String> assemble() {
        return switch (Engine.catalogue()) {
            case Engine.Catalogue.Unreadable(var reason) -> List.of(reason);
            case Engine.Catalogue.Known(var signatures) -> {
                var engine = Engine.startAside(signatures);
                var choice = TransportChoices.choose(config);
                var policy = config.policy()
                        .filter(_ -> config.controlPlane().isEmpty())
                        .map(file -> PolicyFile.open(file, groups(signatures), meters, Clock.systemUTC()));
                yield switch (engine.join()) {
                    case Engine.Failed(var reason) -> List.of(reason);
                    case Engine.Ready(var matcher) -> {
                        closing.add(matcher::close);
                        yield join(choice, policy, matcher);
                    }
                };
            }
        };
    }

    private List<String> join(TransportChoices.Choice choice, Optional<PolicyOpening> policy, Matcher matcher) {
        return switch (choice) {
            case TransportChoices.None(var reason) -> List.of(reason);
            case TransportChoices.Chosen(var transport) -> withMatcher(transport, policy, matcher);
        };
    }

    private List<String> withMatcher(Transport transport, Optional<PolicyOpening> policy, Matcher matcher) {
        if (config.controlPlane().isPresent()) {
            return withControlPlane(transport, matcher, config.controlPlane().get());
        }
        if (policy.isEmpty()) {
            var open = new PolicySource(
                    PolicySnapshot.open(), List.of(), Clock.systemUTC().instant(), meters);
            return withPolicy(transport, matcher, open);
        }
        return switch (policy.get()) {
            case PolicyOpening.Refused(var problems) ->
                problems.stream()
                        .map(problem -> config.policy().orElseThrow() + ": " + problem)
                        .toList();
            case PolicyOpening.Opened(var watched) -> {
                closing.add(watched.start()::close);
                yield withPolicy(transport, matcher, watched.source());
            }
        };
    }

    /** Nothing listens before there is a policy, so that the Pod's application does not start without one. */
    private List<String> withControlPlane(Transport transport, Matcher matcher, ControlPlaneConfig from) {
        var plane = ControlPlane.start(
                from, config.state(), groups(matcher.signatures()), meters, Clock.systemUTC(), new SecureRandom());
        closing.add(plane::close);
        controlPlane = Optional.of(plane);
        try {
            return withPolicy(transport, matcher, plane.awaitPolicy());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while waiting for a policy");
        }
    }

    private List<String> withPolicy(Transport transport, Matcher matcher, PolicySource policy) {
        try {
            var watchers = Watchers.of(config, queue, meters, policy);
            closing.add(watchers::close);
            var denials = new Denials(policy, this::stage, meters, Clock.systemUTC());
            var delivery = EventDelivery.start(queue, sinks(watchers, denials), meters, System::nanoTime);
            closing.add(delivery::close);
            var replica = config.controlPlane().map(ControlPlaneConfig::replica).orElse("proxy");
            var learning = Learning.start(config.state(), replica, Clock.systemUTC(), config.loops(), watchers);
            closing.add(learning::close);
            controlPlane.ifPresent(plane -> plane.tellOf(learning::profile, denials));
            learned = learning::fresh;
            policyInForce = policy;
            var admin = AdminServer.start(config.admin(), meters, recent, policy, this, studied(learning, watchers));
            closing.add(admin::close);
            var status = status(admin);
            closing.add(() -> benches.forEach(Workbench::close));
            var plane = DataPlane.start(
                    DataPlanes.spec(config, transport, new MeteredNet(meters)),
                    DataPlanes.listeners(config),
                    () -> judges(matcher, policy, learning),
                    System::nanoTime);
            closing.add(plane::close);
            closing.add(learning::close);
            closing.add(() -> drain(plane));
            running = new Running(plane.addresses(), admin.address(), status, transport);
            state = State.READY;
            LOG.log(
                    Level.INFO,
                    () -> "ready: transport " + transport.id() + ", " + config.loops() + " loops, listeners "
                            + running.listeners() + ", admin " + running.admin() + ", "
                            + matcher.signatures().size()
                            + " signatures in " + matcher.engine() + ", policy "
                            + policy.get().revision());
            register(matcher, transport);
            return List.of();
        } catch (IOException failure) {
            return List.of(String.valueOf(failure.getMessage()));
        }
    }

    private String stage() {
        return controlPlane.map(ControlPlane::stage).orElse("");
    }

    private Studied studied(Learning learning, Watchers watchers) {
        return new Studied(
                learning::fresh, watchers.promoter(), config.promotion().bounds());
    }

    private Optional<InetSocketAddress> status(AdminServer admin) throws IOException {
        return config.status().isEmpty()
                ? Optional.empty()
                : Optional.of(admin.openStatus(config.status().get(), DataPlanes.ownPorts(config)));
    }

    private Judges judges(Matcher matcher, PolicySource policy, Learning learning) {
        var bench = new Workbench(
                matcher, policy, queue, meters, System::nanoTime, Clock.systemUTC(), learning.sightings());
        bench.countWith(rates);
        benches.add(bench);
        return new LoopJudges(bench, policy);
    }

    private List<EventSink> sinks(Watchers watchers, Denials denials) {
        var sinks = new ArrayList<EventSink>(List.of(recent));
        sinks.addAll(watchers.sinks());
        controlPlane.ifPresent(_ -> sinks.add(denials));
        switch (config.events()) {
            case ProxyConfig.Events.Nowhere _ -> {}
            case ProxyConfig.Events.StandardOutput _ ->
                sinks.add(NdjsonSink.toStream("stdout", new FileOutputStream(FileDescriptor.out)));
            case ProxyConfig.Events.ToFile(var file) -> sinks.add(NdjsonSink.toFile(file));
        }
        return sinks;
    }

    /** Looking up what the virtual machine tells of itself takes a while, and nobody waits for it. */
    private void register(Matcher matcher, Transport transport) {
        ProcessMeters.register(meters);
        meters.info(ProxyMeters.TRANSPORT, () -> List.of(transport.id()));
        meters.gauge(ProxyMeters.NATIVE_MEMORY, matcher::nativeBytes, "signatures");
        meters.gauge(
                ProxyMeters.NATIVE_MEMORY,
                () -> benches.stream().mapToLong(Workbench::nativeBytes).sum(),
                "inspection");
        meters.gauge(ProxyMeters.NATIVE_MEMORY, DataPlane::bufferBytes, "buffers");
    }

    private static Set<String> groups(List<Signature> signatures) {
        return signatures.stream().map(Signature::group).collect(Collectors.toSet());
    }

    private void drain(DataPlane plane) {
        state = State.DRAINING;
        try {
            plane.drain(config.drainTime());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    Running running() {
        return running;
    }

    RecentEvents recent() {
        return recent;
    }

    /** What was learned up to now. */
    Profile learned() {
        return learned.get();
    }

    /** What is in force now. */
    PolicySnapshot policy() {
        return policyInForce.get();
    }

    /** Waits until somebody asks the proxy to stop. */
    void awaitStop() {
        try {
            stopping.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void drain() {
        state = State.DRAINING;
        stopping.countDown();
    }

    /** Drains for as long as the configuration says, then ends everything. A second caller waits for the first. */
    @Override
    public synchronized void close() {
        stopping.countDown();
        closing.close();
    }
}
