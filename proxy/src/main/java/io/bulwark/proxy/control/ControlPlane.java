package io.bulwark.proxy.control;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.policy.learn.NewsPace;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.bulwark.proxy.config.ControlPlaneConfig;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The link to the control plane: policy comes in, what was learned goes out; it is made again whenever it breaks. */
public final class ControlPlane implements AutoCloseable {
    /* One thread connects and reads; one tells now and then what was learned. While there is no link nothing changes: the policy in force
     * stays, and a proxy that starts begins with the one that was kept. A proxy that has none waits: traffic without a policy would
     * be traffic that nobody allowed. */

    private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LEARNED_EVERY = Duration.ofSeconds(15);

    /** In rounds: four minutes. */
    private static final int LEARNED_AT_LEAST_EVERY = 16;

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final ControlPlaneConfig config;
    private final HandoutStore store;
    private final HandedPolicy policy;
    private final Room room;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<ControlConnection> connection = Optional.empty();
    private final Thread listener =
            Thread.ofPlatform().name("bulwark-control").daemon().unstarted(this::listen);
    private final Thread teller =
            Thread.ofPlatform().name("bulwark-learned").daemon().unstarted(this::tell);
    private final Duration learnedEvery;
    private volatile Supplier<Profile> learned = Profile::none;
    private volatile Optional<Denials> denials = Optional.empty();
    private boolean anew;
    private final NewsPace pace = new NewsPace(LEARNED_AT_LEAST_EVERY);
    private Optional<ControlConnection> toldTo = Optional.empty();
    private ProxyMessage.Learned told = new ProxyMessage.Learned("");
    private ProxyMessage.Denied toldDenied = ProxyMessage.Denied.none();

    private ControlPlane(
            ControlPlaneConfig config,
            HandoutStore store,
            HandedPolicy policy,
            Room room,
            RandomGenerator random,
            Duration learnedEvery) {
        this.config = config;
        this.store = store;
        this.policy = policy;
        this.room = room;
        this.random = random;
        this.learnedEvery = learnedEvery;
    }

    /**
     * Begins to connect.
     *
     * @param folder where the last good policy is kept
     * @param knownGroups the signature groups of the catalogue
     */
    public static ControlPlane start(
            ControlPlaneConfig config,
            Optional<Path> folder,
            Set<String> knownGroups,
            Meters meters,
            InstantSource clock,
            RandomGenerator random) {
        return start(config, folder, knownGroups, meters, clock, random, LEARNED_EVERY);
    }

    static ControlPlane start(
            ControlPlaneConfig config,
            Optional<Path> folder,
            Set<String> knownGroups,
            Meters meters,
            InstantSource clock,
            RandomGenerator random,
            Duration learnedEvery) {
        var room = Room.ofThisProcess();
        var store = new HandoutStore(folder, room);
        var policy = new HandedPolicy(store, new PolicyReader(knownGroups), room, meters, clock);
        policy.recall();
        var plane = new ControlPlane(config, store, policy, room, random, learnedEvery);
        meters.gauge(ProxyMeters.CONTROL_PLANE, () -> plane.connection.isPresent() ? 1 : 0);
        plane.listener.start();
        plane.teller.start();
        return plane;
    }

    /** Waits for the first policy, from the control plane or from what was kept. */
    public PolicySource awaitPolicy() throws InterruptedException {
        var first = policy.source();
        if (!first.isDone()) {
            LOG.log(Level.INFO, "waiting for the first policy from {0}", config.address());
        }
        try {
            return first.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tells the control plane from now on what was learned, and what was refused. */
    public void tellOf(Supplier<Profile> profile, Denials refused) {
        learned = profile;
        denials = Optional.of(refused);
    }

    /** The stage that the policy in force is in; empty where it goes nowhere by itself. */
    public String stage() {
        return policy.stage();
    }

    private void listen() {
        var pause = FIRST_PAUSE;
        try {
            while (closed.getCount() > 0) {
                var before = policy.version();
                try {
                    converse();
                } catch (IOException | GeneralSecurityException failure) {
                    LOG.log(Level.WARNING, () -> "no link to the control plane " + config.address() + ": " + failure);
                } catch (RuntimeException fault) {
                    LOG.log(Level.ERROR, "the link to the control plane failed", fault);
                }
                pause = policy.version().equals(before) ? pause : FIRST_PAUSE;
                // Half of the pause is chance, so that not all proxies come back at once.
                var half = pause.toMillis() / 2;
                var _ = closed.await(half + random.nextLong(half + 1), TimeUnit.MILLISECONDS);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse() throws IOException, GeneralSecurityException {
        try (var opened = open()) {
            connection = Optional.of(opened);
            if (closed.getCount() == 0) {
                return;
            }
            LOG.log(Level.INFO, "linked to the control plane {0}", config.address());
            opened.write(new ProxyMessage.Hello(anew ? Handout.nothing().version() : policy.version()));
            anew = false;
            while (closed.getCount() > 0) {
                try {
                    heard(opened, opened.read());
                } catch (ControlMessage.TooLarge large) {
                    opened.write(policy.refuse(large.version(), large.why()));
                }
            }
        } finally {
            connection = Optional.empty();
        }
    }

    private void heard(ControlConnection from, ControlMessage message) throws IOException {
        switch (message) {
            case ControlMessage.Change(var change, var quiet) -> {
                var answer = policy.take(change);
                if (answer.isEmpty()) {
                    anew = true;
                    throw new IOException("the change is for another policy; all is asked for anew");
                }
                if (!quiet || !(answer.get() instanceof ProxyMessage.Applied)) {
                    from.write(answer.get());
                }
            }
            case ControlMessage.Authorities(var pem) -> {
                if (ControlConnection.isTrustworthy(pem)) {
                    store.keepAuthorities(pem);
                }
            }
            case ControlMessage.Alive() -> {}
        }
    }

    /** Authorities that were told of later come first; the ones that this proxy was made with still count. */
    private ControlConnection open() throws IOException, GeneralSecurityException {
        var later = store.authorities().map(pem -> pem + "\n").orElse("");
        return ControlConnection.open(config, later + config.authorities(), room);
    }

    private void tell() {
        try {
            while (!closed.await(learnedEvery.toMillis(), TimeUnit.MILLISECONDS)) {
                tellNews(false);
            }
            // What this Pod has seen since is seen by nobody else.
            tellNews(true);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells what was learned and refused, if a link has not been told that already.
     *
     * @param last whether there will be no other time, so that nothing is put off
     */
    private void tellNews(boolean last) {
        var now = connection;
        if (now.isEmpty()) {
            return;
        }
        var another = !now.equals(toldTo);
        if (another) {
            pace.reset();
            told = new ProxyMessage.Learned("");
            toldDenied = ProxyMessage.Denied.none();
        }
        try {
            var profile = learned.get();
            if (pace.isDue(profile) || last) {
                var news = new ProxyMessage.Learned(ProfileJson.write(profile));
                if (!news.equals(told)) {
                    tell(now.get(), news);
                    told = news;
                }
            }
            var denied = denials.map(Denials::told).orElseGet(ProxyMessage.Denied::none);
            if (another || !denied.equals(toldDenied)) {
                now.get().write(denied);
                toldDenied = denied;
            }
            toldTo = now;
        } catch (IOException failure) {
            LOG.log(Level.DEBUG, "the link broke while it was told", failure);
        }
    }

    private static void tell(ControlConnection link, ProxyMessage.Learned news) throws IOException {
        if (news.fits()) {
            link.write(news);
        } else {
            // The control plane would end the link.
            LOG.log(Level.WARNING, "what was learned is too long to be told");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            var _ = teller.join(GOODBYE);
            connection.ifPresent(ControlConnection::close);
            var _ = listener.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
