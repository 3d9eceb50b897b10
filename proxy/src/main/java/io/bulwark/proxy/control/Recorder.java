package io.bulwark.proxy.control;

import io.bulwark.policy.learn.ListedValues;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.policy.proof.Redaction;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Writes calls to a file, so that an allowlist can be tried on them: bounded in rate and size, values hidden. */
public final class Recorder implements AutoCloseable {
    /* Loops take a share of each second's budget for each call, and lay the call down without waiting; the thread takes all of them away
     * before it gives out the next budget, so that the queue is never longer than a budget. Calls of one second that look the same once
     * their values are hidden become one line with a count. */

    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final String OLD = ".1";

    private final Path file;
    private final long maxBytes;
    private final int perSecond;
    private final AtomicInteger budget;
    private final Queue<RecordedCall> queue = new ConcurrentLinkedQueue<>();
    private final LongAdder written;
    private final LongAdder dropped;
    private final LongAdder failed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Map<String, Set<String>> listed = Map.of();
    private boolean failing;

    private Recorder(Path file, long maxBytes, int perSecond, Meters meters) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.perSecond = perSecond;
        budget = new AtomicInteger(perSecond);
        written = meters.counter(ProxyMeters.RECORDED, "written");
        dropped = meters.counter(ProxyMeters.RECORDED, "dropped");
        failed = meters.counter(ProxyMeters.RECORDED, "failed");
        thread = Thread.ofPlatform().daemon().name("bulwark-record").unstarted(this::run);
    }

    /**
     * Begins to record.
     *
     * @param maxBytes when the file is put aside and begun anew
     * @param perSecond the most calls in a second; further ones are counted only
     */
    public static Recorder start(Path file, long maxBytes, int perSecond, Meters meters) {
        var recorder = new Recorder(file, maxBytes, perSecond, meters);
        recorder.thread.start();
        return recorder;
    }

    /** Whether this second has room for one more call; a call for which there is none counts as dropped. Never waits. */
    public boolean takes() {
        if (budget.get() > 0 && budget.getAndDecrement() > 0) {
            return true;
        }
        dropped.increment();
        return false;
    }

    /** Takes a call for which there was room. Never waits. */
    public void offer(RecordedCall call) {
        queue.add(call);
    }

    /** What was learned, so that values which an allowlist lists are not hidden. */
    public void learned(Profile profile) {
        listed = ListedValues.of(profile);
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                last = closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                write();
                budget.set(perSecond);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        Map<String, RecordedCall> calls = new LinkedHashMap<>();
        long count = 0;
        for (var call = queue.poll(); call != null; call = queue.poll()) {
            count++;
            var hidden = Redaction.of(call, listed);
            calls.merge(CallLine.write(hidden), hidden, (some, more) -> some.times(some.count() + more.count()));
        }
        if (calls.isEmpty()) {
            return;
        }
        var lines = new StringBuilder();
        calls.values().forEach(call -> lines.append(CallLine.write(call)).append('\n'));
        try {
            append(lines.toString().getBytes(StandardCharsets.UTF_8));
            written.add(count);
            failing = false;
        } catch (IOException fault) {
            failed.add(count);
            if (!failing) {
                LOG.log(Level.WARNING, () -> "calls cannot be recorded in " + file + ": " + fault);
            }
            failing = true;
        }
    }

    private void append(byte[] lines) throws IOException {
        if (Files.exists(file) && Files.size(file) + lines.length > maxBytes) {
            Files.move(file, file.resolveSibling(file.getFileName() + OLD), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes what is there, and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
