package io.bulwark.proxy.control;

import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.Problem;
import io.bulwark.proxy.telemetry.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A policy file that is looked at again and again; a good change is put in force, a bad one is told and left alone. */
public final class PolicyFile implements AutoCloseable {
    /*
     * The file is polled. A mounted ConfigMap is changed by swapping a symbolic link in a folder above it, which a watch on
     * the file itself never sees, and watches are a limited resource of the node.
     *
     * New content is taken only when two polls in a row read the same: a file that is being written in place would
     * otherwise be read cut off, and a policy that is cut off at a line end may well parse.
     */
    private static final System.Logger LOG = System.getLogger(PolicyFile.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int MAX_LOGGED = 20;

    private final WatchedFile file;
    private final PolicyReader reader;
    private final PolicySource source;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private WatchedFile.Content settled;
    private WatchedFile.Content lastRead;

    private PolicyFile(
            WatchedFile file,
            PolicyReader reader,
            PolicySource source,
            InstantSource clock,
            WatchedFile.Content first,
            Duration interval) {
        this.file = file;
        this.reader = reader;
        this.source = source;
        this.clock = clock;
        this.settled = first;
        this.lastRead = first;
        this.thread = Thread.ofPlatform().name("bulwark-policy").daemon().unstarted(() -> watch(interval));
    }

    /**
     * Reads a file for the first time. It is not watched before {@link #start}.
     *
     * @param knownGroups the signature groups of the catalogue
     */
    public static PolicyOpening open(Path path, Set<String> knownGroups, Meters meters, InstantSource clock) {
        return open(path, knownGroups, meters, clock, INTERVAL);
    }

    static PolicyOpening open(
            Path path, Set<String> knownGroups, Meters meters, InstantSource clock, Duration interval) {
        var file = new WatchedFile(path, clock);
        var reader = new PolicyReader(knownGroups);
        var first = file.read();
        return switch (first) {
            case WatchedFile.Content.Unreadable(var problem) -> new PolicyOpening.Refused(List.of(problem));
            case WatchedFile.Content.Whole whole ->
                switch (reader.read(whole.bytes())) {
                    case PolicyParse.Rejected(var problems) -> new PolicyOpening.Refused(problems);
                    case PolicyParse.Parsed(var snapshot, var warnings) -> {
                        log(System.Logger.Level.WARNING, path + " is doubtful", warnings);
                        var source = new PolicySource(snapshot, warnings, clock.instant(), meters);
                        yield new PolicyOpening.Opened(new PolicyFile(file, reader, source, clock, first, interval));
                    }
                };
        };
    }

    public PolicySource source() {
        return source;
    }

    /** Begins to watch. */
    public PolicyFile start() {
        thread.start();
        return this;
    }

    private void watch(Duration interval) {
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                pollSafely();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A mistake of ours in reading one policy must not end the watch: the next one may be read well. */
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "policy " + file.path() + " could not be looked at", e);
        }
    }

    /** Looks at the file once. Never throws because of what is in it. */
    void poll() {
        var content = file.readIfTouched(lastRead);
        var steady = content.equals(lastRead);
        lastRead = content;
        if (!steady || content.equals(settled)) {
            return;
        }
        settled = content;
        switch (content) {
            case WatchedFile.Content.Unreadable(var problem) -> refuse(List.of(problem));
            case WatchedFile.Content.Whole whole -> take(whole.bytes());
        }
    }

    private void take(byte[] yaml) {
        switch (reader.read(yaml)) {
            case PolicyParse.Rejected(var problems) -> refuse(problems);
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                source.take(snapshot, warnings, clock.instant());
                LOG.log(System.Logger.Level.INFO, "policy revision {0} is in force", snapshot.revision());
                log(System.Logger.Level.WARNING, file.path() + " is doubtful", warnings);
            }
        }
    }

    private void refuse(List<Problem> problems) {
        source.refuse(problems, clock.instant());
        var what = file.path() + " is refused, revision " + source.get().revision() + " stays in force";
        log(System.Logger.Level.ERROR, what, problems);
    }

    private static void log(System.Logger.Level level, String what, List<Problem> problems) {
        problems.stream().limit(MAX_LOGGED).forEach(problem -> LOG.log(level, "policy {0}: {1}", what, problem));
        if (problems.size() > MAX_LOGGED) {
            LOG.log(level, "policy {0}: and {1} more", what, problems.size() - MAX_LOGGED);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
