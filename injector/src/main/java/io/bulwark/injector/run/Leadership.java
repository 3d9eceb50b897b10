package io.bulwark.injector.run;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether this replica is the one that writes, settled by a Lease. */
final class Leadership implements AutoCloseable {
    /* A Lease is held for as long as it is seen to change, by the watch of who looks: clocks differ, and what another replica wrote into it
     * says nothing about how long ago that was. Whoever leads believes in it for less time than others wait, counted from the beginning
     * of its last renewal: even when a request hangs it has stopped before another one begins. */

    private static final System.Logger LOG = System.getLogger(Leadership.class.getName());
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String identity;
    private final InstantSource clock;
    private final Times times;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private Optional<Seen> seen = Optional.empty();
    private boolean told;
    private volatile boolean holds;
    private volatile long renewedAt;

    /** How long a Lease holds that is not renewed, how long its holder believes in it, and how often it is looked at. */
    record Times(Duration lease, Duration renew, Duration retry) {
        static Times usual() {
            return new Times(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
        }
    }

    /** Another one's Lease, and when it was first seen as it is, in nanoseconds of this process. */
    private record Seen(String version, long since) {}

    /** @param clock for what is written into the Lease; nothing is decided by it */
    Leadership(
            KubernetesClient client, String namespace, String name, String identity, InstantSource clock, Times times) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.clock = clock;
        this.times = times;
        thread = Thread.ofVirtual().name("bulwark-lease").unstarted(this::run);
    }

    Leadership start() {
        thread.start();
        return this;
    }

    boolean leads() {
        return holds && System.nanoTime() - renewedAt < times.renew().toNanos();
    }

    private void run() {
        while (closed.getCount() > 0) {
            try {
                look(System.nanoTime());
            } catch (RuntimeException failure) {
                if (failure instanceof KubernetesClientException refused
                        && refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    holds = false;
                }
                LOG.log(Level.DEBUG, "the lease cannot be had or renewed", failure);
            }
            tell();
            await(times.retry());
        }
        release();
    }

    /** Takes or renews the Lease if that may be; {@code now} is when this was begun. */
    private void look(long now) {
        var leases = client.leases().inNamespace(namespace);
        var current = leases.withName(name).get();
        if (current == null) {
            var _ = leases.resource(next(new LeaseBuilder(), Optional.empty()).build())
                    .create();
        } else {
            var holder = holder(current);
            if (!holder.equals(identity) && !holder.isEmpty() && isKept(current, now)) {
                holds = false;
                return;
            }
            var _ = leases.resource(next(new LeaseBuilder(current), Optional.ofNullable(current.getSpec()))
                            .build())
                    .update();
        }
        renewedAt = now;
        holds = true;
    }

    /** Whether its holder has renewed it lately, as far as could be seen here. */
    private boolean isKept(Lease lease, long now) {
        var version = lease.getMetadata().getResourceVersion();
        var before = seen.filter(each -> each.version().equals(version));
        if (before.isEmpty()) {
            seen = Optional.of(new Seen(version, now));
            return true;
        }
        return now - before.get().since() < times.lease().toNanos();
    }

    private LeaseBuilder next(LeaseBuilder lease, Optional<LeaseSpec> before) {
        var time = clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
        // An update that changes nothing would not be seen.
        var same = before.map(LeaseSpec::getRenewTime)
                .filter(last -> last.toInstant().equals(time.toInstant()))
                .isPresent();
        var now = same ? time.plus(1, ChronoUnit.MICROS) : time;
        var own = before.map(LeaseSpec::getHolderIdentity)
                .filter(identity::equals)
                .isPresent();
        var changes = before.map(LeaseSpec::getLeaseTransitions).orElse(0);
        var taken = own ? before.map(LeaseSpec::getAcquireTime).orElse(now) : now;
        return lease.editOrNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) Math.max(1, times.lease().toSeconds()))
                .withAcquireTime(taken)
                .withRenewTime(now)
                .withLeaseTransitions(before.isEmpty() || own ? changes : changes + 1)
                .endSpec();
    }

    private static String holder(Lease lease) {
        var spec = lease.getSpec();
        return spec == null ? "" : Objects.requireNonNullElse(spec.getHolderIdentity(), "");
    }

    private void tell() {
        var leads = leads();
        if (leads != told) {
            told = leads;
            LOG.log(Level.INFO, leads ? "this replica leads" : "this replica does not lead any more");
        }
    }

    private void await(Duration pause) {
        try {
            var _ = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets another one lead at once. */
    private void release() {
        var led = leads();
        holds = false;
        if (!led) {
            return;
        }
        try {
            var leases = client.leases().inNamespace(namespace);
            var current = leases.withName(name).get();
            if (current != null && holder(current).equals(identity)) {
                var _ = leases.resource(new LeaseBuilder(current)
                                .editSpec()
                                .withHolderIdentity(null)
                                .endSpec()
                                .build())
                        .update();
            }
        } catch (RuntimeException failure) {
            LOG.log(Level.DEBUG, "the lease stays until it has ended", failure);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            var _ = thread.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        holds = false;
    }
}
