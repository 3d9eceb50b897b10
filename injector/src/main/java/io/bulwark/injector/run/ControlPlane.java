package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Pem;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.injector.plan.PlanSettings;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.serve.Caller;
import io.bulwark.injector.serve.Distribution;
import io.bulwark.injector.serve.StreamServer;
import io.bulwark.injector.serve.TokenReviews;
import io.bulwark.injector.webhook.Admission;
import io.bulwark.injector.webhook.HookKeys;
import io.bulwark.injector.webhook.Validation;
import io.bulwark.injector.webhook.WarmUp;
import io.bulwark.injector.webhook.WebhookServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A running replica of the control plane: the composition root, where every part is made and handed to those who need it. */
public final class ControlPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
    private static final Duration WRITE_EVERY = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlaneSettings settings;
    private final InstantSource clock;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ControlMeters meters = new ControlMeters();
    private final Setbacks setbacks = new Setbacks(meters::failed);
    private final Distribution distribution = new Distribution();
    private final Certificates certificates;
    private final WebhookConfigurations configurations;
    private final LearnedProfiles learned;
    private final Shares shares;
    private final ProfileTour tour;
    private final CourseSweep sweep;
    private final Statuses statuses;
    private final Planning planning;
    private final Guard guard;
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bulwark-chores").daemon().factory());
    private final KubernetesClient client;
    private final Leadership leadership;
    private volatile Certificates.Held held;
    private volatile SidecarTemplate template;
    private volatile boolean trusted;
    private final ServingTls tls;
    private final Ports ports;

    /** Where everything listens. */
    public record Ports(InetSocketAddress webhook, InetSocketAddress stream, InetSocketAddress health) {}

    /**
     * How often what waits for time to pass is looked at, and how the Lease is held.
     *
     * @param silence after which another replica is taken to be gone
     * @param patience how long a proxy may be without a connection before its documents tell of it
     * @param warmUp how long the webhook may take to warm up
     */
    record Times(
            Duration chores,
            Duration write,
            Leadership.Times lease,
            Duration silence,
            Duration patience,
            Duration warmUp) {
        /** Times without a warm-up. */
        Times(Duration chores, Duration write, Leadership.Times lease, Duration silence, Duration patience) {
            this(chores, write, lease, silence, patience, Duration.ZERO);
        }

        static Times usual() {
            return new Times(
                    Duration.ofSeconds(5), WRITE_EVERY, Leadership.Times.usual(), SILENCE, PATIENCE, WarmUp.USUAL);
        }

        /** The same with another warm-up. */
        Times warmUp(Duration atMost) {
            return new Times(chores, write, lease, silence, patience, atMost);
        }
    }

    /** Something that is done again and again. */
    private interface Chore {
        void run() throws GeneralSecurityException, IOException;
    }

    private ControlPlane(ControlPlaneSettings settings, KubernetesClient client, InstantSource clock, Times times)
            throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
        template = settings.template();
        configurations = new WebhookConfigurations(client, settings.name());
        certificates = certificates(settings, client);
        held = certificates.at(clock.instant(), false);
        tls = new ServingTls(held.served());
        planning = new Planning(
                new Planner(new PlanSettings(settings.namespace(), settings.clusterDomain(), 4096)), distribution);
        parts.push(planning);
        shares = Shares.start(client, settings, distribution, clock, times.silence());
        parts.push(shares);
        var completeness = new Completeness(planning, shares);
        learned = new LearnedProfiles(client, completeness::phase, new Setbacks(meters::failed));
        // After the last proxy was heard, and as long as the rest can be asked.
        parts.push(learned::write);
        var events = new Events(client, clock);
        var courses = new Courses(client, settings);
        sweep = new CourseSweep(courses, planning, new Setbacks(meters::failed), clock);
        var promotions = new Promotions(courses, planning, shares, events, settings.promotion(), clock);
        tour = new ProfileTour(client, planning, completeness, promotions, new Setbacks(meters::failed));
        var pace = new Statuses.Pace(clock, times.patience());
        statuses = new Statuses(client, planning, shares, tour, new Setbacks(meters::failed), pace);
        guard = new Guard(events, planning, clock);
        var watch = ClusterWatch.start(client, settings.namespace(), planning, distribution);
        parts.push(watch);
        leadership = new Leadership(
                        client, settings.namespace(), settings.name(), settings.replica(), clock, times.lease())
                .start();
        parts.push(leadership);
        tell(held);
        var webhook = WebhookServer.start(
                settings.webhook(),
                tls.context(),
                new Admission(() -> template, HookKeys::next),
                Validation.withCatalogue(),
                (reviewed, nanos) -> {
                    meters.reviewed(reviewed, nanos);
                    guard.reviewed(reviewed);
                });
        parts.push(webhook);
        var warmUp = WarmUp.start(webhook, held.trusted(), times.warmUp());
        parts.push(warmUp);
        var tokens = new TokenReviews(review -> client.tokenReviews().create(review), clock);
        var stream = StreamServer.start(settings.stream(), tls.context(), tokens, distribution, this::learned);
        parts.push(stream);
        var health = HealthServer.start(settings.health(), () -> unready(warmUp, watch), meters::text);
        parts.push(health);
        ports = new Ports(webhook.address(), stream.address(), health.address());
        register();
        meters.counter(
                "bulwark_tokens_unanswered_total",
                "Proxies that were told to come again, because the API server did not say whose they are.",
                tokens::unanswered);
        every(times.chores(), "the certificates cannot be looked after", this::lookAfterCertificates);
        every(times.chores(), "the webhook configurations cannot be looked after", this::lookAfterTrust);
        every(times.write(), "the other replicas cannot be told", shares::write);
        every(times.write(), "profiles cannot be written", learned::writeNews);
        every(times.write(), "the watches cannot be asked after", watch::tellMissing);
        every(times.write(), "documents cannot be reported on", () -> report(watch));
        every(times.write(), "Events cannot be told", () -> guard.report(leadership.leads()));
    }

    private static Certificates certificates(ControlPlaneSettings settings, KubernetesClient client) {
        return settings.certificateFolder()
                .<Certificates>map(CertificateFiles::new)
                .orElseGet(() -> new OwnCertificates(
                        new AuthoritySecret(client, settings.namespace(), settings.name() + "-ca"),
                        settings.certificateNames()));
    }

    /** Starts everything; after a failure the process has to end. */
    public static ControlPlane start(ControlPlaneSettings settings, KubernetesClient client, InstantSource clock)
            throws IOException, GeneralSecurityException {
        return start(settings, client, clock, Times.usual());
    }

    static ControlPlane start(ControlPlaneSettings settings, KubernetesClient client, InstantSource clock, Times times)
            throws IOException, GeneralSecurityException {
        return new ControlPlane(settings, client, clock, times);
    }

    private void learned(Caller caller, String profile) {
        var _ = planning.ask(state -> state.pod(caller.uid()))
                .thenAccept(pod -> pod.ifPresent(known -> learned.take(known.workload(), caller.pod(), profile)));
    }

    private void register() {
        meters.gauge(
                "bulwark_proxies_connected", "Proxies that have a stream to this replica.", distribution::connected);
        meters.counter(
                "bulwark_handouts_refused_total",
                "Policies that a proxy has refused to put in force.",
                distribution::refusals);
        meters.gauge("bulwark_leader", "1 in the replica that writes.", () -> leadership.leads() ? 1 : 0);
        meters.gauge(
                "bulwark_authority_end_seconds",
                "When the authority of the served certificate ends, in seconds since 1970.",
                () -> held.authority().getNotAfter().toInstant().getEpochSecond());
        meters.gauge(
                "bulwark_certificate_end_seconds",
                "When the served certificate ends, in seconds since 1970.",
                () -> tls.current().notAfter().getEpochSecond());
        meters.gauge(
                "bulwark_pods_unprotected", "Pods in labelled namespaces that have no sidecar.", guard::unprotected);
        meters.counter(
                "bulwark_profiles_malformed_total",
                "Profiles from proxies that could not be read.",
                learned::malformed);
        meters.counter(
                "bulwark_profiles_dropped_total",
                "Profiles from proxies that were not read, because too many waited.",
                learned::dropped);
    }

    /** @param failed what is to be told when the chore fails; it comes again all the same */
    private void every(Duration pause, String failed, Chore chore) {
        var _ = chores.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                        setbacks.over(failed);
                    } catch (GeneralSecurityException | IOException | RuntimeException failure) {
                        if (!chores.isShutdown()) {
                            setbacks.failed(failed, failed, failure);
                        }
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Serves with the certificate of the moment. */
    private void lookAfterCertificates() throws GeneralSecurityException, IOException {
        var now = certificates.at(clock.instant(), leadership.leads());
        if (!now.trusted().equals(held.trusted())) {
            tell(now);
        }
        if (!now.served().equals(held.served())) {
            tls.replace(now.served());
        }
        held = now;
    }

    /** Sees that the API server trusts its authority. */
    private void lookAfterTrust() {
        if (leadership.leads()) {
            configurations.trust(held.trusted());
        }
        trusted = configurations.trusts(held.authority());
    }

    /** Says how documents and profiles are; in the leader. */
    private void report(ClusterWatch watch) {
        if (leadership.leads() && watch.missing().isEmpty()) {
            shares.sweep();
            sweep.sweep();
            tour.visit();
            statuses.write();
        } else {
            statuses.forget();
        }
    }

    /** Tells Pods to come and proxies that are there whom to trust. */
    private void tell(Certificates.Held current) {
        var pem = Pem.of(current.trusted());
        template = SidecarSettings.in(settings, pem);
        distribution.trust(pem);
    }

    /** Why this replica should not be asked yet; empty when it should. */
    private String unready(WarmUp warmUp, ClusterWatch watch) {
        if (!warmUp.done()) {
            return "the webhook is warming up";
        }
        var missing = watch.missing();
        if (!missing.isEmpty()) {
            return "there is no watch yet of " + String.join(", ", missing);
        }
        return trusted ? "" : "the webhook configuration " + settings.name() + " does not trust our authority yet";
    }

    public Ports ports() {
        return ports;
    }

    /** What proxies have, for those who report on it. */
    public Distribution distribution() {
        return distribution;
    }

    @Override
    public void close() {
        var _ = chores.shutdownNow();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) { // AutoCloseable may throw any, and the other parts must still be closed
                LOG.log(Level.WARNING, "a part could not be closed", failure);
            }
        }
        client.close();
    }
}
