package io.bulwark.injector.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Whether this replica is the one that writes, settled by a Lease. */
final class Leadership implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Leadership.class.getName());

    private final KubernetesClient client;
    private final String namespace;
    private final String lease;
    private final String identity;
    private final Times times;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean leads;
    private volatile CompletableFuture<?> running = CompletableFuture.completedFuture(null);

    /** How long a leader may be silent, how long it tries to renew, and how often. */
    record Times(Duration lease, Duration renew, Duration retry) {
        static Times usual() {
            return new Times(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
        }
    }

    Leadership(KubernetesClient client, String namespace, String lease, String identity, Times times) {
        this.client = client;
        this.namespace = namespace;
        this.lease = lease;
        this.identity = identity;
        this.times = times;
        thread = Thread.ofVirtual().name("bulwark-lease").unstarted(this::run);
    }

    Leadership start() {
        thread.start();
        return this;
    }

    boolean leads() {
        return leads;
    }

    private void run() {
        var config = new LeaderElectionConfigBuilder()
                .withName(lease)
                .withLock(new LeaseLock(namespace, lease, identity))
                .withLeaseDuration(times.lease())
                .withRenewDeadline(times.renew())
                .withRetryPeriod(times.retry())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(() -> become(true), () -> become(false), _ -> {}))
                .build();
        while (closed.getCount() > 0) {
            try {
                // It ends when the lease is lost; then this replica is a candidate again.
                running = client.leaderElector().withConfig(config).build().start();
                running.get();
            } catch (ExecutionException | CancellationException failure) {
                LOG.log(Level.DEBUG, "the election ended", failure);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                leads = false;
            }
            await(times.retry());
        }
    }

    private void await(Duration pause) {
        try {
            var _ = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void become(boolean leader) {
        leads = leader && closed.getCount() > 0;
        LOG.log(Level.INFO, leader ? "this replica leads" : "this replica does not lead any more");
    }

    @Override
    public void close() {
        closed.countDown();
        var _ = running.cancel(true);
        leads = false;
    }
}
