package io.bulwark.injector.run;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Concern;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.plan.Trial;
import io.bulwark.injector.serve.Distribution;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** The one thread that owns the cluster's state: it takes changes in, and a moment later hands out what follows from them. */
final class Planning implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Planning.class.getName());

    /** Changes come in bursts; those of one moment are planned together. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** How long it is at least from one time that all proxies of workloads that learn are told of addresses to the next. */
    private static final Duration REST = Duration.ofMillis(200);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ClusterState state = new ClusterState();
    private final Planner planner;
    private final Distribution distribution;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bulwark-plan").daemon().factory());
    private boolean complete;
    private boolean due;
    private boolean dueForEverybody;
    private long everybodyTold = System.nanoTime() - REST.toNanos();

    Planning(Planner planner, Distribution distribution) {
        this.planner = planner;
        this.distribution = distribution;
    }

    /** Something is other than before. Any thread; does not wait. */
    void change(Consumer<ClusterState> change) {
        thread.execute(() -> {
            try {
                change.accept(state);
            } catch (RuntimeException fault) {
                LOG.log(Level.ERROR, "a change of the cluster could not be taken in", fault);
            }
            soon();
        });
    }

    /** Everything has been told once. What is known before could be half of a truth, and is not handed out. */
    void complete() {
        thread.execute(() -> {
            complete = true;
            plan(true);
        });
    }

    /** Asks the state something; the answer comes later. */
    <T> CompletableFuture<T> ask(Function<ClusterState, T> question) {
        return CompletableFuture.supplyAsync(() -> question.apply(state), thread);
    }

    /** Asks the state something, and waits for the answer, which must not be the state's own collections. */
    <T> T answer(Function<ClusterState, T> question) {
        try {
            return ask(question).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("the planning does not answer", failure);
        }
    }

    /** Every document, with the Pods that it is for. */
    List<Concern> concerns() {
        return answer(planner::concerns);
    }

    /** The allowlist of a workload, if it goes on by itself. */
    Optional<Trial> trial(Named workload) {
        return answer(state -> planner.trial(state, workload));
    }

    private void soon() {
        if (complete && !due) {
            due = true;
            after(MOMENT.toNanos(), this::planAfterMoment);
        }
    }

    private void planAfterMoment() {
        due = false;
        var rest = everybodyTold + REST.toNanos() - System.nanoTime();
        plan(rest <= 0);
        if (rest > 0 && !dueForEverybody) {
            dueForEverybody = true;
            after(rest, () -> plan(true));
        }
    }

    private void after(long nanos, Runnable task) {
        var _ = thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void plan(boolean everybody) {
        if (everybody) {
            dueForEverybody = false;
            everybodyTold = System.nanoTime();
        }
        try {
            distribution.publish(planner.plan(state, everybody));
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "the cluster could not be planned for", fault);
        }
    }

    @Override
    public void close() {
        var _ = thread.shutdownNow();
    }
}
